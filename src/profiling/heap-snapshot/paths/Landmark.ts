import { fileURLToPath } from 'node:url';

/** Where a path can begin, so that a reader knows where that is. */
export interface Landmark {
  /** Those of lower rank are begun at first, where all else is equal. */
  readonly rank: number;
  readonly kind: 'global' | 'module' | 'exports' | 'binding' | 'timer' | 'async' | 'handle' | 'stack';
  /** In words: `globalThis`, `setInterval callback refresh()`, the file of a module. */
  readonly words: string;
  /** Of a variable that a module exports, its name; the words are the module's file. */
  readonly variable?: string;
  /** The same in every run, where the words are not. */
  readonly masked?: string;
  /** The function that is called, where there is one. */
  readonly closure?: number;
}

/** A file as people write it, without the scheme of a module's address. */
export function fileOf(script: string): string {
  try {
    return script.startsWith('file:') ? fileURLToPath(script) : script;
  } catch {
    // Of another system: it is no path here.
    return script.replace(/^file:\/\//, '');
  }
}

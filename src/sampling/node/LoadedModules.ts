import diagnosticsChannel from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import type { ModuleCounter } from '../ModuleCounter.ts';

/** What Node says of an `import()` that has ended. */
interface Import {
  /** As it was written: relative, absolute or a name. */
  readonly url: string;
  readonly parentURL: string;
  /** Present where it succeeded. */
  readonly result?: unknown;
}

/** What a {@link LoadedModules} reads from. */
export interface LoadedModulesOptions {
  /** CommonJS modules by their file. @default require.cache */
  readonly cache?: () => object;
}

/** From Node 22 on. */
const importEnded = 'tracing:module.import:asyncEnd';
/** More are not told apart: each takes some 150 bytes. */
const mostImports = 4096;
/** What is built in takes no memory to speak of, and what is no file is made by the program. */
const noFile = /^(?!file:)[a-z][a-z0-9+.-]+:/i;

const { subscribe, unsubscribe } = diagnosticsChannel;

/**
 * Counts the modules of this thread. CommonJS: the files in `require.cache`, the most there have been, since a file that is
 * removed and loaded again is the same. ES modules: from Node 22 on, what `import()` was asked for since the first count,
 * without a query, which loads the same file again; what those import in their turn is not seen, and on Node 20 there is no
 * way to ask that would leave the loader alone.
 */
export class LoadedModules implements ModuleCounter {
  readonly #cache: () => object;
  readonly #imports: Set<string> = new Set();
  #mostFiles = 0;
  #listening = false;

  constructor({ cache = requireCache }: LoadedModulesOptions = {}) {
    this.#cache = cache;
  }

  loaded(): number {
    if (!this.#listening) {
      this.#listening = true;
      subscribe(importEnded, this.#hear);
    }
    try {
      this.#mostFiles = Math.max(this.#mostFiles, Object.keys(this.#cache()).length);
    } catch {
      // A cache that somebody has replaced tells nothing.
    }
    return this.#mostFiles + this.#imports.size;
  }

  close(): void {
    if (this.#listening) unsubscribe(importEnded, this.#hear);
    this.#listening = false;
  }

  readonly #hear = (message: unknown): void => {
    try {
      const { url, parentURL, result } = message as Import;
      if (result === undefined || this.#imports.size >= mostImports || noFile.test(url)) return;
      this.#imports.add(fileOf(url, parentURL));
    } catch {
      // Nothing may throw into an import.
    }
  };
}

/** The name of a package is its own place. */
function fileOf(url: string, parentURL: string): string {
  const isPlace = url.startsWith('.') || url.startsWith('/') || url.startsWith('file:');
  return isPlace ? new URL(url, parentURL).pathname : url.replace(/[?#].*$/, '');
}

function requireCache(): object {
  return createRequire(import.meta.url).cache;
}

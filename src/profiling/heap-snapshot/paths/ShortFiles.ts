import { shortFile } from './shortFile.ts';

/**
 * What of the names of a program's files is the same on another machine, and of no other file: where several have the same
 * {@link shortFile}, as `orders/index.js` and `users/index.js`, as many folders come before it as tell them apart. Folders
 * that all of these are in do not: they say where the program is installed.
 */
export class ShortFiles {
  readonly #filesOf: () => Iterable<string>;
  #longer: ReadonlyMap<string, string> | undefined;

  /** @param filesOf the program's files, asked for once where they are wanted */
  constructor(filesOf: () => Iterable<string>) {
    this.#filesOf = filesOf;
  }

  of(file: string): string {
    return this.longerOf(file) ?? shortFile(file);
  }

  /** The name with folders before it; `undefined` where the file is told apart without any. */
  longerOf(file: string): string | undefined {
    this.#longer ??= longerNames(this.#filesOf());
    return this.#longer.get(file);
  }
}

function longerNames(files: Iterable<string>): Map<string, string> {
  const groups = new Map<string, Set<string>>();
  for (const file of files) {
    // An address that has the text of its module is no path.
    if (file.startsWith('data:')) continue;
    const short = shortFile(file);
    groups.set(short, (groups.get(short) ?? new Set()).add(file));
  }
  const names = new Map<string, string>();
  for (const [short, group] of groups) {
    if (group.size < 2) continue;
    const least = partsOf(short).length;
    const all = [...group].map((file) => ({ file, parts: partsOf(file) }));
    const common = commonLength(all.map(({ parts }) => parts));
    const counts = new Map<string, number>();
    for (const { parts } of all) {
      for (let length = least; length <= parts.length; length++) {
        const tail = tailOf(parts, length);
        counts.set(tail, (counts.get(tail) ?? 0) + 1);
      }
    }
    for (const { file, parts } of all) {
      const most = Math.max(least, parts.length - common);
      let length = least;
      while (length < most && counts.get(tailOf(parts, length))! > 1) length += 1;
      if (length > least) names.set(file, tailOf(parts, length));
    }
  }
  return names;
}

function partsOf(file: string): string[] {
  return file.split(/[\\/]/);
}

function tailOf(parts: readonly string[], length: number): string {
  return parts.slice(parts.length - length).join('/');
}

/** How many folders paths begin with that are the same in all of them. */
function commonLength([first = [], ...others]: readonly (readonly string[])[]): number {
  let length = 0;
  while (length < first.length - 1 && others.every((parts) => parts[length] === first[length])) length += 1;
  return length;
}

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../harness/program.ts';

const room = '--max-old-space-size=12000';

/** Where the snapshots of a run are written, and what was measured on them. A folder that is given stays, and is gone on with. */
export class SnapshotFolder {
  readonly path: string;
  readonly #isKept: boolean;
  readonly #progress: (text: string) => void;

  private constructor(path: string, isKept: boolean, progress: (text: string) => void) {
    this.path = path;
    this.#isKept = isKept;
    this.#progress = progress;
  }

  static async open(given: string | undefined, progress: (text: string) => void): Promise<SnapshotFolder> {
    if (given !== undefined) await mkdir(given, { recursive: true });
    const path = given ?? (await mkdtemp(join(tmpdir(), 'tidemark-heap-')));
    return new SnapshotFolder(path, given !== undefined, progress);
  }

  /** A real snapshot of an application of that many users, by this Node.js or another one. */
  async written(users: number, by?: { readonly version: string; readonly path: string }): Promise<string> {
    const file = join(this.path, `${users}${by === undefined ? '' : `-${by.version}`}.heapsnapshot`);
    if (existsSync(file)) return file;
    this.#progress(`heap: writing a snapshot of ${users.toLocaleString('en')} users`);
    await runProgram('heap-snapshot/programs/writeSnapshots.ts', {
      execPath: by?.path,
      execArgv: [room],
      arguments: [file, String(users)],
    });
    return file;
  }

  /** The same several times over in one file. */
  async multiplied(users: number, times: number): Promise<string> {
    const file = join(this.path, `${users}-${times}.heapsnapshot`);
    if (existsSync(file)) return file;
    const from = await this.written(users);
    this.#progress(`heap: writing that snapshot ${times} times over`);
    await runProgram('heap-snapshot/programs/multiplySnapshot.ts', {
      arguments: [from, file, String(times)],
    });
    return file;
  }

  /** Three snapshots of one process, which the program writes into a folder of its own. */
  async series(name: string, program: string, given: readonly string[]): Promise<string[]> {
    const folder = join(this.path, name);
    const files = ['a', 'b', 'c'].map((letter) => join(folder, `${letter}.heapsnapshot`));
    if (files.every((file) => existsSync(file))) return files;
    this.#progress(`heap: writing three snapshots: ${name}`);
    await mkdir(folder, { recursive: true });
    await runProgram(`heap-snapshot/programs/${program}`, {
      execArgv: ['--expose-gc', room],
      arguments: [folder, ...given],
    });
    return files;
  }

  /** What was measured before under this name in a folder that is kept, or is measured now. */
  async measured<Result>(name: string, measure: () => Promise<Result>): Promise<Result> {
    const file = join(this.path, `${name.replaceAll(' ', '-')}.json`);
    if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Result;
    const result = await measure();
    if (this.#isKept) await writeFile(file, JSON.stringify(result));
    return result;
  }

  /** Removes a snapshot that is not needed any more, unless the folder is kept. */
  async done(...files: readonly string[]): Promise<void> {
    if (!this.#isKept) for (const file of files) await rm(file, { force: true });
  }

  async close(): Promise<void> {
    if (!this.#isKept) await rm(this.path, { recursive: true, force: true });
  }
}

/** Bytes of a file. */
export async function bytesOf(file: string): Promise<number> {
  return (await stat(file)).size;
}

import { readFileSync } from 'node:fs';

/** How long the main thread of this process has waited for a processor, as Linux counts it. */
export class MainThreadQueue {
  readonly #path: string;
  readonly #read: (path: string) => string;

  /** @param read the text of a file; throws where there is none */
  constructor(
    pid: number = process.pid,
    read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
  ) {
    // The first thread of a process has its number.
    this.#path = `/proc/self/task/${pid}/schedstat`;
    this.#read = read;
  }

  /** Milliseconds so far; `undefined` where the system does not tell. Never throws. */
  waitedMs(): number | undefined {
    try {
      // Time on a processor and time in the queue, in nanoseconds, and how often it ran.
      const waited = Number(this.#read(this.#path).split(' ')[1]);
      return Number.isFinite(waited) ? waited / 1e6 : undefined;
    } catch {
      return undefined;
    }
  }
}

import fs from 'node:fs';

/** What an {@link OtherThreads} reads; the calls throw where there is nothing to read. */
export interface ThreadFiles {
  readonly list: (path: string) => readonly string[];
  /** Reads a file into the bytes, as far as they go; returns how many those are. */
  readonly read: (path: string, bytes: Uint8Array) => number;
  readonly linkTarget: (path: string) => string;
}

const { readdirSync, openSync, readSync, closeSync, readlinkSync } = fs;
const realFiles: ThreadFiles = {
  list: (path) => readdirSync(path),
  read: (path, bytes) => {
    const descriptor = openSync(path, 'r');
    try {
      return readSync(descriptor, bytes, 0, bytes.length, 0);
    } finally {
      closeSync(descriptor);
    }
  },
  linkTarget: (path) => readlinkSync(path),
};

const tasks = '/proc/self/task';
const running = 'R'.charCodeAt(0);
const bracket = ')'.charCodeAt(0);
/** Number, name and state stand at the beginning; a name has 15 bytes at most. */
const bytesRead = 64;

/**
 * Tells whether threads of this process other than the one that asks are at work, as V8's are while they mark: whether
 * any of them runs, or waits for a processor. By Linux's `/proc` (proc_pid_stat(5)); nobody tells elsewhere.
 */
export class OtherThreads {
  readonly #files: ThreadFiles;
  readonly #own: string | undefined;
  /** Used again and again: to take memory would hasten the end of a collection. */
  readonly #bytes: Uint8Array = new Uint8Array(bytesRead);

  constructor(files: ThreadFiles = realFiles) {
    this.#files = files;
    this.#own = attempt(() => files.linkTarget('/proc/thread-self').split('/').at(-1));
  }

  /** `undefined` where that cannot be told. Takes some 15 µs for each thread. */
  busy(): boolean | undefined {
    if (this.#own === undefined) return undefined;
    const threads = attempt(() => this.#files.list(tasks));
    return threads?.some((thread) => thread !== this.#own && this.#stateOf(thread) === running);
  }

  /** The letter behind the name, which stands in brackets and may hold any; `undefined` of a thread that has just ended. */
  #stateOf(thread: string): number | undefined {
    const length = attempt(() => this.#files.read(`${tasks}/${thread}/stat`, this.#bytes));
    return length === undefined ? undefined : this.#bytes[this.#bytes.lastIndexOf(bracket, length - 1) + 2];
  }
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

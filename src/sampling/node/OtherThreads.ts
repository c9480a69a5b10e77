import fs from 'node:fs';

/** What an {@link OtherThreads} reads; the calls throw where there is nothing to read. */
export interface ThreadFiles {
  readonly list: (path: string) => readonly string[];
  readonly read: (path: string) => string;
  readonly linkTarget: (path: string) => string;
}

const { readdirSync, readFileSync, readlinkSync } = fs;
const realFiles: ThreadFiles = {
  list: (path) => readdirSync(path),
  read: (path) => readFileSync(path, 'latin1'),
  linkTarget: (path) => readlinkSync(path),
};

const tasks = '/proc/self/task';
const running = 'R';

/**
 * Tells whether threads of this process other than the one that asks are at work, as V8's are while they mark: whether
 * any of them runs, or waits for a processor. By Linux's `/proc` (proc_pid_stat(5)); nobody tells elsewhere.
 */
export class OtherThreads {
  readonly #files: ThreadFiles;
  readonly #own: string | undefined;

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
  #stateOf(thread: string): string | undefined {
    const text = attempt(() => this.#files.read(`${tasks}/${thread}/stat`));
    return text?.[text.lastIndexOf(')') + 2];
  }
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

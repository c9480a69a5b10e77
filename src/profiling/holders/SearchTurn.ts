import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Options of a {@link SearchTurn}. */
export interface SearchTurnOptions {
  /** The folder that the turn is about; made where there is none. */
  readonly directory: string;
  /** Milliseconds after which somebody who has not shown up is taken to be gone. */
  readonly staleMs: number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

const lockName = 'turn.lock';

/**
 * Who takes snapshots in a folder: one process, or thread, at a time. Ten workers with the same leak would otherwise need ten
 * times the memory at once.
 */
export class SearchTurn {
  readonly #directory: string;
  readonly #staleMs: number;
  readonly #now: () => number;
  #held = false;

  constructor({ directory, staleMs, now = Date.now }: SearchTurnOptions) {
    this.#directory = directory;
    this.#staleMs = staleMs;
    this.#now = now;
  }

  get #lock(): string {
    return join(this.#directory, lockName);
  }

  /**
   * Takes the turn, or shows up again where it is ours; `false` where it is another's. Whoever takes it removes what others
   * have left behind.
   *
   * @throws the file system's error where the folder cannot be written to
   */
  take(): boolean {
    if (this.#held) {
      utimesSync(this.#lock, this.#now() / 1000, this.#now() / 1000);
      return true;
    }
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    if (!this.#create()) {
      if (!this.#isStale()) return false;
      rmSync(this.#lock, { force: true });
      if (!this.#create()) return false;
    }
    this.#held = true;
    for (const name of readdirSync(this.#directory)) {
      if (name !== lockName) rmSync(join(this.#directory, name), { recursive: true, force: true });
    }
    return true;
  }

  /** Gives the turn to others. */
  end(): void {
    if (!this.#held) return;
    this.#held = false;
    rmSync(this.#lock, { force: true });
  }

  #create(): boolean {
    try {
      writeFileSync(this.#lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  #isStale(): boolean {
    try {
      const pid = Number(readFileSync(this.#lock, 'utf8'));
      return this.#now() - statSync(this.#lock).mtimeMs > this.#staleMs || !isAlive(pid);
    } catch {
      // It has gone while we looked.
      return true;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import type { Collection } from '../Collector.ts';

/** What a {@link HeapCompactor} needs of an inspector session within this process. */
export interface CompactionSession {
  connect(): void;
  disconnect(): void;
  post(method: string, answer: (error: Error | null) => void): void;
}

/** What a {@link HeapCompactor} needs of its process. Each default is this very process. */
export interface HeapCompactorOptions {
  /** Makes a session, when the first compaction is wanted. @default node:inspector */
  readonly openSession?: () => CompactionSession;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
  /** CPU time of the process so far, in milliseconds. @default process.cpuUsage */
  readonly cpuTime?: () => number;
  /** Calls back from the event loop, and from nowhere else. @default setImmediate */
  readonly later?: (callback: () => void) => void;
}

/** A compaction that is not over by then never will be. */
const longestMs = 60_000;
const steadyNow: () => number = performance.now.bind(performance);
// Taken before the application runs, since test frameworks and others replace it.
const { setImmediate } = globalThis;

/**
 * Collects all garbage and gives the pages that become free back to the system, which a plain `gc()` does not do on Node
 * 22 and 24: of 500 MB that were let go, 544 MB stayed resident half a minute after `gc()`, and 71 MB after this.
 *
 * It is the `HeapProfiler.collectGarbage` of the inspector, which needs no flag and is the same on Node 20, 22 and 24;
 * `gc()` with options is not: what compacts on 22 and 24 is silently a minor collection on 20. V8 runs it as a task, so
 * it is over some time after it was asked for, and the thread stands still for most of that. Memory that `malloc` keeps
 * is not touched by it.
 */
export class HeapCompactor {
  readonly #openSession: () => CompactionSession;
  readonly #now: () => number;
  readonly #cpuTime: () => number;
  readonly #later: (callback: () => void) => void;
  #running: Promise<Collection> | undefined;
  #askedAt = Number.NaN;

  constructor({
    openSession = sessionOfThisThread,
    now = steadyNow,
    cpuTime = cpuTimeOfProcess,
    later = fromEventLoop,
  }: HeapCompactorOptions = {}) {
    this.#openSession = openSession;
    this.#now = now;
    this.#cpuTime = cpuTime;
    this.#later = later;
  }

  /** Compacts; while one compaction is under way, that one is the answer. Never rejects. */
  compact(): Promise<Collection> {
    if (this.#running !== undefined && this.#now() - this.#askedAt < longestMs) return this.#running;
    this.#askedAt = this.#now();
    const running = this.#compact().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #compact(): Promise<Collection> {
    try {
      const session = this.#openSession();
      session.connect();
      const collection = await this.#collect(session);
      // A session that is disconnected from within its answer blocks the thread for ever, on Node 20, 22 and 24.
      this.#later(() => {
        // What the application has logged meanwhile is kept alive for good otherwise.
        session.post('Runtime.discardConsoleEntries', () => undefined);
        session.disconnect();
      });
      return collection;
    } catch (error) {
      const problem = error instanceof Error ? error.message : error;
      return { performed: false, reason: `The inspector is not to be had: ${problem}.` };
    }
  }

  #collect(session: CompactionSession): Promise<Collection> {
    const cpuBegin = this.#cpuTime();
    const begin = this.#now();
    return new Promise((resolve) => {
      session.post('HeapProfiler.collectGarbage', (error) => {
        if (error) resolve({ performed: false, reason: `The inspector refused: ${error.message}.` });
        else resolve({ performed: true, pauseMs: this.#now() - begin, cpuMs: this.#cpuTime() - cpuBegin });
      });
    });
  }
}

function fromEventLoop(callback: () => void): void {
  setImmediate(callback);
}

function cpuTimeOfProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function sessionOfThisThread(): CompactionSession {
  const { Session } = process.getBuiltinModule('node:inspector');
  return new Session() as CompactionSession;
}

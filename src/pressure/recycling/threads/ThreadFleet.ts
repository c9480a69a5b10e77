import type { Worker } from 'node:worker_threads';
import type { FaultLog } from '../../../monitoring/FaultLog.ts';
import type { Timers } from '../../../monitoring/Ticker.ts';
import { describe } from '../../../TidemarkError.ts';
import type { RecyclingAnswer } from '../RecyclingAnswer.ts';
import type { DrainOutcome, FleetListener, FleetMember, WorkerFleet } from '../WorkerFleet.ts';
import type { WorkerThreadPool } from './WorkerThreadPool.ts';

/** What a {@link ThreadFleet} works with. */
export interface ThreadFleetOptions {
  readonly pool: WorkerThreadPool;
  /** Tells a thread what becomes of what it has said. */
  readonly answer: (id: string, answer: RecyclingAnswer) => void;
  readonly now: () => number;
  readonly timers: Timers;
  readonly faults: FaultLog;
}

interface Entry {
  readonly worker: Worker;
  readonly startedAt: number;
  draining: boolean;
}

/** The threads of a pool, which starts and drains them itself, and may be anybody's code. */
export class ThreadFleet implements WorkerFleet {
  readonly kind = 'worker-thread';
  readonly #options: ThreadFleetOptions;
  readonly #listener: FleetListener;
  readonly #entries: Map<string, Entry> = new Map();

  constructor(options: ThreadFleetOptions, listener: FleetListener) {
    this.#options = options;
    this.#listener = listener;
  }

  members(): readonly FleetMember[] {
    const current = this.#current();
    for (const worker of current) this.#watch(worker);
    return [...this.#entries].map(([id, { worker, startedAt, draining }]) => ({
      id,
      startedAt,
      serving: !draining && current.has(worker),
    }));
  }

  answer(id: string, answer: RecyclingAnswer): void {
    this.#options.answer(id, answer);
  }

  async startReplacement(_id: string, timeoutMs: number): Promise<string> {
    const { pool, timers } = this.#options;
    const there = new Set(this.members().map(({ id }) => id));
    const isNew = (worker: Worker): boolean => !there.has(idOf(worker));
    let handle: unknown;
    const late = new Promise<never>((_resolve, reject) => {
      handle = timers.setTimeout(
        () => reject(new Error(`it did not serve within ${timeoutMs} ms`)),
        timeoutMs,
      );
      unref(handle);
    });
    const spawned: Promise<unknown> = Promise.resolve().then(() => pool.spawn());
    try {
      const worker = await Promise.race([spawned, late]);
      if (!isThread(worker)) throw new TypeError(`spawn() gave ${describe(worker)}, which is no Worker`);
      if (worker.threadId < 0) throw new Error('spawn() gave a thread that has ended');
      if (!isNew(worker)) throw new Error('spawn() gave a thread that was there before');
      return this.#watch(worker);
    } catch (error) {
      // What comes too late is not wanted any more.
      spawned
        .then((worker) => {
          if (isThread(worker) && isNew(worker)) void worker.terminate();
        })
        .catch(() => {});
      throw error;
    } finally {
      timers.clearTimeout(handle);
    }
  }

  async drain(id: string, graceMs: number): Promise<DrainOutcome> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return 'gone';
    const { pool, timers } = this.#options;
    entry.draining = true;
    let handle: unknown;
    const late = new Promise<boolean>((resolve) => {
      handle = timers.setTimeout(() => resolve(true), graceMs);
      unref(handle);
    });
    const drained = Promise.resolve()
      .then(() => pool.drain(entry.worker))
      .then(
        () => false,
        () => true,
      );
    const killed = await Promise.race([drained, late]);
    timers.clearTimeout(handle);
    await entry.worker.terminate();
    return killed ? 'killed' : 'finished';
  }

  close(): void {
    this.#entries.clear();
  }

  /** Those that the pool says it has; none where it cannot say. */
  #current(): ReadonlySet<Worker> {
    const { pool, faults } = this.#options;
    try {
      return new Set([...pool.workers()].filter(isThread));
    } catch (error) {
      faults.report('workers() of the pool', error);
      return new Set();
    }
  }

  #watch(worker: Worker): string {
    const id = idOf(worker);
    // A thread that has ended has the number -1.
    if (worker.threadId < 0 || this.#entries.has(id)) return id;
    const { now } = this.#options;
    const entry = { worker, startedAt: now(), draining: false };
    this.#entries.set(id, entry);
    worker.once('exit', () => {
      this.#entries.delete(id);
      this.#listener.ended(id, now() - entry.startedAt, entry.draining);
    });
    return id;
  }
}

/** An application that has nothing more to do does not live on for a replacement. */
function unref(handle: unknown): void {
  (handle as { unref?: () => void } | undefined)?.unref?.();
}

function isThread(given: unknown): given is Worker {
  const { threadId, once, terminate } = (given ?? {}) as Partial<Worker>;
  return typeof threadId === 'number' && typeof once === 'function' && typeof terminate === 'function';
}

function idOf(worker: Worker): string {
  return `${process.pid}.${worker.threadId}`;
}

import type { HeapGauge, HeldMemory } from '../profiling/operations/HeapGauge.ts';
import { isPromise } from '../profiling/operations/isPromise.ts';
import type { Collector } from '../sampling/Collector.ts';
import { TidemarkError } from '../TidemarkError.ts';
import type { RoundGrowth } from './judgeGrowth.ts';

/** What is tested. What it returns is let go of; a promise is waited for. */
export type TestedOperation = () => unknown;

/** What {@link RunRounds} works with. */
export interface RunSurroundings {
  readonly collector: Pick<Collector, 'collect'>;
  /** Collects all garbage, and reads what is left. */
  readonly gauge: Pick<HeapGauge, 'settle'>;
  /** Resolves when the event loop has come round: what is told of the dead is told then. */
  readonly turn: () => Promise<unknown>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Runs an operation in rounds, with the live size read after each. One run after the other. */
export class RunRounds {
  readonly #operation: TestedOperation;
  readonly #surroundings: RunSurroundings;
  readonly #stop: AbortSignal;
  #runs = 0;
  #runMs = 0;
  #settleMs = 0;
  #settlings = 0;
  #pauseMs = 0;
  #heldBytes = Number.NaN;

  /** @param stop aborted when nobody waits for it any more; it then rejects */
  constructor(operation: TestedOperation, surroundings: RunSurroundings, stop: AbortSignal) {
    this.#operation = operation;
    this.#surroundings = surroundings;
    this.#stop = stop;
  }

  /** All runs so far. */
  get runs(): number {
    return this.#runs;
  }

  /** How long collections have held the thread up. */
  get pauseMs(): number {
    return this.#pauseMs;
  }

  /** Of one run, on average. */
  get msPerRun(): number {
    return this.#runs === 0 ? 0 : this.#runMs / this.#runs;
  }

  /** Of reading the live size, on average. */
  get msPerSettling(): number {
    return this.#settlings === 0 ? 0 : this.#settleMs / this.#settlings;
  }

  /** Runs it so often, or until time is up; returns how often. */
  async run(times: number, untilMs: number = Number.POSITIVE_INFINITY): Promise<number> {
    const { now } = this.#surroundings;
    const begin = now();
    let done = 0;
    for (; done < times && (done === 0 || now() < untilMs); done++) {
      const waiting = this.#runOnce();
      if (waiting !== undefined) await waiting;
      this.#stop.throwIfAborted();
    }
    this.#runs += done;
    this.#runMs += now() - begin;
    return done;
  }

  /**
   * Reads the live size. Collects before the event loop comes round as well, so that what is told of the dead then, such as
   * to a FinalizationRegistry, has been told.
   *
   * @throws TidemarkError LEAK_UNDECIDED where nothing can be collected
   */
  async settle(): Promise<number> {
    const { collector, gauge, turn, now } = this.#surroundings;
    const begin = now();
    await turn();
    const collection = collector.collect();
    if (collection.performed) this.#pauseMs += collection.pauseMs;
    await turn();
    const held = this.#take(gauge.settle());
    this.#heldBytes = held.objectBytes + held.externalBytes;
    this.#settleMs += now() - begin;
    this.#settlings += 1;
    return this.#heldBytes;
  }

  /** One round: so many runs, and what they kept since the last reading. */
  async round(runs: number): Promise<RoundGrowth> {
    const before = this.#heldBytes;
    const done = await this.run(runs);
    return { runs: done, grownBytes: (await this.settle()) - before };
  }

  /** In a function of its own, so that no variable of the loop keeps what the last run returned. */
  #runOnce(): PromiseLike<unknown> | undefined {
    const result = this.#operation();
    return isPromise(result) ? result : undefined;
  }

  #take(settled: ReturnType<HeapGauge['settle']>): HeldMemory {
    if (!settled.performed) {
      throw new TidemarkError('LEAK_UNDECIDED', `No leak can be told: ${settled.reason}`);
    }
    this.#pauseMs += settled.pauseMs;
    return settled.held;
  }
}

import type { World } from '../World.ts';
import { type OperationKind, operations, type Workload } from './workloads.ts';

export interface LoadOptions {
  readonly world: World;
  readonly workload: Workload;
  /** Operations a second. */
  readonly rate: number;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Time between two batches, in milliseconds. */
const batchIntervalMs = 10;

/** A batch never takes longer than this, in milliseconds: the event loop stays free. */
const longestBatchMs = 6;

/** Actors that are created in one go while the world is populated. */
const actorsPerBatch = 5;

/** Does operations at a steady rate, in small batches. What the machine cannot do in time is left undone, and counted. */
export class Load {
  readonly #options: LoadOptions;
  readonly #counts: Record<OperationKind, number> = { clothing: 0, anatomy: 0, lifecycle: 0 };
  #undone = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Operations done so far, by kind. */
  get counts(): Readonly<Record<OperationKind, number>> {
    return this.#counts;
  }

  get done(): number {
    return this.#counts.clothing + this.#counts.anatomy + this.#counts.lifecycle;
  }

  /** Operations that came due and could not be done in time. */
  get undone(): number {
    return this.#undone;
  }

  /** Fills the world with actors, a few at a time. */
  async populate(actorCount: number, signal?: AbortSignal): Promise<void> {
    const { world, wait } = this.#options;
    while (world.actors.ids.length < actorCount && !signal?.aborted) {
      const missing = actorCount - world.actors.ids.length;
      for (let i = 0; i < Math.min(actorsPerBatch, missing); i += 1) world.addActor();
      await wait(0);
    }
  }

  /** Runs for so many seconds, or until the signal aborts. */
  async run(seconds: number, signal?: AbortSignal): Promise<void> {
    const { now, rate, wait, world } = this.#options;
    const startedAtMs = now();
    const doneBefore = this.done + this.#undone;
    while (!signal?.aborted && now() - startedAtMs < seconds * 1000) {
      await wait(batchIntervalMs);
      const dueSinceStart = Math.floor(((now() - startedAtMs) / 1000) * rate);
      world.advance();
      this.#batch(dueSinceStart - (this.done + this.#undone - doneBefore));
    }
  }

  #batch(due: number): void {
    const { now, rate } = this.#options;
    const endsAtMs = now() + longestBatchMs;
    let left = due;
    for (; left > 0 && now() < endsAtMs; left -= 1) this.#operate();
    const mostLeft = Math.max(1, Math.floor(rate));
    if (left > mostLeft) this.#undone += left - mostLeft;
  }

  #operate(): void {
    const { workload, world } = this.#options;
    let draw = world.random.next();
    const chosen = workload.mix.find(({ share }) => {
      draw -= share;
      return draw < 0;
    });
    const kind = (chosen ?? workload.mix[0])?.kind ?? 'clothing';
    operations[kind](world);
    this.#counts[kind] += 1;
  }
}

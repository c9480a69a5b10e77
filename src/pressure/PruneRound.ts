import type { FaultLog } from '../monitoring/FaultLog.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import { isAmount } from './caches/isAmount.ts';
import { isPromise } from './caches/isPromise.ts';
import type { PruneOutcome } from './caches/ManagedCache.ts';
import type { PruneSummary } from './PruneSummary.ts';
import type { PruneTally } from './PruneTally.ts';

/** For how long those that take their time are waited for. */
export interface PruneWait {
  /** Milliseconds from the moment at which the last one was asked. */
  readonly limitMs: number;
  /** Ends the wait where it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the application awaits it: a process that has nothing else to do ends before what it awaits. @default false */
  readonly awaited?: boolean;
}

/** What a {@link PruneRound} works with. */
export interface PruneRoundOptions {
  readonly tally: PruneTally;
  /** Those that have been asked before and are not done yet: they are not asked again. */
  readonly busy: WeakSet<object>;
  readonly timers: Timers;
  readonly faults: FaultLog;
}

/** One of those that are asked. What it returns may be anything, or a promise of anything. */
export interface PruneRequest {
  /** What is busy while it prunes. */
  readonly member: object;
  readonly name: string;
  readonly prune: () => unknown;
  /** How many entries there are; `undefined` where nobody knows. May throw. */
  readonly entries: () => number | undefined;
}

/** Asks one after another to prune, and waits for those that return a promise, all of them together, for a limited time. */
export class PruneRound {
  readonly #options: PruneRoundOptions;
  readonly #pending: Map<object, { readonly name: string; readonly done: Promise<void> }> = new Map();
  #over = false;

  constructor(options: PruneRoundOptions) {
    this.#options = options;
  }

  /** Never throws. */
  ask(request: PruneRequest): void {
    const { tally, busy } = this.#options;
    const { member, name, prune } = request;
    if (busy.has(member)) {
      tally.addUnfinished(name);
      return;
    }
    // What it calls may ask for all of them to prune again.
    busy.add(member);
    try {
      const before = seen(request);
      const told = prune();
      busy.delete(member);
      if (isPromise(told)) this.#await(request, told, before);
      else tally.add(name, outcomeOf(told), { before, after: seen(request) });
    } catch (error) {
      busy.delete(member);
      tally.addFailure(name, error);
    }
  }

  /** What came of it. Never rejects. */
  async end(wait: PruneWait): Promise<PruneSummary> {
    if (this.#pending.size > 0) await this.#allOrTooLate(wait);
    this.#over = true;
    for (const { name } of this.#pending.values()) this.#options.tally.addUnfinished(name);
    return this.#options.tally.summary;
  }

  #await(request: PruneRequest, told: PromiseLike<unknown>, before: number | undefined): void {
    const { tally, busy, faults } = this.#options;
    const { member, name } = request;
    busy.add(member);
    const settled = (take: () => void): void => {
      busy.delete(member);
      this.#pending.delete(member);
      if (this.#over) return;
      try {
        take();
      } catch (error) {
        tally.addFailure(name, error);
      }
    };
    const done = Promise.resolve(told).then(
      (ended) =>
        settled(() => {
          const outcome = outcomeOf(ended);
          // Entries may have come in the meantime: what it says is nearer to the truth, within what it had.
          const says = outcome.entries !== undefined || outcome.bytes !== undefined;
          tally.add(name, outcome, { before, after: says ? undefined : seen(request) });
        }),
      (error) => {
        if (this.#over) faults.report('something that was pruned', error);
        settled(() => tally.addFailure(name, error));
      },
    );
    this.#pending.set(member, { name, done });
  }

  #allOrTooLate({ limitMs, signal, awaited = false }: PruneWait): Promise<void> {
    const { timers } = this.#options;
    return new Promise((resolve) => {
      const end = (): void => {
        timers.clearTimeout(handle);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const handle = timers.setTimeout(end, limitMs);
      if (!awaited) (handle as { unref?: () => void } | undefined)?.unref?.();
      signal?.addEventListener('abort', end);
      void Promise.all([...this.#pending.values()].map(({ done }) => done)).then(end);
      if (signal?.aborted === true) end();
    });
  }
}

/** A number is a count of entries, as pools return it. */
function outcomeOf(told: unknown): PruneOutcome {
  if (isAmount(told)) return { entries: told, bytes: undefined };
  if (typeof told !== 'object') return { entries: undefined, bytes: undefined };
  return told as PruneOutcome;
}

function seen({ entries }: PruneRequest): number | undefined {
  try {
    return entries();
  } catch {
    return undefined;
  }
}

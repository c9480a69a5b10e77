import type { Timers } from '../monitoring/Ticker.ts';
import type { StrategyResult } from '../wire/event.ts';
import { isAmount } from './caches/isAmount.ts';
import { errorInWords } from './errorInWords.ts';
import type { GarbageCollections } from './GarbageCollections.ts';
import type {
  AppliedStrategy,
  MemoryStrategy,
  PressureSituation,
  StrategyOutcome,
} from './MemoryStrategy.ts';

/** What a {@link StrategyRunner} works with. */
export interface StrategyRunnerOptions {
  readonly collections: Pick<GarbageCollections, 'count' | 'last' | 'usedBytes'>;
  readonly timers: Timers;
  /** Milliseconds from anywhere that never go back. */
  readonly now: () => number;
}

/** Less than this is nothing, and less than a two-hundredth of the limit. */
const leastBytes = 1024 ** 2;
const leastShare = 0.005;
/** For how long a strategy is waited for that does not say how long it takes, in milliseconds. */
export const usualTimeoutMs = 10_000;

type Ending =
  | { readonly ended: 'done'; readonly outcome: StrategyOutcome | undefined }
  | { readonly ended: 'failed'; readonly error: unknown }
  | { readonly ended: 'timed-out' | 'abandoned' };

/** Applies one strategy at a time, whatever it does: it may throw, reject, never end, or say what is not true. */
export class StrategyRunner {
  readonly #options: StrategyRunnerOptions;
  #abandon: (() => void) | undefined;

  constructor(options: StrategyRunnerOptions) {
    this.#options = options;
  }

  /** Gives up the application that is under way; its record says so. */
  abandon(): void {
    this.#abandon?.();
  }

  /** Applies it, and says what came of it. Never rejects. */
  async run(
    strategy: MemoryStrategy,
    situationOf: (signal: AbortSignal) => PressureSituation,
    time: number,
  ): Promise<AppliedStrategy> {
    const { collections, now } = this.#options;
    const stop = new AbortController();
    const situation = situationOf(stop.signal);
    const usedBefore = collections.usedBytes();
    const collectionsBefore = collections.count;
    const begin = now();
    const ending = await this.#endOf(strategy, situation, stop);
    const collected = collections.count > collectionsBefore ? collections.last : undefined;
    const outcome = ending.ended === 'done' ? ending.outcome : undefined;
    // Freed is what was in use before anything was done, less what a collection has left. All else is a claim.
    const freedBytes = collected && usedBefore - collected.usedBytesAfter;
    const claimedBytes = claimOf(outcome);
    return {
      time,
      strategy: strategy.name,
      level: situation.level,
      reason: situation.reason,
      result: resultOf(ending, { freedBytes, claimedBytes }, worthwhileBytes(situation)),
      freedBytes,
      measured: freedBytes !== undefined,
      claimedBytes,
      pauseMs: collected?.pauseMs,
      durationMs: now() - begin,
      detail: detailOf(ending),
    };
  }

  #endOf(strategy: MemoryStrategy, situation: PressureSituation, stop: AbortController): Promise<Ending> {
    const { timers } = this.#options;
    return new Promise<Ending>((resolve) => {
      const settle = (ending: Ending): void => {
        timers.clearTimeout(timer);
        this.#abandon = undefined;
        resolve(ending);
        stop.abort();
      };
      const timer = timers.setTimeout(
        () => settle({ ended: 'timed-out' }),
        strategy.timeoutMs ?? usualTimeoutMs,
      );
      (timer as { unref?: () => void } | undefined)?.unref?.();
      this.#abandon = () => settle({ ended: 'abandoned' });
      applied(strategy, situation).then(
        (outcome) => settle({ ended: 'done', outcome }),
        (error) => settle({ ended: 'failed', error }),
      );
    });
  }
}

async function applied(
  strategy: MemoryStrategy,
  situation: PressureSituation,
): Promise<StrategyOutcome | undefined> {
  return await strategy.apply(situation);
}

/** What a strategy says it has freed, word for word, where that is an amount. */
function claimOf(outcome: StrategyOutcome | undefined): number | undefined {
  const bytes = outcome?.freedBytes;
  return isAmount(bytes) ? bytes : undefined;
}

function worthwhileBytes({ capacity }: PressureSituation): number {
  return Math.max(leastBytes, leastShare * (capacity.binding?.limitBytes ?? 0));
}

function resultOf(
  ending: Ending,
  { freedBytes, claimedBytes }: Pick<AppliedStrategy, 'freedBytes' | 'claimedBytes'>,
  worthwhile: number,
): StrategyResult {
  if (ending.ended !== 'done') return ending.ended;
  if (freedBytes === undefined) return claimedBytes === undefined ? 'unknown' : 'claimed';
  return freedBytes >= worthwhile ? 'freed' : 'freed-nothing';
}

function detailOf(ending: Ending): string {
  switch (ending.ended) {
    case 'done':
      return String(ending.outcome?.detail ?? '');
    case 'failed':
      return `It failed: ${errorInWords(ending.error)}.`;
    case 'timed-out':
      return 'It was not done in time, and is waited for no longer.';
    case 'abandoned':
      return 'The manager was stopped while it was under way.';
  }
}

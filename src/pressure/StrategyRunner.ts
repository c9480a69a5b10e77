import type { Timers } from '../monitoring/Ticker.ts';
import type { StrategyResult } from '../wire/response.ts';
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
  readonly collections: Pick<GarbageCollections, 'count' | 'last' | 'usedBytes' | 'rssBytes'>;
  readonly timers: Timers;
  /** Milliseconds from anywhere that never go back. */
  readonly now: () => number;
}

/** Less than this is nothing, and less than a two-hundredth of the limit. */
const leastBytes = 1024 ** 2;
const leastShare = 0.005;
/** Collections that free less than this share of the limit may stop the program for no more than this share of the time. */
const littleShare = 0.03;
const mostPausedShare = 0.1;
/** Where less than this share of what was freed is back with the system, the rest is waited for, for so many milliseconds. */
const promptShare = 0.9;
const releaseMs = 300;
/** For how long a strategy is waited for that does not say how long it takes, in milliseconds. */
export const usualTimeoutMs = 10_000;

/** What came of one application. */
export interface RunResult {
  readonly applied: AppliedStrategy;
  /** Whether a collection has shown that memory was freed, by whomever: the record says whether it was by this strategy. */
  readonly helped: boolean;
  /** Whether a collection of its own has shown that what was only likely to be short is not. */
  readonly disproved: boolean;
  /** For how long a collection of its own should not be repeated, in milliseconds: it stopped the program for long to free little. */
  readonly restMs: number;
}

/** One that is under way. */
interface Run {
  /** Whether another was under way at the same time: then nobody can say whose the freed bytes are. */
  isShared: boolean;
  /** Whether it does nothing but wait for caches that are not done: what others free meanwhile is theirs. */
  isWaiting: boolean;
  abandon: () => void;
}

type Ending =
  | { readonly ended: 'done'; readonly outcome: StrategyOutcome | undefined }
  | { readonly ended: 'failed'; readonly error: unknown }
  | { readonly ended: 'timed-out' | 'abandoned' };

/** Applies strategies, whatever they do: they may throw, reject, never end, or say what is not true. */
export class StrategyRunner {
  readonly #options: StrategyRunnerOptions;
  readonly #runs: Set<Run> = new Set();

  constructor(options: StrategyRunnerOptions) {
    this.#options = options;
  }

  /** Gives up the applications that are under way; their records say so. */
  abandon(): void {
    for (const { abandon } of [...this.#runs]) abandon();
  }

  /**
   * Applies it, and says what came of it. Never rejects.
   *
   * @param usual whether it is one of ours: they do nothing else while they wait for what they prune
   */
  async run(
    strategy: MemoryStrategy,
    situationOf: (signal: AbortSignal) => PressureSituation,
    time: number,
    usual = false,
  ): Promise<RunResult> {
    const { collections, now } = this.#options;
    const stop = new AbortController();
    let hasCollected = false;
    let stillRising = false;
    let disproved = false;
    let hasPruned = false;
    const given = situationOf(stop.signal);
    const situation: PressureSituation = {
      ...given,
      prune: async (mode) => {
        hasPruned = true;
        const pruned = given.prune(mode);
        run.isWaiting = usual;
        const summary = await pruned;
        this.#wake(run);
        return summary;
      },
      collect: async () => {
        const collection = await given.collect();
        hasCollected ||= collection.performed;
        if (collection.performed) {
          stillRising = collection.stillRising === true;
          // What is left after pruning says nothing of what was there before.
          disproved = given.unproved === true && !hasPruned && collection.sufficient === true;
        }
        return collection;
      },
    };
    const usedBefore = collections.usedBytes();
    const rssBefore = collections.rssBytes();
    const collectionsBefore = collections.count;
    const begin = now();
    const run = this.#begun();
    const ending = await this.#endOf(strategy, situation, stop, run);
    this.#runs.delete(run);
    const collected = collections.count > collectionsBefore ? collections.last : undefined;
    const outcome = ending.ended === 'done' ? ending.outcome : undefined;
    // Freed is what was in use before anything was done, less what a collection has left. All else is a claim.
    const foundFree = collected && usedBefore - collected.usedBytesAfter;
    const freedBytes = run.isShared ? undefined : foundFree;
    const claimedBytes = claimOf(outcome);
    // Garbage is no help where what is live grows on.
    const worthwhile = stillRising ? Number.POSITIVE_INFINITY : worthwhileBytes(situation);
    const mayHaveHelped = ending.ended === 'done' && (hasCollected || !run.isShared);
    const applied: AppliedStrategy = {
      time,
      strategy: strategy.name,
      level: situation.level,
      reason: situation.reason,
      result: resultOf(ending, { freedBytes, claimedBytes }, worthwhile),
      freedBytes,
      returnedBytes: undefined,
      measured: freedBytes !== undefined,
      claimedBytes,
      pauseMs: run.isShared && !hasCollected ? undefined : collected?.pauseMs,
      durationMs: now() - begin,
      detail: detailOf(ending),
    };
    const helped = mayHaveHelped && foundFree !== undefined && foundFree >= worthwhile;
    const returnedBytes = freedBytes === undefined ? undefined : await this.#returned(rssBefore, freedBytes);
    const isLittle = foundFree !== undefined && foundFree < littleShare * limitBytesOf(situation);
    const restMs = hasCollected && isLittle ? (collected?.pauseMs ?? 0) * (1 / mostPausedShare - 1) : 0;
    return { applied: { ...applied, returnedBytes }, helped, disproved, restMs };
  }

  /** What the system has back of what was freed; buffers are freed by another thread, a little later. */
  async #returned(rssBefore: number, freedBytes: number): Promise<number | undefined> {
    const { collections, timers } = this.#options;
    let returned = rssBefore - collections.rssBytes();
    if (returned < promptShare * freedBytes) {
      await new Promise<void>((resolve) => {
        const timer = timers.setTimeout(resolve, releaseMs);
        (timer as { unref?: () => void } | undefined)?.unref?.();
      });
      returned = rssBefore - collections.rssBytes();
    }
    return Number.isFinite(returned) ? returned : undefined;
  }

  #begun(): Run {
    const others = [...this.#runs];
    const run: Run = {
      isShared: others.some(({ isWaiting }) => !isWaiting),
      isWaiting: false,
      abandon: () => {},
    };
    for (const other of others) other.isShared = true;
    this.#runs.add(run);
    return run;
  }

  /** It goes on, beside those that have begun while it waited. */
  #wake(run: Run): void {
    run.isWaiting = false;
    if (!this.#runs.has(run)) return;
    for (const other of this.#runs) if (other !== run && !other.isWaiting) other.isShared = true;
  }

  #endOf(
    strategy: MemoryStrategy,
    situation: PressureSituation,
    stop: AbortController,
    run: Run,
  ): Promise<Ending> {
    const { timers } = this.#options;
    return new Promise<Ending>((resolve) => {
      const settle = (ending: Ending): void => {
        timers.clearTimeout(timer);
        resolve(ending);
        stop.abort();
      };
      const timer = timers.setTimeout(
        () => settle({ ended: 'timed-out' }),
        strategy.timeoutMs ?? usualTimeoutMs,
      );
      (timer as { unref?: () => void } | undefined)?.unref?.();
      run.abandon = () => settle({ ended: 'abandoned' });
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

function worthwhileBytes(situation: PressureSituation): number {
  return Math.max(leastBytes, leastShare * limitBytesOf(situation));
}

function limitBytesOf({ capacity }: PressureSituation): number {
  return capacity.binding?.limitBytes ?? 0;
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
      return textOf(ending.outcome?.detail);
    case 'failed':
      return `It failed: ${errorInWords(ending.error)}.`;
    case 'timed-out':
      return 'It was not done in time, and is waited for no longer.';
    case 'abandoned':
      return 'The manager was stopped while it was under way.';
  }
}

/** Whatever is no text says nothing to anybody. */
function textOf(detail: unknown): string {
  return typeof detail === 'string' ? detail : '';
}

import type { Configuration } from '../configuration/Configuration.ts';
import { callSafely, type FaultLog } from '../monitoring/FaultLog.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { StrategyApplied } from '../wire/response.ts';
import { decideResponse, type UnderWay } from './decideResponse.ts';
import { errorInWords } from './errorInWords.ts';
import { KeptByAllocator } from './KeptByAllocator.ts';
import type { AppliedStrategy, PressureSituation } from './MemoryStrategy.ts';
import type { PressureReading } from './PressureGauge.ts';
import type { StrategyBook, StrategyEntry } from './StrategyBook.ts';
import type { RunResult, StrategyRunner } from './StrategyRunner.ts';
import { effectInWords } from './strategies/effectInWords.ts';

/** What {@link Responses} work with. */
export interface ResponsesOptions {
  readonly book: StrategyBook;
  readonly runner: Pick<StrategyRunner, 'run'>;
  readonly logger: Logger | undefined;
  readonly faults: FaultLog;
  /** Tells everybody of an application. */
  readonly tell: (time: number, applied: StrategyApplied) => void;
}

/** What is to be done about one look. */
export interface ResponseLook {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly reading: PressureReading;
  readonly levelSince: number;
  /** Whether automatic management is on; otherwise only those strategies are applied that always are. */
  readonly automatic: boolean;
  readonly dryRun: boolean;
  readonly situationOf: (entry: StrategyEntry, signal: AbortSignal) => PressureSituation;
}

/** The settings of `automaticResponse`. */
export type ResponseSettings = Configuration['automaticResponse'];

/** Pressure that is over for so long is another episode when it comes again. */
const episodeEndMs = 60_000;

/** Applies what {@link decideResponse} decides, keeps what came of it, and tells of it. Never throws. */
export class Responses {
  readonly #options: ResponsesOptions;
  readonly #kept: KeptByAllocator = new KeptByAllocator();
  readonly #underWay: Set<UnderWay<StrategyEntry>> = new Set();

  constructor(options: ResponsesOptions) {
    this.#options = options;
  }

  /** Takes a look: what is to be done about it, to be given to {@link begin} at once. */
  decide(look: ResponseLook): StrategyEntry | undefined {
    const { book } = this.#options;
    const { time, reading, levelSince, automatic } = look;
    if (reading.level === 'normal' && time - levelSince >= episodeEndMs) book.forgive();
    if (reading.level !== 'normal' && !reading.pressing) return undefined;
    return decideResponse({
      time,
      level: reading.level,
      levelSince,
      share: reading.share,
      cause: reading.cause,
      collectible: reading.collectible,
      unproved: reading.disprovedBelowBytes !== undefined,
      underWay: [...this.#underWay],
      isSame,
      lastEndedAt: book.lastEndedAt,
      lastHelped: book.lastHelped,
      strategies: automatic ? book.entries : book.entries.filter(({ always }) => always),
    });
  }

  /** Begins what was decided. */
  begin(entry: StrategyEntry, look: ResponseLook): void {
    void this.#apply(entry, look);
  }

  async #apply(entry: StrategyEntry, look: ResponseLook): Promise<void> {
    const { book, runner } = this.#options;
    const underWay = { strategy: entry, level: look.reading.level, startedAt: look.time };
    let came: RunResult;
    this.#underWay.add(underWay);
    try {
      came = look.dryRun
        ? unhelpful(recordOf(entry, look, 'dry-run', this.#planOf(entry, look)))
        : await runner.run(
            entry.strategy,
            (signal) => look.situationOf(entry, signal),
            look.time,
            entry.usual,
          );
    } catch (error) {
      came = unhelpful(recordOf(entry, look, 'failed', `It could not be applied: ${errorInWords(error)}.`));
    }
    const applied = this.#kept.told(came.applied);
    book.record(entry, { ...came, applied }, look.reading);
    this.#underWay.delete(underWay);
    this.#say(applied);
  }

  /** What a strategy says it would do. One that fails at that has not failed at anything that was done. */
  #planOf(entry: StrategyEntry, look: ResponseLook): string {
    let plan = '';
    callSafely(
      () => {
        const situation = look.situationOf(entry, AbortSignal.abort());
        plan = String(entry.strategy.describePlan?.(situation) ?? '');
      },
      (error) => this.#options.faults.report('the plan of a strategy', error),
    );
    return `${plan} Nothing was done: this is a dry run.`.trim();
  }

  #say(applied: AppliedStrategy): void {
    const { logger, faults, tell } = this.#options;
    callSafely(
      () =>
        isFailure(applied)
          ? logger?.warn(sentenceOf(applied), applied)
          : logger?.info(sentenceOf(applied), applied),
      (error) => faults.report('the logger', error),
    );
    tell(applied.time, payloadOf(applied));
  }
}

/** Whether somebody has something to mend. */
function isFailure({ result }: AppliedStrategy): boolean {
  return result === 'failed' || result === 'timed-out';
}

function payloadOf({ time: _time, durationMs: _durationMs, ...told }: AppliedStrategy): StrategyApplied {
  return told;
}

function unhelpful(applied: AppliedStrategy): RunResult {
  return { applied, helped: false, disproved: false, restMs: 0 };
}

/** One that was taken out and registered again, or at two levels, is one strategy. */
function isSame(one: StrategyEntry, other: StrategyEntry): boolean {
  return (
    one.given === other.given || (one.level === other.level && one.strategy.name === other.strategy.name)
  );
}

function recordOf(
  { strategy }: StrategyEntry,
  { time, reading }: ResponseLook,
  result: 'dry-run' | 'failed',
  detail: string,
): AppliedStrategy {
  return {
    time,
    strategy: strategy.name,
    level: reading.level,
    reason: reading.reason,
    result,
    freedBytes: undefined,
    returnedBytes: undefined,
    measured: false,
    claimedBytes: undefined,
    pauseMs: undefined,
    durationMs: 0,
    detail,
  };
}

function sentenceOf({ level, reason, strategy, detail, ...applied }: AppliedStrategy): string {
  const what =
    applied.result === 'dry-run' ? effectInWords(applied) : `was applied: ${effectInWords(applied)}`;
  const sentences = [reason, `${strategy} ${what}.`, detail].filter((text) => text !== '');
  return `tidemark: memory pressure is ${level}. ${sentences.join(' ')}`;
}

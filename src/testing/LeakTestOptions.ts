import type { OptionNames } from '../configuration/checkedOptions.ts';
import { checkFlags, checkNumber, checkOptions } from '../profiling/checkInput.ts';
import { invalidOption } from '../TidemarkError.ts';

/** How an operation is tested for leaks. */
export interface LeakTestOptions {
  /** Runs that are measured, where nothing grows; fewer where the time does not suffice for them. @default 120 */
  readonly runs?: number | undefined;
  /** Runs before the first that counts: what is loaded, compiled and cached once. @default 20 */
  readonly warmUps?: number | undefined;
  /** Bytes that each run may keep. @default 0 */
  readonly budgetBytes?: number | undefined;
  /**
   * Runs that are added where memory grows. Growth that stops within them is no leak: a cache gets full, and stops. More for
   * larger caches. @default 1_600
   */
  readonly confirmingRuns?: number | undefined;
  /** Milliseconds that what has grown may take to go by itself, such as a timer that has yet to fire. @default 500 */
  readonly graceMs?: number | undefined;
  /** Milliseconds that all of it may take. @default 30_000; of the matchers nine tenths of what the runner gives a test */
  readonly timeoutMs?: number | undefined;
  /** Whether heap snapshots are taken to find who holds what leaks, once it is known that it leaks. @default true */
  readonly explain?: boolean | undefined;
}

/** With every default in its place. */
export type CompleteLeakTestOptions = {
  readonly [Option in keyof LeakTestOptions]-?: Exclude<LeakTestOptions[Option], undefined>;
};

const known: OptionNames<keyof LeakTestOptions> = {
  owner: 'leakTest()',
  names: ['runs', 'warmUps', 'budgetBytes', 'confirmingRuns', 'graceMs', 'timeoutMs', 'explain'],
};
const mostRuns = 1_000_000;
/** The longest that a timer waits. */
const longestMs = 2 ** 31 - 1;

/** Rounds of the first measurement, which is the fewest runs. */
export const roundsOfScreening = 6;
/** Rounds in which growth has to go on. */
export const roundsOfConfirmation = 8;

/** @throws TidemarkError INVALID_OPTION, UNKNOWN_OPTION */
export function completeLeakTestOptions(options: LeakTestOptions = {}): CompleteLeakTestOptions {
  checkOptions('options', options, known);
  const {
    runs = 120,
    warmUps = 20,
    budgetBytes = 0,
    confirmingRuns = 1600,
    graceMs = 500,
    timeoutMs = 30_000,
    explain = true,
  } = options;
  checkCount('runs', runs, roundsOfScreening);
  checkCount('warmUps', warmUps, 0);
  checkNumber('budgetBytes', budgetBytes, 0);
  checkCount('confirmingRuns', confirmingRuns, roundsOfConfirmation);
  checkDuration('graceMs', graceMs, 0);
  checkDuration('timeoutMs', timeoutMs, 1);
  checkFlags({ explain });
  return { runs, warmUps, budgetBytes, confirmingRuns, graceMs, timeoutMs, explain };
}

/** @throws TidemarkError INVALID_OPTION */
export function checkDuration(name: string, value: number, least: number): void {
  if (typeof value === 'number' && value >= least && value <= longestMs) return;
  throw invalidOption(name, `milliseconds from ${least} to ${longestMs}`, value);
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= mostRuns) return;
  throw invalidOption(name, `a whole number from ${least} to ${mostRuns}`, value);
}

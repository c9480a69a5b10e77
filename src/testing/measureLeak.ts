import { TidemarkError } from '../TidemarkError.ts';
import { durationInWords } from '../wire/quantity.ts';
import { type GrowthJudgement, isSuspicious, judgeGrowth, type RoundGrowth } from './judgeGrowth.ts';
import { type CompleteLeakTestOptions, roundsOfConfirmation, roundsOfScreening } from './LeakTestOptions.ts';
import type { RunRounds } from './RunRounds.ts';

/** What the rounds of an operation came to. */
export interface LeakMeasurement {
  readonly judgement: GrowthJudgement;
  readonly leaks: boolean;
  /** Why what has grown is no leak, as the end of a sentence; `undefined` where it is one, or nothing has. */
  readonly whyNot: string | undefined;
  readonly runs: number;
  /** As many as there were to be, unless time was short. */
  readonly runsWanted: number;
  readonly runsBefore: number;
}

/** The clock of a measurement. */
export interface MeasuringTime {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
  /** When it has to be done. */
  readonly deadline: number;
}

/** Rounds that are to be run. */
interface Plan {
  readonly count: number;
  /** In all of them. */
  readonly runs: number;
  /** Of the time that is left. */
  readonly share: number;
  /** Ends it early. */
  readonly isOver?: (done: readonly RoundGrowth[]) => boolean;
}

/** Reading the heap is code that V8 compiles, too. */
const rehearsals = 2;
const shareOfWarmUps = 0.3;
const shareOfScreening = 0.5;
/** What remains is for heap snapshots. */
const shareOfConfirmation = 0.6;
const fewestRounds = 4;
/** Rounds in a row without growth, after which it is over. */
const roundsAtRest = 3;
/** Of what has grown: where more goes by itself, it was on its way. */
const mostGone = 0.5;

/**
 * Runs an operation in a few rounds after its warm-ups; where memory grows, in many more runs, in which growth has to go on;
 * and where it does, waits whether what has grown goes by itself.
 *
 * @throws TidemarkError LEAK_UNDECIDED where time does not suffice, or nothing can be collected; as a rejection
 */
export async function measureLeak(
  rounds: RunRounds,
  options: CompleteLeakTestOptions,
  time: MeasuringTime,
): Promise<LeakMeasurement> {
  const { runs, warmUps, budgetBytes, confirmingRuns, graceMs, timeoutMs } = options;
  const { now, wait, deadline } = time;
  if (warmUps > 0) await rounds.run(warmUps, endOf(shareOfWarmUps, time));
  for (let rehearsal = 0; rehearsal < rehearsals; rehearsal++) await rounds.settle();

  let runsBefore = rounds.runs;
  let done = await runPlan(rounds, { count: roundsOfScreening, runs, share: shareOfScreening }, time);
  if (done.length < fewestRounds) throw timeIsUp(rounds.runs, timeoutMs);
  if (!isSuspicious(done, budgetBytes))
    return { ...measurementOf(done, budgetBytes, runsBefore, runs), leaks: false };

  runsBefore = rounds.runs;
  const isOver = (so: readonly RoundGrowth[]): boolean =>
    so.length >= fewestRounds && !isSuspicious(so.slice(-roundsAtRest), budgetBytes);
  done = await runPlan(
    rounds,
    { count: roundsOfConfirmation, runs: confirmingRuns, share: shareOfConfirmation, isOver },
    time,
  );
  if (done.length < fewestRounds) throw timeIsUp(rounds.runs, timeoutMs);
  const measurement = measurementOf(done, budgetBytes, runsBefore, confirmingRuns);
  if (!measurement.leaks) return measurement;

  const before = await rounds.settle();
  await wait(Math.min(graceMs, Math.max(0, deadline - now())));
  const goneBytes = before - (await rounds.settle());
  if (goneBytes < mostGone * grownBytesOf(done)) return measurement;
  const whyNot = `what had grown went by itself within ${graceMs} ms of the last run`;
  return { ...measurement, leaks: false, whyNot };
}

/** Fewer runs in each round, and fewer rounds, where there is no time for all of them. */
async function runPlan(
  rounds: RunRounds,
  { count, runs, share, isOver }: Plan,
  time: MeasuringTime,
): Promise<RoundGrowth[]> {
  const { now, deadline } = time;
  const end = endOf(share, time);
  const msForRuns = end - now() - count * rounds.msPerSettling;
  const affordable = Math.floor(msForRuns / count / Math.max(rounds.msPerRun, 1e-4));
  const runsPerRound = Math.max(1, Math.min(Math.ceil(runs / count), affordable));
  const done: RoundGrowth[] = [];
  while (done.length < count && now() < (done.length < fewestRounds ? deadline : end)) {
    done.push(await rounds.round(runsPerRound));
    if (isOver?.(done)) break;
  }
  return done;
}

function endOf(share: number, { now, deadline }: MeasuringTime): number {
  return now() + share * (deadline - now());
}

function measurementOf(
  rounds: readonly RoundGrowth[],
  budgetBytes: number,
  runsBefore: number,
  runsWanted: number,
): LeakMeasurement {
  const judgement = judgeGrowth(rounds, budgetBytes);
  return {
    judgement,
    leaks: judgement.goesOn,
    whyNot: judgement.whyNot,
    runs: rounds.reduce((sum, { runs }) => sum + runs, 0),
    runsWanted,
    runsBefore,
  };
}

function grownBytesOf(rounds: readonly RoundGrowth[]): number {
  return rounds.reduce((sum, { grownBytes }) => sum + grownBytes, 0);
}

function timeIsUp(runs: number, timeoutMs: number): TidemarkError {
  return new TidemarkError(
    'LEAK_UNDECIDED',
    `Whether it leaks is not known after ${runs.toLocaleString('en')} runs: timeoutMs allows ${durationInWords(timeoutMs)} in all`,
  );
}

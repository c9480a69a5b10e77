import { rmSync } from 'node:fs';
import { checkedFunction } from '../configuration/checkedOptions.ts';
import { TidemarkError } from '../TidemarkError.ts';
import { durationInWords } from '../wire/quantity.ts';
import { type FoundLeak, findLeakHolder } from './findLeakHolder.ts';
import { inTime } from './inTime.ts';
import type { LeakReport } from './LeakReport.ts';
import {
  type CompleteLeakTestOptions,
  completeLeakTestOptions,
  type LeakTestOptions,
} from './LeakTestOptions.ts';
import { leakInWords } from './leakInWords.ts';
import { type LeakMeasurement, measureLeak } from './measureLeak.ts';
import { oneAtATime } from './oneAtATime.ts';
import { RunRounds, type TestedOperation } from './RunRounds.ts';
import { type TestSurroundings, testSurroundings } from './TestSurroundings.ts';

/**
 * Whether an operation leaks: whether each run keeps memory, run after run, however often it runs. What is cached, compiled
 * or loaded once does not count, nor does a cache that gets full within `confirmingRuns`. One that does not leak takes
 * `warmUps` and `runs`, and some collections; one that does takes `confirmingRuns` as well and two heap snapshots, which
 * take seconds.
 *
 * The runs are made one after the other; the promise of one is waited for before the next. What else allocates in this thread
 * at the same time would count as well; other leak tests wait.
 *
 * @throws what the operation throws; TidemarkError INVALID_OPTION, UNKNOWN_OPTION, and LEAK_UNDECIDED where `timeoutMs` does
 * not suffice or no garbage can be collected; all as a rejection
 */
export async function leakTest(
  operation: TestedOperation,
  options: LeakTestOptions = {},
): Promise<LeakReport> {
  checkedFunction('operation', operation);
  const complete = completeLeakTestOptions(options);
  return oneAtATime(() => testForLeaks(operation, complete, testSurroundings()));
}

/** The same, of options that have been checked, in surroundings that are given. */
export async function testForLeaks(
  operation: TestedOperation,
  options: CompleteLeakTestOptions,
  around: TestSurroundings,
): Promise<LeakReport> {
  const { now, wait, alarm, compiler } = around;
  const { timeoutMs, explain } = options;
  const begin = now();
  const deadline = begin + timeoutMs;
  const stop = new AbortController();
  const rounds = new RunRounds(operation, around, stop.signal);
  compiler.hold();
  try {
    const measuring = measureLeak(rounds, options, { now, wait, deadline });
    const measurement = await inTime(measuring, timeoutMs, alarm, () => {
      stop.abort();
      throw runDidNotEnd(rounds.runs, timeoutMs);
    });
    const found =
      measurement.leaks && explain ? await explained(rounds, measurement, around, deadline, stop) : undefined;
    return reportOf(measurement, found, options, now() - begin, rounds.pauseMs);
  } finally {
    compiler.release();
  }
}

function explained(
  rounds: RunRounds,
  { judgement }: LeakMeasurement,
  { snapshots, now, alarm }: TestSurroundings,
  deadline: number,
  stop: AbortController,
): Promise<FoundLeak> {
  const tools = snapshots();
  const { signal } = stop;
  const searching = findLeakHolder(rounds, judgement.bytesPerRun, { ...tools, now, deadline, signal });
  return inTime(searching, deadline - now(), alarm, () => {
    stop.abort();
    // The process may end before the search does.
    rmSync(tools.directory, { recursive: true, force: true });
    return timeIsUp;
  });
}

function reportOf(
  { judgement, leaks, whyNot, runs, runsWanted, runsBefore }: LeakMeasurement,
  found: FoundLeak | undefined,
  { budgetBytes }: CompleteLeakTestOptions,
  durationMs: number,
  pauseMs: number,
): LeakReport {
  const { bytesPerRun, lowBytes, highBytes, confidence, thresholdBytesPerRun, roundBytesPerRun } = judgement;
  const report = {
    leaks,
    bytesPerRun,
    interval: { lowBytes, highBytes, confidence },
    thresholdBytesPerRun,
    budgetBytes,
    runs,
    runsWanted,
    runsBefore,
    roundBytesPerRun,
    ...(whyNot === undefined ? {} : { whyNot }),
    instances: found?.instances ?? [],
    ...(found && { holder: found.holder }),
    durationMs,
    pauseMs,
  };
  return { ...report, message: leakInWords(report) };
}

const timeIsUp: FoundLeak = {
  holder: { performed: false, reason: 'Time was up before heap snapshots were compared: raise timeoutMs.' },
  instances: [],
};

function runDidNotEnd(runs: number, timeoutMs: number): TidemarkError {
  return new TidemarkError(
    'LEAK_UNDECIDED',
    `Whether it leaks is not known after ${runs.toLocaleString('en')} runs: a run had not ended when the ${durationInWords(timeoutMs)} of timeoutMs were over`,
  );
}

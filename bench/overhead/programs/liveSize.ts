import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { GCProfiler } from 'node:v8';
import { shippedPackage } from '../../harness/shipped.ts';

/** What one churn of the heap told: for each reading its error, for each poll of the used heap likewise. */
export interface LiveSizeErrors {
  readonly majorCollections: number;
  readonly readingErrors: readonly number[];
  readonly pollErrors: readonly number[];
  readonly lagsMs: readonly number[];
  readonly liveBytes: number;
}

interface Seen {
  readonly timeMs: number;
  readonly bytes: number;
}

interface GcEntry extends PerformanceEntry {
  readonly detail: { readonly kind: number };
}

const durationMs = Number(process.argv[2]);
const objects = 380_000;
const turnover = 1_500;
const turnMs = 1;

const { nodeSource } = await shippedPackage();

// About 60 MB of small objects, some of which are replaced in each turn: some 200 MB of garbage in a second.
const live: object[] = Array.from({ length: objects }, (_, index) => small(index));

function small(index: number): object {
  return { index, name: `object ${index}`, next: [index, index + 1] };
}

function churn(turn: number): void {
  for (let index = 0; index < turnover; index++) {
    live[(turn * turnover + index * 97) % objects] = small(index);
    small(turn);
  }
}

const source = nodeSource();
const readings: Seen[] = [];
const polls: Seen[] = [];
const majorEnds: number[] = [];
source.onReading((reading) => readings.push({ timeMs: performance.now(), bytes: reading.liveBytes }));

const observer = new PerformanceObserver((list) => note(list.getEntries()));
function note(entries: readonly PerformanceEntry[]): void {
  for (const entry of entries as GcEntry[]) {
    if (entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR)
      majorEnds.push(entry.startTime + entry.duration);
  }
}
const profiler = new GCProfiler();
observer.observe({ entryTypes: ['gc'] });
profiler.start();

const endMs = performance.now() + durationMs;
for (let turn = 0; performance.now() < endMs; turn++) {
  churn(turn);
  if (turn % 80 === 0) polls.push({ timeMs: performance.now(), bytes: process.memoryUsage().heapUsed });
  await new Promise((resolve) => setTimeout(resolve, turnMs));
}
await new Promise((resolve) => setTimeout(resolve, 200));
note(observer.takeRecords());
const truths = profiler
  .stop()
  .statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact')
  .map(({ afterGC }) =>
    afterGC.heapSpaceStatistics
      .filter(({ spaceName }) => !spaceName.startsWith('new'))
      .reduce((total, { spaceUsedSize }) => total + spaceUsedSize, 0),
  );
if (truths.length !== majorEnds.length) {
  throw new Error(`the profiler saw ${truths.length} major collections, the observer ${majorEnds.length}`);
}

/** The last major collection that had ended when something was seen. */
function truthAt(timeMs: number): number {
  return majorEnds.findLastIndex((end) => end <= timeMs);
}

function errorOf({ timeMs, bytes }: Seen): number[] {
  const truth = truths[truthAt(timeMs)];
  return truth === undefined ? [] : [bytes - truth];
}

const errors: LiveSizeErrors = {
  majorCollections: truths.length,
  readingErrors: readings.flatMap(errorOf),
  pollErrors: polls.flatMap(errorOf),
  lagsMs: readings.flatMap(({ timeMs }) => {
    const end = majorEnds[truthAt(timeMs)];
    return end === undefined ? [] : [timeMs - end];
  }),
  liveBytes: truths.at(-1) ?? Number.NaN,
};
source.close();
process.stdout.write(JSON.stringify(errors));

import { shippedPackage } from '../../harness/shipped.ts';

/** Bytes that histories take, after a full collection. */
export interface HistoryBytes {
  /** 1,000 samples at full resolution. */
  readonly ringBytes: number;
  /** The coarser tiers. */
  readonly tierBytes: number;
  /** What memory grew by between the half-millionth and the last push. */
  readonly grownBytes: number;
  readonly rssGrownBytes: number;
  readonly microsecondsPerPush: number;
}

const pushes = Number(process.argv[2]);
const copies = 20;
const size = 1_000;

const { SampleHistory, sampleFields } = await shippedPackage();

const row = new Float64Array(sampleFields.length).fill(123_456_789);

function filled(samples: number): InstanceType<typeof SampleHistory> {
  const history = new SampleHistory({ size: samples });
  push(history, size);
  return history;
}

let timeMs = 1.8e12;
function push(history: InstanceType<typeof SampleHistory>, times: number): void {
  for (let index = 0; index < times; index++) {
    row[0] = timeMs += 1_000;
    history.push(row);
  }
}

function usedBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function bytesOf(samples: number): number {
  const before = usedBytes();
  const histories = Array.from({ length: copies }, () => filled(samples));
  const bytes = (usedBytes() - before) / histories.length;
  histories.length = 0;
  return bytes;
}

filled(size);
const wholeBytes = bytesOf(size);
const tierBytes = bytesOf(1);

const history = filled(size);
for (let warmUp = 0; warmUp < 5; warmUp++) {
  push(history, 100_000);
  usedBytes();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const before = usedBytes();
const rssBefore = process.memoryUsage.rss();
const startMs = performance.now();
push(history, pushes);
const elapsedMs = performance.now() - startMs;
const answer: HistoryBytes = {
  ringBytes: wholeBytes - tierBytes,
  tierBytes,
  grownBytes: usedBytes() - before,
  rssGrownBytes: process.memoryUsage.rss() - rssBefore,
  microsecondsPerPush: (elapsedMs * 1_000) / pushes,
};
process.stdout.write(JSON.stringify({ ...answer, length: history.length }));

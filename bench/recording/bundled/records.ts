import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryMonitor } from '../../../src/monitoring/MemoryMonitor.ts';
import { FlightRecorder } from '../../../src/recording/FlightRecorder.ts';
import { HandledRejections } from '../../../src/recording/HandledRejections.ts';
import { LookedThrough } from '../../../src/recording/LookedThrough.ts';
import { recordPulses } from '../../../src/recording/recordPulses.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import { sampleFields, toRow } from '../../../src/wire/sample.ts';

/** What is recorded how often. */
export interface RecordsOrder {
  readonly batches: number;
  /** Records of one batch. */
  readonly batchSize: number;
  /** Records among which memory and disk are looked at ten times. */
  readonly many: number;
}

/** What there was in between, after a collection; bytes. */
export interface RecordsMoment {
  /** Records so far. */
  readonly records: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Of the disk, as the system has given them to the file. */
  readonly diskBytes: number;
}

/** Microseconds a record, of each batch; bytes. */
export interface RecordsCost {
  readonly kinds: readonly { readonly kind: string; readonly microseconds: readonly number[] }[];
  /** A pulse, and in the same turn the reading of memory in it, alone. */
  readonly pulses: readonly number[];
  readonly pulseReadings: readonly number[];
  /** An event of `process` with one listener, as it is, and in the same turn looked through for rejections. */
  readonly plainEvents: readonly number[];
  readonly seenEvents: readonly number[];
  readonly openMs: readonly number[];
  readonly garbageBytes: number;
  readonly moments: readonly RecordsMoment[];
}

const order = JSON.parse(process.argv[2] as string) as RecordsOrder;
const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
const subject = {
  process: {
    id: '1',
    pid: 1,
    threadId: 0,
    parentPid: 0,
    role: 'main' as const,
    name: 'bench',
    nodeVersion: process.version,
    platform: process.platform,
    startedAt: 0,
    intervalMs: 1000,
  },
  directory: '/app',
  signature: {},
};
let files = 0;

function open(): FlightRecorder {
  return new FlightRecorder({ path: join(folder, `${files++}.flight`), subject });
}

function collect(): void {
  (globalThis as { readonly gc?: () => void }).gc?.();
}

const openMs = Array.from({ length: 5 * order.batches }, () => {
  const before = performance.now();
  const recorder = open();
  const took = performance.now() - before;
  recorder.close();
  rmSync(recorder.path);
  return took;
});

const recorder = open();
const row = new Float64Array(sampleFields.length).fill(1e8);
const event = (letters: number): MemoryEvent => ({
  time: 1,
  type: 'memory:strategy_applied',
  payload: {
    strategy: 's',
    level: 'warning',
    freedBytes: undefined,
    measured: false,
    pauseMs: undefined,
    detail: 'x'.repeat(letters),
  },
});
const short = event(250);
const long = event(2900);
let time = 1_700_000_000_000;
const subjects: readonly (readonly [string, () => void])[] = [
  [
    'a sample',
    () => {
      row[0] = time += 1000;
      recorder.recordSample(row);
    },
  ],
  [
    'a reading',
    () => recorder.recordReading({ time: ++time, liveBytes: 1, externalBytes: 1, majorCollections: 1 }),
  ],
  ['an event of 0.4 KB', () => recorder.recordEvent(short)],
  ['an event of 3 KB', () => recorder.recordEvent(long)],
];

function batch(action: () => void, size: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < size; index++) action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / size;
}

/** Batches of both, turn by turn; neither is always the first. */
function pairedBatches(one: () => void, other: () => void, size: number): [number[], number[]] {
  const pairs: [number[], number[]] = [[], []];
  const actions = [one, other];
  for (const action of actions) batch(action, size);
  for (let turn = 0; turn < order.batches; turn++) {
    for (const index of turn % 2 === 0 ? [1, 0] : [0, 1]) pairs[index]!.push(batch(actions[index]!, size));
  }
  return pairs;
}

const kinds = subjects.map(([kind, action]) => {
  batch(action, order.batchSize);
  return { kind, microseconds: Array.from({ length: order.batches }, () => batch(action, order.batchSize)) };
});

const sample = subjects[0]![1];
collect();
const heapBefore = process.memoryUsage().heapUsed;
batch(sample, 1000);
const garbageBytes = (process.memoryUsage().heapUsed - heapBefore) / 1000;
const moments: RecordsMoment[] = [];
const look = (records: number): void => {
  collect();
  const { heapUsed: heapBytes, rss: rssBytes } = process.memoryUsage();
  moments.push({ records, heapBytes, rssBytes, diskBytes: statSync(recorder.path).blocks * 512 });
};
look(0);
const step = order.many / 10;
for (let records = step; records <= order.many; records += step) {
  batch(sample, step);
  look(records);
}
const monitor = new MemoryMonitor();
// What the recorder itself has its timer do each second, called as often as a batch wants.
let beat = (): void => undefined;
const endPulses = recordPulses({
  monitor,
  recorder,
  intervalMs: 5000,
  timers: {
    setTimeout: (callback) => {
      beat = callback;
      return undefined;
    },
    clearTimeout: () => undefined,
  },
});
const pulse = (): void => beat();
const pulseReading = (): void => void toRow(monitor.getCurrentUsage());
const [pulseReadings, pulses] = pairedBatches(pulseReading, pulse, order.batchSize);
endPulses();

const emitters = [new EventEmitter(), new EventEmitter()] as const;
const { ears } = new HandledRejections({ now: Date.now, steady: () => performance.now() });
new LookedThrough(emitters[1], 'emit', (event) => ears.get(event[0]));
const eventsOf = emitters.map((emitter) => {
  emitter.on('message', () => undefined);
  return () => void emitter.emit('message', 1, 2);
});
const [plainEvents, seenEvents] = pairedBatches(eventsOf[0]!, eventsOf[1]!, 20 * order.batchSize);

if (!recorder.recording) throw new Error('the recorder has given up');
const cost: RecordsCost = {
  kinds,
  pulses,
  pulseReadings,
  plainEvents,
  seenEvents,
  openMs,
  garbageBytes,
  moments,
};
recorder.close();
rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify(cost));

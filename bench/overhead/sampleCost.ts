import type { RunOptions } from '../harness/Bench.ts';
import { kilobytes, microseconds, percent, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { median, type Spread, spreadOf, sum } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import type { SampleCost, SampleCostOrder } from './programs/sampleCost.ts';

/** What one sample costs. */
export interface Cost {
  /** Microseconds back to back. */
  readonly batched: Spread;
  /** Microseconds after a pause. */
  readonly paced: Spread;
  /** Microseconds after a pause, on average: of ten ticks, one may have looked for leaks. */
  readonly pacedMean: number;
  readonly garbageBytes: number;
}

/** What a sample costs at 1 s, by itself and as a whole. */
export interface SampleCosts {
  readonly table: Table;
  readonly read: Cost;
  readonly tick: Cost;
  readonly tickAndLooks: Cost;
}

interface Subject {
  readonly subject: string;
  readonly label: string;
  readonly intervalMs: number;
  readonly batchSize: number;
}

const read: Subject = {
  subject: 'read',
  label: 'Tidemark, nodeSource().read(row), at 1 s',
  intervalMs: 1_000,
  batchSize: 10_000,
};
const tick: Subject = { ...read, subject: 'tick', label: 'Tidemark, tick of the monitor, at 1 s' };
const tickAndLooks: Subject = {
  ...tick,
  subject: 'tick and looks',
  label: 'Tidemark, tick and looks for leaks, at 1 s',
  batchSize: 1_000,
};
const subjects: readonly Subject[] = [
  read,
  { ...read, label: 'Tidemark, nodeSource().read(row), at 5 s', intervalMs: 5_000 },
  tick,
  { ...tick, label: 'Tidemark, tick of the monitor, at 5 s', intervalMs: 5_000 },
  tickAndLooks,
  { ...tickAndLooks, label: 'Tidemark, tick and looks for leaks, at 5 s', intervalMs: 5_000 },
  { ...read, subject: 'prom-client', label: 'prom-client, registry.metrics()', batchSize: 500 },
  { ...read, subject: 'opentelemetry', label: 'OpenTelemetry, periodic collection', batchSize: 500 },
];

/** Time and garbage per sample: back to back, where all is in the caches, and after a pause, where it is not. */
export async function sampleCost({ quick, progress }: RunOptions): Promise<SampleCosts> {
  const costs = new Map<Subject, Cost>();
  for (const subject of subjects) {
    progress(`cost of a sample: ${subject.label}`);
    costs.set(subject, await costOf(subject, quick));
  }
  return {
    table: {
      title: 'CPU time and garbage per sample',
      columns: ['what', 'back to back', 'after a pause', 'garbage', 'CPU of one core'],
      rows: [...costs].map(([{ label, intervalMs }, cost]) => [
        label,
        spread(cost.batched, microseconds),
        spread(cost.paced, microseconds),
        kilobytes(cost.garbageBytes),
        percent(cost.pacedMean / 1e3 / intervalMs),
      ]),
      notes: [
        'After a pause: one sample every 50 ms, so that other code has had the caches. CPU is by arithmetic: the mean after a pause, once per interval.',
        'The clock goes on by the interval with each sample, so that what is held for some seconds is read as often as in life. A look for leaks is due every 10 s, so that at 1 s one tick in ten has one; all windows are full.',
        'Garbage: growth of the used heap over a batch in which nothing was collected, per sample.',
        'The peers, at 1 s, format or collect their metrics and send nothing. What they do between two collections (event-loop histogram, observer of collections) shows in the idle process.',
      ],
    },
    read: costs.get(read) as Cost,
    tick: costs.get(tick) as Cost,
    tickAndLooks: costs.get(tickAndLooks) as Cost,
  };
}

async function costOf(subject: Subject, quick: boolean): Promise<Cost> {
  const { label: _, ...given } = subject;
  const order: SampleCostOrder = { ...given, batches: quick ? 2 : 9, paced: quick ? 10 : 60 };
  const cost = await runProgram<SampleCost>('overhead/programs/sampleCost.ts', {
    execArgv: ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'],
    arguments: [JSON.stringify(order)],
    environment: { BENCH_INTERVAL_MS: '3600000' },
  });
  return {
    batched: spreadOf(cost.batchedMicroseconds),
    paced: spreadOf(cost.pacedMicroseconds),
    pacedMean: sum(cost.pacedMicroseconds) / cost.pacedMicroseconds.length,
    garbageBytes: median(cost.garbageBytes),
  };
}

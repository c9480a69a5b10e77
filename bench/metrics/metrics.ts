import type { Bench, RunOptions } from '../harness/Bench.ts';
import { kilobytes, microseconds, percent, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import type { Reported, SideBySideOrder } from './programs/sideBySide.ts';

/** What is reported of one process by those that watch it. */
export const metrics: Bench = {
  name: 'metrics',
  about:
    "What prom-client's default metrics, OpenTelemetry's runtime instrumentation, Tidemark, and Tidemark through OpenTelemetry report of one process that all of them watch at once: collections beside V8's own count, series, and what a scrape takes.",
  run,
};

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  progress('one process, watched by all of them');
  const order: SideBySideOrder = { seconds: quick ? 3 : 30, scrapes: quick ? 20 : 200 };
  const [v8, ...others] = await runProgram<Reported[]>('metrics/programs/sideBySide.ts', {
    arguments: [JSON.stringify(order)],
  });
  if (v8 === undefined) throw new Error('nothing was reported');
  const tidemark = others.find(({ name }) => name === 'Tidemark');
  const ofV8 = v8.minor + v8.major;
  return [
    targetTable('Collections that Tidemark does not count', [
      {
        what: `of ${ofV8} that V8 counts`,
        atMost: 0,
        measured: Math.max(0, 1 - ((tidemark?.minor ?? 0) + (tidemark?.major ?? 0)) / ofV8),
        format: percent,
      },
    ]),
    {
      title: 'The same process, side by side',
      columns: ['who', 'minor collections', 'major', 'counted', 'series', 'a scrape, CPU', 'page'],
      rows: [v8, ...others].map((each) => rowOf(each, ofV8)),
      notes: [
        `${order.seconds} s of requests, every twentieth time a hundred in one turn of the event loop. Node reports the collections of a turn in one list.`,
        'Series of OpenTelemetry: its points, a histogram as its classes, a sum and a count. It writes no page here.',
      ],
    },
  ];
}

function rowOf(
  { name, minor, major, series, scrapeMicroseconds, pageBytes }: Reported,
  ofV8: number,
): readonly string[] {
  return [
    name,
    String(minor),
    String(major),
    percent((minor + major) / ofV8),
    series === 0 ? '' : String(series),
    scrapeMicroseconds.length === 0 ? '' : spread(spreadOf(scrapeMicroseconds), microseconds),
    pageBytes === 0 ? '' : kilobytes(pageBytes),
  ];
}

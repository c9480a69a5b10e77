import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Bundles } from '../dashboard/Bundles.ts';
import type { Bench, RunOptions } from '../harness/Bench.ts';
import { kilobytes, microseconds, milliseconds, percent, spread } from '../harness/figures.ts';
import { programEnvironment } from '../harness/program.ts';
import { median, pairedDifferences, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import type { RecordsCost, RecordsOrder } from './bundled/records.ts';
import { watchdog } from './watchdog.ts';

/** What the flight recorder costs its process. */
export const recording: Bench = {
  name: 'recording',
  about:
    'What the flight recorder costs: a record of each kind, opening its file, what a hundred million records leave behind, and the watchdog.',
  run,
};

async function run(options: RunOptions): Promise<Table[]> {
  const { quick, progress } = options;
  progress('records of a flight');
  const order: RecordsOrder = {
    batches: quick ? 3 : 15,
    batchSize: quick ? 500 : 5000,
    many: quick ? 20_000 : 100_000_000,
  };
  const bundles = await Bundles.open();
  let cost: RecordsCost;
  try {
    const program = await bundles.bundle('bench/recording/bundled/records.ts');
    // V8 doubles its space for new objects now and then, by up to 8 MB: here it has its full size from the start.
    const flags = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16'];
    const argv = [...flags, program, JSON.stringify(order)];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { env: programEnvironment() });
    cost = JSON.parse(stdout) as RecordsCost;
  } finally {
    await bundles.close();
  }
  const sample = median(cost.kinds[0]?.microseconds ?? []);
  const many = order.many.toLocaleString('en');
  const [first, second, last] = [cost.moments[0]!, cost.moments[1]!, cost.moments.at(-1)!];
  return [
    targetTable('Targets of the recorder', [
      { what: 'CPU time of a sample that is recorded', atMost: 20, measured: sample, format: microseconds },
      {
        what: `growth of the heap, with ${many} samples`,
        atMost: 100_000,
        measured: last.heapBytes - first.heapBytes,
        format: kilobytes,
      },
      {
        // The first tenth has the collector settle.
        what: 'growth of resident memory, with the last nine tenths of them',
        atMost: 1_000_000,
        measured: last.rssBytes - second.rssBytes,
        format: kilobytes,
      },
      {
        what: `growth on the disk, with ${many} samples`,
        atMost: 0,
        measured: last.diskBytes - first.diskBytes,
        format: kilobytes,
      },
    ]),
    {
      title: 'CPU time of the recorder',
      columns: ['what', 'time', 'CPU of one core at 1 a second'],
      rows: [
        ...cost.kinds.map(({ kind, microseconds: batches }) => [
          kind,
          spread(spreadOf(batches), microseconds),
          percent(median(batches) / 1e6),
        ]),
        ...pulseRows(cost),
        [
          'an event of `process`, looked through for rejections: what that adds',
          spread(spreadOf(pairedDifferences(cost.plainEvents, cost.seenEvents)), microseconds),
          '',
        ],
        ['opening its file of 1 MiB, once', spread(spreadOf(cost.openMs), milliseconds), ''],
        ['garbage of a sample', kilobytes(cost.garbageBytes), ''],
      ],
      notes: [
        'Each record is written at once: a system call that asks whether the descriptor is still its own, a checksum, and a system call that writes into the page cache. Nothing is flushed.',
        'Batches of records back to back, median and range. An event of 3 KB takes seven slots, and one write.',
        'A pulse is recorded each second where samples are 1.5 s apart or more: by default, each 5 s. It reads memory as a sample does; back to back, what is dear to read is held from one to the next, which costs some µs more once a second (`npm run bench:overhead`). Batches of pulses and of readings alone take turns; what the record adds is the difference, turn by turn.',
      ],
    },
    {
      title: `Memory and disk, while ${many} samples are recorded`,
      columns: ['samples', 'heap', 'RSS', 'file on the disk'],
      rows: cost.moments.map(({ records, heapBytes, rssBytes, diskBytes }) => [
        records.toLocaleString('en'),
        kilobytes(heapBytes),
        kilobytes(rssBytes),
        kilobytes(diskBytes),
      ]),
      notes: [
        "V8's space for new objects has its full size, 16 MB, from the start. By itself it doubles, up to that, within the first 30 million samples.",
      ],
    },
    await watchdog(options),
  ];
}

function pulseRows({ pulses, pulseReadings }: RecordsCost): string[][] {
  const parts: readonly (readonly [string, readonly number[]])[] = [
    ['a pulse: a reading of memory, and its record', pulses],
    ['of that the record', pairedDifferences(pulseReadings, pulses)],
  ];
  return parts.map(([what, batches]) => [
    what,
    spread(spreadOf(batches), microseconds),
    percent(median(batches) / 1e6),
  ]);
}

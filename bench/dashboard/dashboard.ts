import type { Bench, RunOptions } from '../harness/Bench.ts';
import {
  count,
  type Format,
  kilobytes,
  megabytes,
  milliseconds,
  percent,
  signed,
  spread,
} from '../harness/figures.ts';
import { median, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import { Bundles } from './Bundles.ts';
import type { Flatness } from './flatness.ts';
import { type HubFigures, measureHub } from './hubLoad.ts';
import { measurePage, type PageFigures } from './page.ts';
import { type PageWeight, pageWeight } from './pageWeight.ts';

/** What the live page costs the browser, and the hub behind it its process. */
export const dashboard: Bench = {
  name: 'dashboard',
  about:
    'What the live page costs a browser (Chromium without a window), and what a hub with 50 processes and 10 open dashboards takes.',
  run,
};

const kibibytes: Format = (bytes) => `${(bytes / 1_024).toFixed(1)} KB`;

async function run(options: RunOptions): Promise<Table[]> {
  const { only } = options.selection ?? {};
  const wanted = (part: string): boolean => only?.includes(part) ?? true;
  const bundles = await Bundles.open();
  try {
    return [
      ...(wanted('page') ? pageTables(await pageWeight(), await measurePage(options, bundles)) : []),
      ...(wanted('hub') ? hubTables(await measureHub(options, bundles)) : []),
    ];
  } finally {
    await bundles.close();
  }
}

function pageTables(weight: PageWeight, page: PageFigures): Table[] {
  const { firstChartsMs, redrawsMs, points, busyShare, memory, simulatedHours, samplesShare } = page;
  return [
    targetTable('The page', [
      {
        what: 'weight, gzipped',
        atMost: 60 * 1_024,
        measured: weight.atOnceBytes,
        format: kibibytes,
      },
      { what: 'first chart painted', atMost: 300, measured: median(firstChartsMs), format: milliseconds },
      { what: '100,000 points redrawn', atMost: 12, measured: median(redrawsMs), format: milliseconds },
      { what: 'main thread, 20 processes at 1 Hz', atMost: 0.05, measured: busyShare, format: percent },
      {
        what: `leaks told of in ${simulatedHours} simulated hours`,
        atMost: 0,
        measured: memory.leaks,
        format: count,
      },
    ]),
    {
      title: 'The page, in more detail',
      columns: ['what', 'measured'],
      rows: [
        ['weight of what is loaded on demand', kibibytes(weight.onDemandBytes)],
        ['from asking for the page to its first chart', spread(spreadOf(firstChartsMs), milliseconds)],
        [
          `all charts redrawn, ${points.toLocaleString('en')} points`,
          spread(spreadOf(redrawsMs), milliseconds),
        ],
        ...memoryRows(memory, simulatedHours),
        ['samples that the page got meanwhile', percent(samplesShare)],
      ],
      notes: [
        'First chart: from a local hub with 1,000 samples, in a window that is open already, nothing cached; until the frame with the first line was done.',
        'Redrawn: the work of the main thread for all charts, from the frame’s start, with everything in view; what the raster threads then do is not in it.',
        `Memory: 20 processes, a sample of each a second of simulated time, as fast as the page takes them. ${memoryNote}`,
      ],
    },
  ];
}

function hubTables(hub: HubFigures): Table[] {
  const { cpuShare, rssBytes, said, got, missed, droppedByAgents, resets, memory, gotShare } = hub;
  return [
    {
      title: 'The hub: 50 processes at 1 Hz, 10 open dashboards',
      columns: ['what', 'measured'],
      rows: [
        ['CPU, share of one core', percent(cpuShare)],
        ['RSS', megabytes(rssBytes)],
        ['samples said by agents', count(said)],
        ['samples got by dashboards', count(got)],
        ['samples that dashboards missed', count(missed)],
        ['samples that agents dropped', count(droppedByAgents)],
        ['streams that had to start anew', count(resets)],
        ...memoryRows(memory, hub.simulatedHours),
        ['samples that dashboards got meanwhile', percent(gotShare)],
        ['leaks told of meanwhile', count(memory.leaks)],
      ],
      notes: [
        'A hub with its server in a process of its own; agents and dashboards are connections of another process. CPU includes the collections of one reading of the memory.',
        `Memory: histories are filled before. Then a sample a second of simulated time, as fast as all dashboards take them. ${memoryNote}`,
      ],
    },
  ];
}

const memoryNote = 'Read after full collections, and judged by Tidemark’s own analysis.';

function memoryRows(memory: Flatness, hours: number): string[][] {
  return [
    [`live size, first and last of ${hours} simulated hours`, firstAndLast(memory)],
    ['growth by its trend', signed(kilobytes)(memory.grownBytes)],
    ['growth that is sure (95 %)', signed(kilobytes)(Math.max(0, memory.surelyGrownBytes))],
  ];
}

function firstAndLast({ firstBytes, lastBytes }: Flatness): string {
  return `${megabytes(firstBytes)}, ${megabytes(lastBytes)}`;
}

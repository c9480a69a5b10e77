import { capacityOf } from '../../wire/capacity.ts';
import { column, type SampleField } from '../../wire/sample.ts';
import type { TopProcess } from './TopProcess.ts';
import { topForecast, topVerdict } from './topVerdict.ts';

/** What processes are sorted by: a column of the table. */
export type SortKey = 'verdict' | 'pid' | 'name' | 'live' | 'used' | 'rss' | 'capacity' | 'forecast';

/** In the order of the columns. */
export const sortKeys: readonly SortKey[] = [
  'pid',
  'name',
  'verdict',
  'live',
  'used',
  'rss',
  'capacity',
  'forecast',
];

/** An order, and whether it is turned round. */
export interface Sorting {
  readonly key: SortKey;
  readonly isReversed: boolean;
}

type Order = (left: TopProcess, right: TopProcess) => number;

/** The most urgent, the largest, the soonest first; names and numbers ascending. What is equal stands by its age. */
export function sorted(
  processes: readonly TopProcess[],
  { key, isReversed }: Sorting,
  now: number,
): TopProcess[] {
  const order = orders(now)[key];
  const direction = isReversed ? -1 : 1;
  return processes.toSorted(
    (left, right) => direction * order(left, right) || byAge(left, right) || byNumber(left, right),
  );
}

function orders(now: number): Readonly<Record<SortKey, Order>> {
  return {
    pid: byNumber,
    name: (left, right) => left.identity.name.localeCompare(right.identity.name),
    verdict: falling((process) => topVerdict(process, now).rank),
    live: falling((process) => bytesOf(process, 'liveBytes')),
    used: falling((process) => bytesOf(process, 'heapUsedBytes')),
    rss: falling((process) => bytesOf(process, 'rssBytes')),
    capacity: falling(({ row }) => (row && capacityOf(row).binding?.ratio) ?? Number.NEGATIVE_INFINITY),
    forecast: falling((process) => -(topForecast(process, now)?.etaMs ?? Number.POSITIVE_INFINITY)),
  };
}

function falling(of: (process: TopProcess) => number): Order {
  return (left, right) => {
    const [one, other] = [of(left), of(right)];
    return one === other ? 0 : other - one;
  };
}

function bytesOf({ row }: TopProcess, field: SampleField): number {
  const value = row?.[column[field]] ?? Number.NaN;
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}

function byAge(left: TopProcess, right: TopProcess): number {
  return left.identity.startedAt - right.identity.startedAt;
}

function byNumber({ identity: left }: TopProcess, { identity: right }: TopProcess): number {
  return left.pid - right.pid || left.threadId - right.threadId;
}

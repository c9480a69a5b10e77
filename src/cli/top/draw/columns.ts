import { capacityOf } from '../../../wire/capacity.ts';
import { column, type SampleField } from '../../../wire/sample.ts';
import type { SortKey } from '../sorting.ts';
import type { TopProcess } from '../TopProcess.ts';
import { topForecast, topVerdict } from '../topVerdict.ts';
import { printable, widthOf } from './Row.ts';
import { shortBytes, shortForecast, shortInterval, shortShare, unknown } from './shortWords.ts';
import { trendLine } from './trendLine.ts';

/** A column of the table as it is drawn. */
export interface Column {
  readonly name: 'pid' | 'name' | 'verdict' | 'live' | 'used' | 'rss' | 'capacity' | 'trend' | 'forecast';
  readonly heading: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  /** What the table is sorted by with it. */
  readonly sortKey: SortKey | undefined;
}

type Plan = Omit<Column, 'sortKey'> & {
  /** The first ones stay longest where there is little room. */
  readonly importance: number;
};

const narrow = 60;
const longForecast = 24;
const leastName = 8;
const usualName = 12;
const widestName = 28;
const widestTrend = 40;

/** Room between two columns. */
export function gapOf(width: number): number {
  return width < narrow ? 1 : 2;
}

/**
 * The columns that fit, each with its width, left to right. It depends on the terminal's width and on names alone, so that
 * nothing jumps while figures change.
 */
export function columnsFor(processes: readonly TopProcess[], width: number): Column[] {
  const gap = gapOf(width);
  const names = Math.max(0, ...processes.map(({ identity }) => widthOf(printable(identity.name))));
  const plans = plansFor(
    processes,
    width < narrow ? leastName : Math.min(Math.max(names, leastName), usualName),
  ).sort((left, right) => left.importance - right.importance);
  let left = width - 2 + gap;
  const chosen: Plan[] = [];
  for (const plan of plans) {
    if (chosen.length > 0 && left - plan.width - gap < 0) break;
    left -= plan.width + gap;
    chosen.push(plan);
  }
  let widths = new Map<string, number>(chosen.map((plan) => [plan.name, plan.width]));
  const grow = (name: Column['name'], most: number): void => {
    const now = widths.get(name);
    if (now === undefined || most <= now) return;
    const more = Math.min(left, most - now);
    widths = widths.set(name, now + more);
    left -= more;
  };
  grow('name', Math.min(names, usualName));
  grow('trend', 12);
  if (left >= longForecast - 13) grow('forecast', longForecast);
  grow('name', Math.min(names, widestName));
  grow('trend', widestTrend);
  const order = ['pid', 'name', 'verdict', 'live', 'used', 'rss', 'capacity', 'trend', 'forecast'];
  return chosen
    .sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
    .map(({ name, heading, align }) => ({
      name,
      heading,
      align,
      width: widths.get(name)!,
      sortKey: name === 'trend' ? undefined : name,
    }));
}

function plansFor(processes: readonly TopProcess[], nameWidth: number): Plan[] {
  const pid = Math.max(5, ...processes.map(({ identity }) => identity.id.length));
  return [
    { name: 'pid', heading: 'PID', width: pid, align: 'right', importance: 1 },
    { name: 'name', heading: 'NAME', width: nameWidth, align: 'left', importance: 2 },
    { name: 'verdict', heading: 'VERDICT', width: 14, align: 'left', importance: 3 },
    { name: 'live', heading: 'LIVE', width: 5, align: 'right', importance: 4 },
    { name: 'capacity', heading: 'OF CAP', width: 6, align: 'right', importance: 5 },
    { name: 'trend', heading: 'TREND 10 MIN', width: 8, align: 'left', importance: 6 },
    { name: 'forecast', heading: 'OOM', width: 13, align: 'left', importance: 7 },
    { name: 'rss', heading: 'RSS', width: 5, align: 'right', importance: 8 },
    { name: 'used', heading: 'USED', width: 5, align: 'right', importance: 9 },
  ];
}

/** What stands in a column for a process. */
export function cellOf(process: TopProcess, { name, width }: Column, now: number): string {
  const { identity, row } = process;
  switch (name) {
    case 'pid':
      return identity.id;
    case 'name':
      return printable(identity.name);
    case 'verdict':
      return topVerdict(process, now).words;
    case 'live':
      return bytesOf(process, 'liveBytes');
    case 'used':
      return bytesOf(process, 'heapUsedBytes');
    case 'rss':
      return bytesOf(process, 'rssBytes');
    case 'capacity':
      return shortShare(row && capacityOf(row).binding?.ratio);
    case 'trend':
      return trendLine(process.trend, width, now);
    case 'forecast': {
      const forecast = topForecast(process, now);
      if (forecast === undefined) return unknown;
      return width >= longForecast ? shortForecast(forecast) : shortInterval(forecast);
    }
  }
}

function bytesOf({ row }: TopProcess, field: SampleField): string {
  return shortBytes(row?.[column[field]]);
}

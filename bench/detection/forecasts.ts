import type { RunOptions } from '../harness/Bench.ts';
import { median, sum } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { fillingCases, finalPlan, type Job, portions, type Setting, settings, smokePlan } from './plan.ts';
import { runJobs } from './runJobs.ts';
import type { FamilyName } from './simulator/families.ts';
import type { LeakKind } from './simulator/Leak.ts';
import { settingInWords, shareInWords } from './words.ts';

/** What was forecast at a moment: nothing, or an end in so many milliseconds with its 90 % interval. */
export interface Forecast {
  readonly second: number;
  readonly etaMs?: number;
  readonly lowMs?: number;
  /** Left out where it may never come. */
  readonly highMs?: number;
}

/** A process that leaked until its heap was full. */
export interface ForecastRun {
  readonly family: FamilyName;
  readonly seed: number;
  readonly kind: LeakKind;
  /** When its heap was full; `undefined` where it never was. */
  readonly endSecond: number | undefined;
  readonly forecasts: readonly Forecast[];
}

/** A forecast beside the truth, in milliseconds from its moment. */
interface Compared {
  readonly run: ForecastRun;
  readonly aheadMs: number;
  readonly etaMs: number | undefined;
  readonly lowMs: number;
  readonly highMs: number;
}

const swinging: readonly FamilyName[] = ['sineload', 'diurnal', 'bursts'];
const minuteMs = 60_000;
/** Later than this nobody needs a forecast. */
const leastAheadMs = minuteMs;

/** Lets processes fill their heaps, with the setting of the promises. */
export async function measureForecasts({ quick, progress }: RunOptions): Promise<ForecastRun[]> {
  const setting: Setting = settings[0]!;
  const cases = portions(fillingCases(quick ? smokePlan : finalPlan));
  const jobs = cases.map((each): Job => ({ ...setting, cases: each }));
  const runs = await runJobs<ForecastRun[]>('forecast', jobs, (count) => {
    if (count % 10 === 0) progress(`filled heaps: ${count} of ${jobs.length} groups of processes`);
  });
  return runs.flat();
}

/** How good the forecasts were. */
export function forecastTable(runs: readonly ForecastRun[]): Table {
  const ended = runs.filter(({ endSecond }) => endSecond !== undefined);
  const all = ended.flatMap(compared);
  const line = (what: string, counts: (each: Compared) => boolean): string[] => [
    what,
    ...figuresOf(all.filter(counts)),
  ];
  const ofKind = (kind: LeakKind) => (each: Compared) => each.run.kind === kind;
  const between = (from: number, to: number) => (each: Compared) =>
    each.aheadMs >= from * minuteMs && each.aheadMs < to * minuteMs;
  const covered = shareOf(all, isInside);
  const byRun = ended.map((run) => shareOf(compared(run), isInside)).filter((share) => !Number.isNaN(share));
  return {
    title: 'Forecasts of when the heap is full, against real ends',
    columns: [
      'leak',
      'processes',
      'forecasts',
      'none made',
      'end within the 90 % interval',
      'error, median',
      'error, 90 %',
      'width, median',
    ],
    rows: [
      line('constant', ofKind('constant')),
      line('burst', ofKind('burst')),
      line('accelerating', ofKind('accelerating')),
      line('load that swings', ({ run }) => swinging.includes(run.family)),
      line('end in less than 15 min', between(0, 15)),
      line('end in 15 min to 2 h', between(15, 120)),
      line('end in more than 2 h', between(120, Number.POSITIVE_INFINITY)),
      line('all', () => true),
    ],
    notes: [
      `Target: 88 % of real ends within the interval. ${shareInWords(covered)}, ${covered >= 0.88 ? 'met' : 'not met'}; where every process counts alike instead of every forecast, ${shareInWords(sum(byRun) / byRun.length)}.`,
      `Setting: ${settingInWords(settings[0]!)}. ${ended.length} of ${runs.length} processes filled their heap within 36 h. What the monitor would forecast is compared every 5 min, from 5 min after the onset of the leak to a minute before the end.`,
      'Error: how many times too long or too short the estimate is. Width: the upper end of the interval divided by the lower.',
    ],
  };
}

function compared(run: ForecastRun): Compared[] {
  return run.forecasts.flatMap(({ second, etaMs, lowMs = 0, highMs = Number.POSITIVE_INFINITY }) => {
    const aheadMs = 1000 * (run.endSecond! - second);
    return aheadMs >= leastAheadMs ? [{ run, aheadMs, etaMs, lowMs, highMs }] : [];
  });
}

function figuresOf(all: readonly Compared[]): string[] {
  const made = all.filter(({ etaMs }) => etaMs !== undefined);
  const errors = made.map(({ etaMs, aheadMs }) => Math.exp(Math.abs(Math.log(etaMs! / aheadMs))));
  const widths = made.map(({ lowMs, highMs }) => highMs / lowMs);
  return [
    String(new Set(all.map(({ run }) => run)).size),
    String(made.length),
    shareInWords((all.length - made.length) / all.length),
    shareInWords(shareOf(all, isInside)),
    times(median(errors)),
    times(quantile(errors, 0.9)),
    times(median(widths)),
  ];
}

function isInside({ aheadMs, lowMs, highMs }: Compared): boolean {
  return aheadMs >= lowMs && aheadMs <= highMs;
}

/** Of the forecasts that were made. */
function shareOf(all: readonly Compared[], counts: (each: Compared) => boolean): number {
  const made = all.filter(({ etaMs }) => etaMs !== undefined);
  return made.filter(counts).length / made.length;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

function times(factor: number): string {
  return Number.isNaN(factor) ? '–' : `× ${factor.toFixed(2)}`;
}

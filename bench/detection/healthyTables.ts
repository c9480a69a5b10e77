import { median, sum } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import type { Measurement, SettingResults } from './Measurement.ts';
import { poissonUpperBound } from './poisson.ts';
import type { Outcome } from './replay.ts';
import { familyNames } from './simulator/families.ts';
import { type Suspicion, suspicionsOf } from './suspicions.ts';
import { minutesInWords, settingInWords, shareInWords } from './words.ts';

/** All healthy processes of one setting. */
export function healthyOf({ healthy }: SettingResults): Outcome[] {
  return [...healthy.values()].flat();
}

/** Suspicions per 1,000 hours. */
export function suspicionRate(outcomes: readonly Outcome[]): number {
  return (1000 * falseSuspicions(outcomes).length) / hoursOf(outcomes);
}

/** Confirmations of healthy processes. */
export function falseConfirmations(outcomes: readonly Outcome[]): number {
  return outcomes.flatMap(({ changes }) => changes).filter(({ level }) => level === 'confirmed').length;
}

/** Hours that the processes lived together. */
export function hoursOf(outcomes: readonly Outcome[]): number {
  return sum(outcomes.map(({ seconds }) => seconds)) / 3600;
}

/** Suspicions of healthy processes, by what they do. */
export function falseSuspicionTable({ results }: Measurement): Table {
  return {
    title: 'Healthy processes: suspicions per 1,000 hours, and confirmations',
    columns: ['family', ...results.map(({ setting }) => settingInWords(setting))],
    rows: [
      ...familyNames.map((family) => [
        family,
        ...results.map(({ healthy }) => rateInWords(healthy.get(family)!)),
      ]),
      ['all', ...results.map((each) => rateInWords(healthyOf(each)))],
      ['hours', ...results.map((each) => hoursOf(healthyOf(each)).toFixed(0))],
    ],
    notes: [
      'In brackets the exact 95 % upper bound for a Poisson count, then how long the suspicions stood, by the median. Suspicions of one process come in clusters, so that the true bound lies somewhat higher. Confirmations stand behind in numbers where there are any.',
    ],
  };
}

/** How the processes were watched, and what became of the suspicions. */
export function watchTable({ results }: Measurement): Table {
  const row = (what: string, figure: (outcomes: readonly Outcome[]) => string): string[] => [
    what,
    ...results.map((each) => figure(healthyOf(each))),
  ];
  const perHour = (value: (outcome: Outcome) => number) => (outcomes: readonly Outcome[]) =>
    (sum(outcomes.map(value)) / hoursOf(outcomes)).toFixed(1);
  const perTime = (value: (outcome: Outcome) => number) => (outcomes: readonly Outcome[]) =>
    smallShare(sum(outcomes.map(value)) / hoursOf(outcomes) / 3_600_000);
  return {
    title: 'Healthy processes: how they were watched, and how suspicions ended',
    columns: ['what', ...results.map(({ setting }) => settingInWords(setting))],
    rows: [
      row('readings per hour, median process', (all) =>
        median(all.map(({ readings, seconds }) => (3600 * readings) / seconds)).toFixed(1),
      ),
      row(
        'forced collections per hour',
        perHour(({ probes }) => probes),
      ),
      row(
        'gentle collections per hour',
        perHour(({ gentleCollections }) => gentleCollections),
      ),
      row(
        'looks at allocations per hour',
        perHour(({ siteLooks }) => siteLooks),
      ),
      row(
        'pauses, share of the time',
        perTime(({ pauseMs }) => pauseMs),
      ),
      row('the same, most paused process', (all) =>
        smallShare(Math.max(...all.map(({ pauseMs, seconds }) => pauseMs / seconds / 1000))),
      ),
      row('longest pause', (all) => `${Math.max(...all.map((each) => each.longestPauseMs)).toFixed(0)} ms`),
      row(
        'CPU time of collections, share of a core',
        perTime(({ collectionCpuMs }) => collectionCpuMs),
      ),
      row('processes ever suspected', (all) =>
        shareInWords(all.filter(({ changes }) => changes.length > 0).length / all.length),
      ),
      row('suspicions', (all) => String(falseSuspicions(all).length)),
      row('withdrawn', (all) => shareInWords(standing(all).length / falseSuspicions(all).length)),
      row('withdrawn after, median', (all) => minutesInWords(median(standing(all)))),
      row('withdrawn after, 95 %', (all) => minutesInWords(percentile95(standing(all)))),
      row('false out-of-memory alarms per 1,000 hours', outOfMemoryAlarmRate),
    ],
    notes: [
      'Pauses and CPU time are charged, not measured: a forced collection stops the thread for 0.25 to 1.25 ms for each live megabyte, a gentle one for 0.05 ms, and one in ten as a forced one, besides 8 ms at its start, a look for 1 ms for each thousand samples besides; both kinds take 1 to 1.3 ms of CPU time for each megabyte.',
    ],
  };
}

function rateInWords(outcomes: readonly Outcome[]): string {
  const bound = (1000 * poissonUpperBound(falseSuspicions(outcomes).length)) / hoursOf(outcomes);
  const stood = median(standing(outcomes));
  const confirmed = falseConfirmations(outcomes);
  const times = Number.isNaN(stood) ? '' : `, ${minutesInWords(stood)}`;
  const figures = `${suspicionRate(outcomes).toFixed(1)} (≤ ${bound.toFixed(1)}${times})`;
  return confirmed > 0 ? `${figures}, ${confirmed} confirmed` : figures;
}

/** How long suspicions stood that were withdrawn, in seconds. */
function standing(outcomes: readonly Outcome[]): number[] {
  return falseSuspicions(outcomes)
    .filter((suspicion) => suspicion.endSecond !== undefined)
    .map(({ beginSecond, endSecond }) => endSecond! - beginSecond);
}

/** In a healthy process every one of them is false. */
function outOfMemoryAlarmRate(outcomes: readonly Outcome[]): string {
  const alarms = sum(outcomes.map(({ outOfMemoryAlarms }) => outOfMemoryAlarms));
  return ((1000 * alarms) / hoursOf(outcomes)).toFixed(1);
}

function smallShare(share: number): string {
  return `${(100 * share).toFixed(3)} %`;
}

function falseSuspicions(outcomes: readonly Outcome[]): Suspicion[] {
  return outcomes.flatMap(({ changes }) => suspicionsOf(changes));
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN;
}

import { median, sum } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import type { Measurement, PolicyResults } from './Measurement.ts';
import { poissonUpperBound } from './poisson.ts';
import type { Outcome } from './replay.ts';
import { familyNames } from './simulator/families.ts';
import { type Suspicion, suspicionsOf } from './suspicions.ts';
import { minutesInWords, policyWords, shareInWords } from './words.ts';

/** All healthy processes of one way of probing. */
export function healthyOf({ healthy }: PolicyResults): Outcome[] {
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
function hoursOf(outcomes: readonly Outcome[]): number {
  return sum(outcomes.map(({ seconds }) => seconds)) / 3600;
}

/** Suspicions of healthy processes, by what they do. */
export function falseSuspicionTable({ policies }: Measurement): Table {
  const rate = (outcomes: readonly Outcome[]): string => {
    const bound = (1000 * poissonUpperBound(falseSuspicions(outcomes).length)) / hoursOf(outcomes);
    return `${suspicionRate(outcomes).toFixed(1)} (≤ ${bound.toFixed(1)})`;
  };
  return {
    title: 'Suspicions of healthy processes per 1,000 hours',
    columns: ['family', 'hours', ...policies.map(({ policy }) => policyWords[policy])],
    rows: [
      ...familyNames.map((family) => {
        const own = policies.map(({ healthy }) => healthy.get(family)!);
        return [family, hoursOf(own[0]!).toFixed(0), ...own.map(rate)];
      }),
      [
        'all',
        hoursOf(healthyOf(policies[0]!)).toFixed(0),
        ...policies.map((results) => rate(healthyOf(results))),
      ],
    ],
    notes: [
      'In brackets the exact 95 % upper bound for a Poisson count. Suspicions of one process come in clusters, so that the true bound lies somewhat higher.',
    ],
  };
}

/** How the processes were watched, and what became of the suspicions. */
export function watchTable({ policies }: Measurement): Table {
  const row = (what: string, figure: (outcomes: readonly Outcome[]) => string): string[] => [
    what,
    ...policies.map((results) => figure(healthyOf(results))),
  ];
  const perHour = (outcomes: readonly Outcome[], values: (outcome: Outcome) => number): number =>
    sum(outcomes.map(values)) / hoursOf(outcomes);
  const standing = (outcomes: readonly Outcome[]): number[] =>
    falseSuspicions(outcomes)
      .filter((suspicion) => suspicion.endSecond !== undefined)
      .map(({ beginSecond, endSecond }) => endSecond! - beginSecond);
  return {
    title: 'Healthy processes: how they were watched, and how suspicions ended',
    columns: ['what', ...policies.map(({ policy }) => policyWords[policy])],
    rows: [
      row('readings per hour, median process', (all) =>
        median(all.map(({ readings, seconds }) => (3600 * readings) / seconds)).toFixed(1),
      ),
      row('probes per hour', (all) => perHour(all, ({ probes }) => probes).toFixed(1)),
      row('pauses of probes, share of the time', (all) =>
        shareInWords(perHour(all, ({ pauseMs }) => pauseMs) / 3_600_000),
      ),
      row('processes ever suspected', (all) =>
        shareInWords(all.filter(({ changes }) => changes.length > 0).length / all.length),
      ),
      row('suspicions', (all) => String(falseSuspicions(all).length)),
      row('withdrawn', (all) => shareInWords(standing(all).length / falseSuspicions(all).length)),
      row('withdrawn after, median', (all) => minutesInWords(median(standing(all)))),
      row('withdrawn after, 95 %', (all) => minutesInWords(percentile95(standing(all)))),
    ],
    notes: [
      'A forced collection is charged 0.8 ms for each live megabyte, and forced collections 0.5 % of the time.',
    ],
  };
}

function falseSuspicions(outcomes: readonly Outcome[]): Suspicion[] {
  return outcomes.flatMap(({ changes }) => suspicionsOf(changes));
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN;
}

import { median } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import type { LeakResult, Measurement, PolicyResults } from './Measurement.ts';
import { leakRows } from './plan.ts';
import { familyNames } from './simulator/families.ts';
import { shareWithin } from './suspicions.ts';
import { leakInWords, minutesInWords, policyWords } from './words.ts';

/** Steady leaks of the rates that are promised to be found. */
export function promisedLeaks({ leaks }: PolicyResults): LeakResult[] {
  return leaks.filter(({ row }) => row.kind === 'constant' && row.bytesPerSecond >= 20e3);
}

/** Suspected in time, by rate and kind: all families together. */
export function byRate({ policies }: Measurement): Table {
  const leaksOf = ({ leaks }: PolicyResults, row: (typeof leakRows)[number]): LeakResult[] =>
    leaks.filter((leak) => leak.row === row);
  return {
    title: 'Leaks suspected within 5 / 15 / 60 min of their onset, in per cent',
    columns: ['leak', 'processes', ...policies.map(({ policy }) => policyWords[policy])],
    rows: leakRows.map((row) => [
      leakInWords(row),
      String(leaksOf(policies[0]!, row).length),
      ...policies.map((results) => within(leaksOf(results, row))),
    ]),
    notes: [
      'An hour of leak on top of every family, from some time in the third hour on; the same processes in every column. A suspicion counts if it begins after the onset; processes in which one stood already are left out.',
      'In brackets the median delay, where half of the leaks were suspected within the hour. The row "no leak" is what healthy processes do in the same hour.',
      'An accelerating leak begins at its rate and doubles it within 10 to 60 min; a burst comes each 5 to 40 s.',
    ],
  };
}

/** Suspected in time, by what the process does besides leaking. */
export function byFamily({ policies }: Measurement): Table {
  return {
    title: 'Steady leaks of 20 KB/s to 5 MB/s by what else the process does, in per cent',
    columns: ['family', ...policies.map(({ policy }) => policyWords[policy])],
    rows: familyNames.map((family) => [
      family,
      ...policies.map((results) => within(promisedLeaks(results).filter((leak) => leak.family === family))),
    ]),
  };
}

function within(leaks: readonly LeakResult[]): string {
  const shares = [5, 15, 60].map((minutes) => shareWithin(leaks, minutes));
  const delay = median(leaks.filter((leak) => !leak.blurred).map((leak) => leak.delaySeconds));
  const figures = shares.map((share) => (Number.isNaN(share) ? '–' : (100 * share).toFixed(0))).join(' / ');
  return Number.isFinite(delay) ? `${figures} (${minutesInWords(delay)})` : figures;
}

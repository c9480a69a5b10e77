import { median } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import type { LeakResult, Measurement, SettingResults } from './Measurement.ts';
import { type LeakRow, leakRows } from './plan.ts';
import { type FamilyName, familyNames } from './simulator/families.ts';
import { shareConfirmed, shareSuspected } from './suspicions.ts';
import { leakInWords, minutesInWords, settingInWords } from './words.ts';

const swinging: readonly FamilyName[] = ['sineload', 'diurnal', 'bursts'];

/** Steady leaks of the rates that are promised to be found, in the circumstances that are promised. */
export function promisedLeaks({ leaks }: SettingResults): LeakResult[] {
  return leaks.filter(
    ({ row }) => row.kind === 'constant' && row.circumstance === 'late' && row.bytesPerSecond >= 20e3,
  );
}

/** Suspected and confirmed in time, by rate and kind: all families together. */
export function byRate({ results }: Measurement): Table {
  const late = leakRows.filter(({ circumstance }) => circumstance === 'late');
  const ofRow = (row: LeakRow) => (leak: LeakResult) => leak.row === row;
  return {
    ...head('Leaks by kind and rate', 'leak', results),
    rows: late.map((row) => line(leakInWords(row), results, ofRow(row))),
    notes: [
      'In per cent: suspected within 5 / 15 / 60 min of the onset, then confirmed within 15 / 60 min. In brackets the median delay of the suspicion, where half of the leaks were suspected within the hour.',
      'An hour of leak on top of every family, from some time in the third hour on; the same processes in every column. A suspicion counts if it begins after the onset; processes in which one stood already are left out of the first three figures. The row "no leak" is what healthy processes do in the same hour.',
      'An accelerating leak begins at its rate and doubles it within 10 to 60 min; a burst comes each 5 to 40 s.',
    ],
  };
}

/** The same for what is harder, and is not promised. */
export function byCircumstance({ results }: Measurement): Table {
  const other = leakRows.filter(({ circumstance }) => circumstance !== 'late');
  const words = { early: 'from the start of the process', large: 'heap of 300 MB to 1.5 GB' };
  return {
    ...head('Leaks by circumstance', 'steady leak', results),
    rows: [
      ...other.map((row) =>
        line(
          `${leakInWords(row)}, ${words[row.circumstance as 'early' | 'large']}`,
          results,
          (leak) => leak.row === row,
        ),
      ),
      line(
        '20 KB/s to 5 MB/s, swinging load',
        results.map((each) => ({ ...each, leaks: promisedLeaks(each) })),
        ({ family }) => swinging.includes(family),
      ),
    ],
    notes: ['Figures as above. Swinging load: the families sineload, diurnal and bursts of the table above.'],
  };
}

/** The same by what the process does besides leaking. */
export function byFamily({ results }: Measurement): Table {
  const promised = results.map((each) => ({ ...each, leaks: promisedLeaks(each) }));
  return {
    ...head('Steady leaks of 20 KB/s to 5 MB/s by what else the process does', 'family', results),
    rows: familyNames.map((family) => line(family, promised, (leak) => leak.family === family)),
  };
}

type Head = Pick<Table, 'title' | 'columns'>;

function head(title: string, what: string, results: readonly SettingResults[]): Head {
  return {
    title,
    columns: [what, 'processes', ...results.map(({ setting }) => settingInWords(setting))],
  };
}

function line(
  what: string,
  results: readonly SettingResults[],
  counts: (leak: LeakResult) => boolean,
): string[] {
  const groups = results.map(({ leaks }) => leaks.filter(counts));
  return [what, String(groups[0]?.length ?? 0), ...groups.map(shares)];
}

function shares(leaks: readonly LeakResult[]): string {
  const suspected = [5, 15, 60].map((minutes) => shareSuspected(leaks, minutes));
  const confirmed = [15, 60].map((minutes) => shareConfirmed(leaks, minutes));
  const delay = median(leaks.filter((leak) => !leak.blurred).map((leak) => leak.delaySeconds));
  const figures = `${inPercent(suspected)}, ${inPercent(confirmed)}`;
  return Number.isFinite(delay) ? `${figures} (${minutesInWords(delay)})` : figures;
}

function inPercent(values: readonly number[]): string {
  return values.map((share) => (Number.isNaN(share) ? '–' : (100 * share).toFixed(0))).join(' / ');
}

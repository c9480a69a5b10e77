import { median, sum } from '../../harness/statistics.ts';
import type { Table } from '../../harness/Table.ts';
import { minutesInWords, shareInWords } from '../words.ts';
import type { LimitProgram } from './limitPrograms.ts';
import { diedOfItsHeap, type OutOfMemoryScore, scoreOutOfMemory } from './outOfMemoryScore.ts';
import type { RunRecords } from './records.ts';

/** How forecasts of the end of memory held in processes that were driven into their heap limit. */
export function outOfMemoryTables(
  all: readonly { readonly program: LimitProgram; readonly records: RunRecords }[],
): Table[] {
  const died = all
    .filter(({ records }) => diedOfItsHeap(records))
    .map(({ program, records }) => ({ program, score: scoreOutOfMemory(records) }));
  const scores = died.map(({ score }) => score);
  const survivors = all.filter(({ records }) => !diedOfItsHeap(records)).map(({ program }) => program.name);
  return [summary(scores, survivors), each(died)];
}

function summary(scores: readonly OutOfMemoryScore[], survivors: readonly string[]): Table {
  const alarms = scores.flatMap(({ alarm }) => alarm ?? []);
  const periodic = scores.flatMap((score) => score.periodic);
  const share = (part: number, whole: number): string => `${shareInWords(part / whole)} of ${whole}`;
  const late = periodic.filter(({ leftMs }) => leftMs <= 5 * 60_000);
  return {
    title: 'Real processes driven into their heap limit',
    columns: ['what', 'figure'],
    rows: [
      ['processes that ran out of memory', String(scores.length)],
      ['with an alarm before', share(alarms.length, scores.length)],
      ['alarm before the end, median', minutesInWords(median(alarms.map(({ leftMs }) => leftMs / 1000)))],
      ['end within the 90 % interval of the alarm', share(alarms.filter(isCovered).length, alarms.length)],
      ['end within that of forecasts each 30 s', share(periodic.filter(isCovered).length, periodic.length)],
      ['the same, within the last 5 min', share(late.filter(isCovered).length, late.length)],
      [
        'error of the forecasts as a share of the time left, median',
        shareInWords(median(periodic.map(({ etaMs, leftMs }) => Math.abs(etaMs - leftMs) / leftMs))),
      ],
    ],
    notes: [
      'Steady heap leaks of the corpus with `--max-old-space-size`, until V8 gives up. Forecasts of one process resemble each other: as evidence they count for less than their number.',
      ...(survivors.length > 0 ? [`Did not run out of memory in their time: ${survivors.join(', ')}.`] : []),
    ],
  };
}

function each(died: readonly { readonly program: LimitProgram; readonly score: OutOfMemoryScore }[]): Table {
  const minutes = (ms: number): string => minutesInWords(ms / 1000);
  return {
    title: 'Forecasts of each process',
    columns: [
      'program',
      'heap',
      'died after',
      'alarm, before the end',
      'forecast then',
      'covered',
      'all forecasts',
    ],
    rows: died.map(({ program, score: { lifeMs, alarm, periodic } }) => [
      program.name,
      `${program.heapMegabytes} MB`,
      minutes(lifeMs),
      alarm ? minutes(alarm.leftMs) : 'none',
      alarm ? minutes(alarm.etaMs) : '–',
      alarm ? (alarm.covered ? 'yes' : 'no') : '–',
      `${sum(periodic.map((one) => Number(one.covered)))} of ${periodic.length}`,
    ]),
  };
}

function isCovered({ covered }: { readonly covered: boolean }): boolean {
  return covered;
}

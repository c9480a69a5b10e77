import type { HistoryAnswer } from '../../wire/message.ts';
import { sampleFields } from '../../wire/sample.ts';
import type { SampleStore } from './SampleStore.ts';

/**
 * Fills a store with answers of different resolution, given from coarse to fine. Of each answer only the rows before
 * the next finer one begins are taken, so that the result is as fine as what is known and has no time twice.
 */
export function fillStore(store: SampleStore, answers: readonly HistoryAnswer[]): void {
  store.clear();
  answers.forEach((answer, index) => {
    const finer = answers.slice(index + 1).map(firstTimeOf);
    appendBefore(store, answer, Math.min(...finer));
  });
}

function firstTimeOf(answer: HistoryAnswer): number {
  return answer.columns[0]?.[0] ?? Number.POSITIVE_INFINITY;
}

function appendBefore(store: SampleStore, answer: HistoryAnswer, beforeMs: number): void {
  const places = sampleFields.map((field) => answer.columns[answer.fields.indexOf(field)]);
  const times = places[0] ?? [];
  const row = new Float64Array(sampleFields.length);
  for (let index = 0; index < times.length; index++) {
    if ((times[index] as number) >= beforeMs) return;
    for (let place = 0; place < row.length; place++) row[place] = places[place]?.[index] ?? Number.NaN;
    store.append(row, answer.stepMs);
  }
}

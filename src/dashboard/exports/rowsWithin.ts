import type { HistoryAnswer } from '../../wire/message.ts';
import { sampleFields } from '../../wire/sample.ts';
import type { WindowExport } from './WindowExport.ts';

/**
 * All that is known within a window, as a server would answer, and the events before it: without them a leak that was told
 * of earlier would seem to be none. `stepMs` is the widest step that occurs in it.
 */
export function rowsWithin({
  process,
  store,
  range,
  events,
}: Pick<WindowExport, 'process' | 'store' | 'range' | 'events'>): HistoryAnswer {
  const first = store.indexAt(range.fromMs);
  const after = store.indexAt(range.toMs + 1);
  const columns = sampleFields.map((field) =>
    Array.from(store.values(field).subarray(first, after), (value) => (Number.isNaN(value) ? null : value)),
  );
  const steps = store.steps().subarray(first, after);
  return {
    id: process.identity.id,
    fields: sampleFields,
    columns,
    stepMs: steps.reduce((most, step) => Math.max(most, step), 0),
    events: events.filter(({ time }) => time <= range.toMs),
  };
}

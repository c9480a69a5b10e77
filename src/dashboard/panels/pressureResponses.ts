import type { MemoryEvent } from '../../wire/event.ts';
import { h } from '../element.ts';
import { type RecyclingText, responsesText } from '../model/responses.ts';
import { tableOf } from './tableOf.ts';

const heads = ['Strategy', 'Applied', 'Freed', 'Pauses', 'Last', 'What came of it'];

/** What was done about pressure: strategies as a table, replacements as a list. */
export function pressureResponses(events: readonly MemoryEvent[], nowMs: number): HTMLElement[] {
  const { strategies, recyclings } = responsesText(events, nowMs);
  const rows = strategies.map(({ strategy, times, freed, pauses, last, outcome, tone }) => [
    strategy,
    `${times} ×`,
    freed,
    pauses,
    last,
    h('span', { class: 'outcome', 'data-tone': tone }, outcome),
  ]);
  return [
    ...(rows.length === 0 ? [] : [tableOf('Strategies applied', heads, rows)]),
    ...(recyclings.length === 0 ? [] : [h('ul', { class: 'recyclings' }, ...recyclings.map(recyclingOf))]),
  ];
}

function recyclingOf({ clock, tone, title, detail }: RecyclingText): HTMLElement {
  return h('li', { 'data-tone': tone }, h('b', {}, title), h('time', {}, clock), h('span', {}, detail));
}

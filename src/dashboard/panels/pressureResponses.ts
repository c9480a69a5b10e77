import type { MemoryEvent } from '../../wire/event.ts';
import { addStyles } from '../addStyles.ts';
import { h } from '../element.ts';
import { type RecyclingText, responsesText } from '../model/responses.ts';
import styles from '../styles/responses.css?inline';
import { tableOf } from './tableOf.ts';

const heads = ['Strategy', 'Applied', 'Freed', 'Pauses', 'Last', 'What came of it'];

const styled = new WeakSet<Node>();

/** What was done about pressure, for that place: strategies as a table, replacements as a list. */
export function pressureResponses(
  place: HTMLElement,
  events: readonly MemoryEvent[],
  nowMs: number,
): HTMLElement[] {
  if (!styled.has(place)) addStyles(place, styles);
  styled.add(place);
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

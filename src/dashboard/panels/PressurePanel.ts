import type { Capacity } from '../../wire/capacity.ts';
import type { MemoryEvent } from '../../wire/event.ts';
import { h, setAttribute, setText } from '../element.ts';
import { type PressureText, pressureText, type RecyclingText } from '../model/pressure.ts';
import { tableOf } from './tableOf.ts';

const heads = ['Strategy', 'Applied', 'Freed', 'Pauses', 'Last', 'What came of it'];

/** How near memory is to what kills, and what was done about it. */
export class PressurePanel {
  readonly element: HTMLElement;
  readonly #state: HTMLElement = h('span', { class: 'panel-note pressure-state' });
  readonly #binding: HTMLElement = h('span');
  readonly #none: HTMLElement = h('span', {}, 'No strategy has been applied.');
  readonly #done: HTMLElement = h('div', { class: 'pressure-done' });
  #events: readonly MemoryEvent[] | undefined;

  constructor() {
    this.element = h(
      'section',
      { class: 'panel pressure', 'aria-label': 'Pressure' },
      h('header', { class: 'panel-head' }, h('h2', {}, 'Pressure'), this.#state),
      h('p', { class: 'none' }, this.#binding, ' ', this.#none),
      this.#done,
    );
  }

  update(events: readonly MemoryEvent[], { binding }: Capacity, nowMs: number): void {
    const text = pressureText(events, binding, nowMs);
    setText(this.#state, text.state);
    setAttribute(this.#state, 'data-tone', text.level === 'normal' ? 'calm' : text.level);
    setText(this.#binding, text.binding === '' ? '' : `The ${text.binding}.`);
    this.#none.hidden = text.strategies.length > 0;
    if (events !== this.#events) this.#done.replaceChildren(...contentOf(text));
    this.#events = events;
  }
}

function contentOf({ strategies, recyclings }: PressureText): HTMLElement[] {
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

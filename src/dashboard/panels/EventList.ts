import type { MemoryEvent } from '../../wire/event.ts';
import { h, setAttribute, setText } from '../element.ts';
import { keyOf } from '../model/EventLog.ts';
import { describeEvent } from '../model/eventText.ts';
import { formatMoment } from '../model/time.ts';

/** What happened, newest first. A row and its mark on the time axis are two ends of one thing. */
export class EventList {
  readonly element: HTMLElement;
  readonly #chosen: (event: MemoryEvent) => void;
  readonly #list: HTMLElement = h('ol', { class: 'events' });
  readonly #none: HTMLElement = h('p', { class: 'none' });
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #shown: readonly MemoryEvent[] | undefined;

  constructor(chosen: (event: MemoryEvent) => void) {
    this.#chosen = chosen;
    this.element = h(
      'section',
      { class: 'panel event-panel', 'aria-label': 'Events' },
      h('header', { class: 'panel-head' }, h('h2', {}, 'Events')),
      this.#none,
      this.#list,
    );
  }

  /** @param untroubled what to say where there is no event */
  update(
    events: readonly MemoryEvent[],
    selectedKey: string | undefined,
    nowMs: number,
    untroubled: string,
  ): void {
    setText(this.#none, untroubled);
    if (events !== this.#shown) this.#rebuild(events, nowMs);
    this.#shown = events;
    for (const [key, button] of this.#buttons) {
      setAttribute(button, 'aria-current', key === selectedKey ? 'true' : undefined);
    }
  }

  /** Brings the row of an event into sight and gives it the focus. */
  reveal(key: string): void {
    const button = this.#buttons.get(key);
    button?.scrollIntoView({ block: 'nearest' });
    button?.focus({ preventScroll: true });
  }

  #rebuild(events: readonly MemoryEvent[], nowMs: number): void {
    this.#buttons.clear();
    const rows = events.toReversed().map((event) => h('li', {}, this.#rowOf(event, nowMs)));
    this.#list.replaceChildren(...rows);
    this.#none.hidden = events.length > 0;
  }

  #rowOf(event: MemoryEvent, nowMs: number): HTMLButtonElement {
    const { letter, tone, title, detail } = describeEvent(event);
    const button = h(
      'button',
      { type: 'button', class: 'event' },
      h('span', { class: 'badge', 'data-tone': tone, 'aria-hidden': 'true' }, letter),
      h('span', { class: 'event-title' }, title),
      h('time', {}, formatMoment(event.time, nowMs, true)),
      h('span', { class: 'event-detail' }, detail),
    );
    button.addEventListener('click', () => this.#chosen(event));
    this.#buttons.set(keyOf(event), button);
    return button;
  }
}

import type { Capacity } from '../../wire/capacity.ts';
import type { MemoryEvent } from '../../wire/event.ts';
import { h, setAttribute, setText } from '../element.ts';
import { pressureText } from '../model/pressure.ts';

/** How near memory is to what kills, and what was done about it, which is loaded where there is any. */
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
    this.#none.hidden = text.answered;
    if (events === this.#events) return;
    this.#events = events;
    if (text.answered) void this.#tell(events, nowMs);
    else this.#done.replaceChildren();
  }

  async #tell(events: readonly MemoryEvent[], nowMs: number): Promise<void> {
    try {
      const { pressureResponses } = await import('./pressureResponses.ts');
      if (events === this.#events)
        this.#done.replaceChildren(...pressureResponses(this.#done, events, nowMs));
    } catch (error) {
      setText(this.#done, `What was done cannot be shown: ${error instanceof Error ? error.message : error}`);
    }
  }
}

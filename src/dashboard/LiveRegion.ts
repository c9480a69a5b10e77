import { h, setText } from './element.ts';

const quietMs = 5_000;

/** Tells a screen reader what changed: the state at most every 5 s and only when it is news, an answer at once. */
export class LiveRegion {
  readonly element: HTMLElement;
  readonly #state: HTMLElement = h('p', { 'aria-live': 'polite' });
  readonly #answer: HTMLElement = h('p', { 'aria-live': 'polite' });
  #spokenAt = Number.NEGATIVE_INFINITY;

  constructor() {
    this.element = h('div', { class: 'visually-hidden' }, this.#state, this.#answer);
  }

  /** What the dashboard says by itself. Returns whether it was time for it. */
  announce(text: string, nowMs: number): boolean {
    if (text === '' || nowMs - this.#spokenAt < quietMs) return false;
    this.#spokenAt = nowMs;
    setText(this.#state, text);
    return true;
  }

  /** What the user asked for. */
  answer(text: string): void {
    setText(this.#answer, text);
  }
}

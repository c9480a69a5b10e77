import { h, setAttribute } from '../element.ts';
import type { Mark } from '../model/marks.ts';

/** The badges of the alert marks above a chart: a letter each, of a tone each, and each a button. */
export class MarkLane {
  readonly element: HTMLElement = h('div', { class: 'marks' });
  readonly #chosen: (key: string) => void;
  #marks: readonly Mark[] = [];
  #left: (time: number) => number = () => 0;
  readonly #badges = new Map<string, HTMLButtonElement>();

  constructor(chosen: (key: string) => void) {
    this.#chosen = chosen;
  }

  update(marks: readonly Mark[], selectedKey: string | undefined): void {
    this.#marks = marks;
    const keys = new Set(marks.map(({ key }) => key));
    for (const key of [...this.#badges.keys()].filter((key) => !keys.has(key))) this.#remove(key);
    marks.forEach((mark, index) => {
      const badge = this.#badges.get(mark.key) ?? this.#add(mark.key);
      // In the order of time, for those who go from mark to mark by keyboard.
      const place = this.element.children[index] ?? null;
      if (place !== badge) this.element.insertBefore(badge, place);
      write(badge, mark, selectedKey !== undefined && mark.keys.includes(selectedKey));
    });
  }

  /** @param left pixels from the left edge of the lane for a time */
  place(left: (time: number) => number): void {
    this.#left = left;
    for (const { key, time } of this.#marks) {
      const badge = this.#badges.get(key) as HTMLButtonElement;
      badge.style.transform = `translateX(${left(time).toFixed(1)}px)`;
    }
  }

  /** Where each mark is: pixels from the left edge of the lane. */
  get placed(): { readonly letter: string; readonly tone: string; readonly left: number }[] {
    return this.#marks.map(({ letter, tone, time }) => ({ letter, tone, left: this.#left(time) }));
  }

  #add(key: string): HTMLButtonElement {
    const badge = h('button', { class: 'badge mark', type: 'button' });
    badge.addEventListener('click', () => this.#chosen(key));
    this.#badges.set(key, badge);
    return badge;
  }

  #remove(key: string): void {
    this.#badges.get(key)?.remove();
    this.#badges.delete(key);
  }
}

function write(badge: HTMLButtonElement, { letter, tone, label, keys }: Mark, selected: boolean): void {
  const more = keys.length > 1 ? String(keys.length) : '';
  if (badge.textContent !== letter + more)
    badge.replaceChildren(letter, ...(more ? [h('sup', {}, more)] : []));
  setAttribute(badge, 'data-tone', tone);
  // It begins with what is seen, for those who speak to their machine.
  setAttribute(badge, 'aria-label', `${letter}${more} ${label}${more ? ` (${more} events)` : ''}`);
  setAttribute(badge, 'title', label);
  setAttribute(badge, 'aria-current', selected ? 'true' : undefined);
}

import { h, icon, setAttribute, setText } from '../element.ts';
import type { Verdict } from '../model/verdict.ts';

/** A tide that rises and falls, and the line it left. */
const logo = 'M1 5.5h14M1 12c1.6 0 2.2-3.5 3.8-3.5S7.2 12 8.5 12s2-2.5 3.3-2.5S13.6 12 15 12';

/** The bar that stays in sight: what is watched, the verdict, how much is left. */
export class Masthead {
  readonly element: HTMLElement;
  readonly #verdict: HTMLElement;
  readonly #headline: HTMLElement = h('p', { class: 'headline' });
  readonly #details: HTMLElement = h('ul', { class: 'details' });
  readonly #advice: HTMLElement = h('span');
  readonly #next: HTMLElement = h('p', { class: 'next' }, h('b', {}, 'Next'), this.#advice);

  constructor(picker: HTMLElement, chip: HTMLElement, toolbar: HTMLElement, capacity: HTMLElement) {
    this.#verdict = h('div', { class: 'verdict' }, this.#headline, this.#details, this.#next);
    this.element = h(
      'header',
      { class: 'masthead' },
      h(
        'div',
        { class: 'bar' },
        h('span', { class: 'brand' }, icon(logo, 'logo'), h('span', { class: 'brand-name' }, 'Tidemark')),
        picker,
        chip,
        toolbar,
      ),
      h('div', { class: 'summary' }, this.#verdict, capacity),
    );
  }

  update({ tone, headline, details, advice = '' }: Verdict): void {
    setAttribute(this.#verdict, 'data-tone', tone);
    setText(this.#headline, headline);
    setText(this.#advice, advice);
    this.#next.hidden = advice === '';
    details.forEach((detail, index) => {
      setText(this.#details.children[index] ?? this.#details.appendChild(h('li')), detail);
    });
    while (this.#details.children.length > details.length) this.#details.lastElementChild?.remove();
  }
}

import { h, icon, setAttribute, setText } from '../element.ts';
import type { Verdict } from '../model/verdict.ts';

/** A tide that rises and falls, and the line it left. */
const logo = 'M1 5.5h14M1 12c1.6 0 2.2-3.5 3.8-3.5S7.2 12 8.5 12s2-2.5 3.3-2.5S13.6 12 15 12';

/** What stands in the bar beside the verdict. */
export interface MastheadParts {
  readonly picker: HTMLElement;
  readonly chip: HTMLElement;
  readonly toolbar: HTMLElement;
  readonly capacity: HTMLElement;
}

/** The bar that stays in sight: what is watched, the verdict, how much is left. */
export class Masthead {
  readonly element: HTMLElement;
  readonly #verdict: HTMLElement;
  readonly #headline: HTMLElement = h('h1', { class: 'headline' });
  readonly #why: HTMLElement = h('button', { type: 'button', class: 'why', hidden: true }, 'Why?');
  readonly #details: HTMLElement = h('ul', { class: 'details' });
  readonly #advice: HTMLElement = h('span');
  readonly #next: HTMLElement = h('p', { class: 'next' }, h('b', {}, 'Next'), this.#advice);

  /** @param evidenceWanted what the verdict rests on is to be shown */
  constructor({ picker, chip, toolbar, capacity }: MastheadParts, evidenceWanted: () => void) {
    this.#why.addEventListener('click', evidenceWanted);
    const head = h('div', { class: 'verdict-head' }, this.#headline, this.#why);
    this.#verdict = h('div', { class: 'verdict' }, head, this.#details, this.#next);
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

  /** @param explained whether there is an incident that the verdict may rest on */
  update({ tone, headline, details, advice = '' }: Verdict, explained: boolean): void {
    this.#why.hidden = !explained;
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

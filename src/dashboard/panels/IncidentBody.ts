import { h, setText } from '../element.ts';
import type { IncidentText, SiteText, StepText } from '../model/incidentText.ts';
import { tableOf } from './tableOf.ts';

const siteTitle = 'Who allocates what stays';

/** What an incident says when it is open to the eye; a moment leads to the charts. */
export class IncidentBody {
  readonly element: HTMLElement = h('div', { class: 'incident-body' });
  readonly #momentChosen: (timeMs: number) => void;
  #values: readonly HTMLElement[] = [];

  constructor(momentChosen: (timeMs: number) => void) {
    this.#momentChosen = momentChosen;
  }

  /** Writes all of it anew. */
  show({ advice, steps, facts, evidence, sites }: IncidentText): void {
    this.#values = facts.map(([, value]) => h('dd', {}, value));
    const story = [
      ...(advice === '' ? [] : [h('p', { class: 'next' }, h('b', {}, 'Next'), advice)]),
      h(
        'dl',
        { class: 'facts' },
        ...facts.map(([name], at) => h('div', {}, h('dt', {}, name), this.#values[at] as Node)),
      ),
      ...(evidence.length === 0
        ? []
        : [part('Evidence', h('ul', { class: 'evidence' }, ...evidence.map((line) => h('li', {}, line))))]),
    ];
    this.element.replaceChildren(
      h('div', { class: 'incident-story' }, ...story),
      part('Timeline', h('ol', { class: 'timeline' }, ...steps.map((step) => this.#step(step)))),
      ...(sites.length === 0 ? [] : [part(siteTitle, siteTable(sites), 'incident-sites')]),
    );
  }

  /** Writes what changes as time goes by. */
  follow({ facts }: IncidentText): void {
    facts.forEach(([, value], at) => {
      const element = this.#values[at];
      if (element) setText(element, value);
    });
  }

  #step({ time, clock, tone, title, detail }: StepText): HTMLElement {
    const moment = h('button', { type: 'button', class: 'moment', title: 'Show on the charts' }, clock);
    moment.addEventListener('click', () => this.#momentChosen(time));
    return h(
      'li',
      { 'data-tone': tone },
      h('p', {}, h('b', {}, title), ' ', moment),
      h('p', { class: 'step-detail' }, detail),
    );
  }
}

function part(title: string, content: HTMLElement, className = ''): HTMLElement {
  return h('div', { class: `incident-part ${className}`.trim() }, h('h4', {}, title), content);
}

function siteTable(sites: readonly SiteText[]): HTMLElement {
  // What was last looked at a while ago has none.
  const isRated = sites.some(({ rate }) => rate !== '');
  return tableOf(
    siteTitle,
    ['Function', 'Place', 'Package', ...(isRated ? ['Rate'] : []), 'Still alive'],
    sites.map((site) => [
      site.function,
      h('span', { class: 'place' }, site.place),
      site.package,
      ...(isRated ? [site.rate] : []),
      site.survival,
    ]),
  );
}

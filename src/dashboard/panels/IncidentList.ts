import type { ProcessSummary } from '../../wire/process.ts';
import { addStyles } from '../addStyles.ts';
import { h, icon, setAttribute, setText } from '../element.ts';
import type { Incident } from '../model/incidents.ts';
import { describeIncident } from '../model/incidentText.ts';
import styles from '../styles/incident-list.css?inline';
import { IncidentBody } from './IncidentBody.ts';

interface Item {
  readonly element: HTMLDetailsElement;
  readonly head: HTMLElement;
  readonly letter: HTMLElement;
  readonly title: HTMLElement;
  readonly summary: HTMLElement;
  readonly when: HTMLElement;
  readonly body: IncidentBody;
  shown: Incident | undefined;
}

const fold = 'M6 4.5 9.5 8 6 11.5';

/** Incidents, each with its evidence: open ones first, then the newest. */
export class IncidentList {
  readonly #element: HTMLElement = h('div', { class: 'incidents' });
  readonly #momentChosen: (timeMs: number) => void;
  readonly #items = new Map<string, Item>();
  #process: ProcessSummary | undefined;
  #incidents: readonly Incident[] = [];

  /**
   * @param panel what it is put into
   * @param momentChosen a moment, in epoch milliseconds, that is to be shown on the charts
   */
  constructor(panel: HTMLElement, momentChosen: (timeMs: number) => void) {
    this.#momentChosen = momentChosen;
    addStyles(panel, styles);
    panel.append(this.#element);
  }

  update(incidents: readonly Incident[], process: ProcessSummary | undefined, nowMs: number): void {
    const changed = incidents !== this.#incidents;
    this.#incidents = incidents;
    this.#process = process;
    if (changed) this.#arrange();
    for (const incident of incidents) this.#write(incident, nowMs);
  }

  /** Opens the most urgent incident and gives it the focus. */
  reveal(): void {
    const [first] = this.#incidents;
    const item = first && this.#items.get(first.key);
    if (item === undefined) return;
    item.element.open = true;
    item.element.scrollIntoView({ block: 'nearest' });
    item.head.focus();
  }

  /** One element for each incident, in their order; those that stay keep their focus and what was unfolded. */
  #arrange(): void {
    const keys = new Set(this.#incidents.map(({ key }) => key));
    for (const [key, { element }] of this.#items) {
      if (keys.has(key)) continue;
      element.remove();
      this.#items.delete(key);
    }
    this.#incidents.forEach(({ key, open }, index) => {
      const item = this.#items.get(key) ?? this.#add(key, open && index === 0);
      const place = this.#element.children[index] ?? null;
      if (place !== item.element) this.#element.insertBefore(item.element, place);
    });
  }

  #add(key: string, unfolded: boolean): Item {
    const letter = h('span', { class: 'badge', 'aria-hidden': 'true' });
    const title = h('h3', { class: 'incident-title' });
    const summary = h('span', { class: 'incident-summary' });
    const when = h('span', { class: 'incident-when' });
    const head = h('summary', {}, letter, title, when, icon(fold), summary);
    const body = new IncidentBody(this.#momentChosen);
    const element = h('details', { class: 'incident', open: unfolded }, head, body.element);
    const item: Item = { element, head, letter, title, summary, when, body, shown: undefined };
    this.#items.set(key, item);
    return item;
  }

  #write(incident: Incident, nowMs: number): void {
    const item = this.#items.get(incident.key) as Item;
    if (item.shown === incident && !incident.open) return;
    const text = describeIncident(incident, this.#process, nowMs);
    setText(item.when, text.when);
    if (item.shown?.updatedAt === incident.updatedAt && item.shown.open === incident.open) {
      item.body.follow(text);
      return;
    }
    item.shown = incident;
    setAttribute(item.element, 'data-tone', text.tone);
    setAttribute(item.letter, 'data-tone', text.tone);
    setText(item.letter, letterOf(incident));
    setText(item.title, text.headline);
    setText(item.summary, text.summary);
    item.body.show(text);
  }
}

function letterOf({ open, kind, level, steps }: Incident): string {
  // What was open when its process ended is not resolved.
  if (!open && steps.at(-1)?.state !== 'process gone') return '✓';
  if (kind === 'leak') return 'L';
  return level === 'critical' ? 'C' : 'W';
}

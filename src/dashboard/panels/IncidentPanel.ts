import type { MemoryEvent } from '../../wire/event.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import { h, setText } from '../element.ts';
import { type Incident, incidentsOf } from '../model/incidents.ts';
import type { IncidentList } from './IncidentList.ts';

/** What is wrong and what was, each with its evidence. What it takes to tell of one is loaded with the first. */
export class IncidentPanel {
  readonly element: HTMLElement;
  readonly #momentChosen: (timeMs: number) => void;
  readonly #count: HTMLElement = h('span', { class: 'panel-note' });
  readonly #none: HTMLElement = h('p', { class: 'none' });
  #list: IncidentList | undefined;
  #loading = false;
  #events: readonly MemoryEvent[] | undefined;
  #process: ProcessSummary | undefined;
  #nowMs = 0;
  #incidents: readonly Incident[] = [];

  /** @param momentChosen a moment, in epoch milliseconds, that is to be shown on the charts */
  constructor(momentChosen: (timeMs: number) => void) {
    this.#momentChosen = momentChosen;
    this.element = h(
      'section',
      { class: 'panel incident-panel', 'aria-label': 'Incidents' },
      h('header', { class: 'panel-head' }, h('h2', {}, 'Incidents'), this.#count),
      this.#none,
    );
  }

  /** Whether there is one that the verdict rests on: an open one, or of the dead the last ones. */
  get explains(): boolean {
    return this.#incidents.some(({ open, steps }) => open || steps.at(-1)?.state === 'process gone');
  }

  /** @param untroubled what to say where there is no incident */
  update(
    events: readonly MemoryEvent[],
    process: ProcessSummary | undefined,
    nowMs: number,
    untroubled: string,
  ): void {
    setText(this.#none, untroubled);
    if (events !== this.#events || process !== this.#process) {
      this.#incidents = incidentsOf(events, process);
      this.#describe();
    }
    this.#events = events;
    this.#process = process;
    this.#nowMs = nowMs;
    this.#list?.update(this.#incidents, process, nowMs);
    if (this.#incidents.length > 0 && this.#list === undefined) void this.#load();
  }

  /** Opens the most urgent incident and gives it the focus. */
  reveal(): void {
    this.#list?.reveal();
  }

  /** A module that does not come is asked for again with the next update. */
  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const { IncidentList } = await import('./IncidentList.ts');
      this.#list = new IncidentList(this.element, this.#momentChosen);
      this.#list.update(this.#incidents, this.#process, this.#nowMs);
    } catch {
      this.#loading = false;
    }
  }

  #describe(): void {
    const open = this.#incidents.filter((incident) => incident.open).length;
    const past = this.#incidents.length - open;
    setText(
      this.#count,
      [open > 0 ? `${open} open` : '', past > 0 ? `${past} past` : ''].filter(Boolean).join(', '),
    );
    this.#none.hidden = this.#incidents.length > 0;
  }
}

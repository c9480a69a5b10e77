import type { MemoryEvent } from '../wire/event.ts';
import type { Incident } from '../wire/incident.ts';

type OpenIncident = { -readonly [Key in keyof Incident]: Incident[Key] } & { events: MemoryEvent[] };

type Verdict =
  | { readonly kind: Incident['kind']; readonly subject: string; readonly level: Incident['level'] }
  | {
      readonly kind: Incident['kind'];
      readonly subject: string;
      readonly closedBy: 'withdrawn' | 'recovered';
    };

const severity: readonly Incident['level'][] = ['suspected', 'confirmed', 'warning', 'critical'];

/** Options of an {@link IncidentLog}. */
export interface IncidentLogOptions {
  /** Incidents kept; the oldest go first. @default 200 */
  readonly size?: number;
  /** Events kept of one incident. @default 50 */
  readonly eventsPerIncident?: number;
}

/** Folds events into incidents. Holds a bounded number of them, whatever comes. */
export class IncidentLog {
  readonly #size: number;
  readonly #eventsPerIncident: number;
  readonly #open: Map<string, OpenIncident> = new Map();
  #all: OpenIncident[] = [];
  #lastId = 0;

  constructor({ size = 200, eventsPerIncident = 50 }: IncidentLogOptions = {}) {
    this.#size = size;
    this.#eventsPerIncident = eventsPerIncident;
  }

  /** Takes an event of a process; those that are no alert change nothing. */
  record(processId: string, event: MemoryEvent): void {
    const verdict = verdictOf(event);
    if (verdict === undefined) return;
    const key = `${processId} ${verdict.kind} ${verdict.subject}`;
    const open = this.#open.get(key);
    if ('closedBy' in verdict) {
      if (open === undefined) return;
      this.#keep(open, event);
      this.#close(key, open, event.time, verdict.closedBy);
    } else {
      const incident = open ?? this.#openIncident(key, processId, verdict, event.time);
      if (severity.indexOf(verdict.level) > severity.indexOf(incident.level)) incident.level = verdict.level;
      this.#keep(incident, event);
    }
  }

  /** Closes what is open of a process that has ended. */
  processGone(processId: string, time: number): void {
    for (const [key, incident] of this.#open) {
      if (incident.processId === processId) this.#close(key, incident, time, 'process gone');
    }
  }

  /** Newest first. */
  incidents(): readonly Incident[] {
    return this.#all.toReversed();
  }

  #openIncident(
    key: string,
    processId: string,
    { kind, subject, level }: Extract<Verdict, { level: unknown }>,
    time: number,
  ): OpenIncident {
    const incident: OpenIncident = {
      id: ++this.#lastId,
      processId,
      kind,
      subject,
      level,
      openedAt: time,
      closedAt: undefined,
      closedBy: undefined,
      events: [],
    };
    this.#open.set(key, incident);
    this.#all.push(incident);
    if (this.#all.length > this.#size) this.#forgetOldest();
    return incident;
  }

  #forgetOldest(): void {
    const oldest = this.#all.find((incident) => incident.closedAt !== undefined) ?? this.#all[0];
    this.#all = this.#all.filter((incident) => incident !== oldest);
    for (const [key, incident] of this.#open) {
      if (incident === oldest) this.#open.delete(key);
    }
  }

  #keep(incident: OpenIncident, event: MemoryEvent): void {
    if (incident.events.length >= this.#eventsPerIncident) incident.events.splice(1, 1);
    incident.events.push(event);
  }

  #close(key: string, incident: OpenIncident, time: number, closedBy: Incident['closedBy']): void {
    incident.closedAt = time;
    incident.closedBy = closedBy;
    this.#open.delete(key);
  }
}

function verdictOf(event: MemoryEvent): Verdict | undefined {
  switch (event.type) {
    case 'memory:leak_suspected':
      return { kind: 'leak', subject: event.payload.id, level: 'suspected' };
    case 'memory:leak_confirmed':
      return { kind: 'leak', subject: event.payload.id, level: 'confirmed' };
    case 'memory:leak_withdrawn':
      return { kind: 'leak', subject: event.payload.id, closedBy: 'withdrawn' };
    case 'memory:threshold_exceeded': {
      const { metric, level } = event.payload;
      return level === 'normal'
        ? { kind: 'threshold', subject: metric, closedBy: 'recovered' }
        : { kind: 'threshold', subject: metric, level };
    }
    default:
      return undefined;
  }
}

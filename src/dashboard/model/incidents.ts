import type { LeakReport, MemoryEvent, ThresholdCrossing } from '../../wire/event.ts';
import type { ProcessSummary } from '../../wire/process.ts';

/** What an incident went through. */
export type IncidentState =
  | 'suspected'
  | 'confirmed'
  | 'withdrawn'
  | 'warning'
  | 'critical'
  | 'recovered'
  | 'process gone';

type AlertEvent = Extract<
  MemoryEvent,
  {
    type:
      | 'memory:leak_suspected'
      | 'memory:leak_confirmed'
      | 'memory:leak_withdrawn'
      | 'memory:threshold_exceeded';
  }
>;

/** One step of an incident: when it came to be in a state, and the event that said so. */
export interface IncidentStep {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly state: IncidentState;
  /** `undefined` where the end of the process was the end of the incident. */
  readonly event: AlertEvent | undefined;
}

interface IncidentBase {
  /** Names it among all of its process, for as long as it is known. */
  readonly key: string;
  /** The state that it is in, or that it was in before it ended. */
  readonly level: Exclude<IncidentState, 'withdrawn' | 'recovered' | 'process gone'>;
  /** Oldest first, 1 or more. What only repeats a state is no step. */
  readonly steps: readonly IncidentStep[];
  /** When `report` was told. */
  readonly reportedAt: number;
  /** When something was last said of it. */
  readonly updatedAt: number;
  readonly open: boolean;
}

/** An alert with its evidence, from opening to closing. */
export type Incident =
  | (IncidentBase & { readonly kind: 'leak'; readonly report: LeakReport })
  | (IncidentBase & { readonly kind: 'threshold'; readonly report: ThresholdCrossing });

/** As the verdict ranks them. */
const urgency: readonly Incident['level'][] = ['warning', 'suspected', 'critical', 'confirmed'];
const ends: readonly IncidentState[] = ['withdrawn', 'recovered', 'process gone'];

/**
 * Folds events into incidents: what is open first, the most urgent before the others, then the newest. `report` is the newest that was said of it while it
 * was open. A process that is gone has no open incidents.
 *
 * @param events oldest first
 */
export function incidentsOf(
  events: readonly MemoryEvent[],
  process: ProcessSummary | undefined,
): readonly Incident[] {
  const open = new Map<string, Incident>();
  const closed: Incident[] = [];
  for (const event of events) {
    if (!isAlert(event)) continue;
    const subject = subjectOf(event);
    const known = open.get(subject);
    const next = known ? continued(known, event) : opened(subject, event);
    if (next === undefined) continue;
    if (next.open) open.set(subject, next);
    else {
      open.delete(subject);
      closed.push(next);
    }
  }
  const standing = [...open.values()];
  const all = process?.state === 'gone' ? standing.map((each) => ended(each, process)) : standing;
  return [...all, ...closed].sort(
    (left, right) => rankOf(right) - rankOf(left) || openedAt(right) - openedAt(left),
  );
}

/** What is over is equal: there only time counts. */
function rankOf({ open, level }: Incident): number {
  return open ? urgency.indexOf(level) : -1;
}

/** When the first word was said of it, in epoch milliseconds. */
export function openedAt({ steps }: Incident): number {
  return (steps[0] as IncidentStep).time;
}

/** When it ended; `undefined` while it is open. */
export function closedAt({ steps, open }: Incident): number | undefined {
  return open ? undefined : steps.at(-1)?.time;
}

function isAlert(event: MemoryEvent): event is AlertEvent {
  return event.type === 'memory:threshold_exceeded' || event.type.startsWith('memory:leak_');
}

function subjectOf({ type, payload }: AlertEvent): string {
  return type === 'memory:threshold_exceeded' ? `threshold ${payload.metric}` : `leak ${payload.id}`;
}

function stateOf({ type, payload }: AlertEvent): IncidentState {
  if (type !== 'memory:threshold_exceeded') return payload.level;
  return payload.level === 'normal' ? 'recovered' : payload.level;
}

/** An end without a beginning, which the log no longer has, is no incident. */
function opened(subject: string, event: AlertEvent): Incident | undefined {
  const state = stateOf(event);
  if (ends.includes(state)) return undefined;
  const { time } = event;
  const base = {
    key: `${subject} ${time}`,
    steps: [{ time, state, event }],
    reportedAt: time,
    updatedAt: time,
    open: true,
  };
  return withReport({ ...base, level: state as Incident['level'] }, event);
}

function continued(incident: Incident, event: AlertEvent): Incident {
  const state = stateOf(event);
  const { time } = event;
  const isEnd = ends.includes(state);
  const steps =
    incident.steps.at(-1)?.state === state ? incident.steps : [...incident.steps, { time, state, event }];
  if (isEnd) return { ...incident, steps, updatedAt: time, open: false };
  return withReport(
    { ...incident, level: state as Incident['level'], steps, reportedAt: time, updatedAt: time },
    event,
  );
}

function withReport(base: IncidentBase, { type, payload }: AlertEvent): Incident {
  return type === 'memory:threshold_exceeded'
    ? { ...base, kind: 'threshold', report: payload }
    : { ...base, kind: 'leak', report: payload };
}

function ended(incident: Incident, { exit }: ProcessSummary): Incident {
  const time = exit?.time ?? incident.updatedAt;
  const step: IncidentStep = { time, state: 'process gone', event: undefined };
  return { ...incident, steps: [...incident.steps, step], open: false };
}

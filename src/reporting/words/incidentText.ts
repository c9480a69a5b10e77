import { asOf } from '../../wire/endOfPace.ts';
import type { LeakReport, MemoryEvent } from '../../wire/event.ts';
import type { Incident } from '../../wire/incident.ts';
import type { Clock } from './figureSentences.ts';
import { leakHeadline, leakSentences } from './leakSentences.ts';

/** An incident in words. */
export interface IncidentText {
  /** `leak confirmed`, `heap critical`. */
  readonly heading: string;
  /** `19:40:37 to 19:52:10, withdrawn`, or `since 19:40:37`, when its level was reached. */
  readonly when: string;
  readonly headline: string;
  /** Each step of the verdict with its time, where there is more than one. */
  readonly steps: readonly string[];
  readonly sentences: readonly string[];
}

const mostSteps = 8;

/**
 * Puts an incident into words: the newest of what was said, and how it came to that.
 *
 * @param standing the leak whose evidence is told elsewhere
 */
export function incidentText(
  { kind, subject, level, openedAt, closedAt, closedBy, events }: Incident,
  time: Clock,
  standing?: string,
): IncidentText {
  const leaks = events.filter((event) => leakOf(event) !== undefined);
  // What was withdrawn is told as it was while it stood.
  const told = leaks.findLast(({ type }) => type !== 'memory:leak_withdrawn') ?? leaks.at(-1);
  const report = told && leakOf(told);
  const isTold = report !== undefined && closedAt === undefined && report.id === standing;
  // Of a leak that is confirmed, when it was: it may have been suspected long before.
  const reached = leaks.find((event) => leakOf(event)?.level === level)?.time ?? openedAt;
  const headline = report === undefined ? crossingMessage(events) : leakHeadline(report);
  const steps = events.map((event) => stepOf(event, time, headline)).filter((step) => step !== undefined);
  return {
    heading: kind === 'leak' ? `leak ${level}` : `${subject} ${level}`,
    when:
      closedAt === undefined
        ? `since ${time(reached)}`
        : `${time(openedAt)} to ${time(closedAt)}, ${closedBy ?? 'closed'}`,
    headline,
    steps: steps.length > 1 ? steps.slice(-mostSteps) : [],
    sentences: report === undefined || isTold ? [] : asOf(leakSentences(report), time(told!.time)),
  };
}

function leakOf(event: MemoryEvent): LeakReport | undefined {
  switch (event.type) {
    case 'memory:leak_suspected':
    case 'memory:leak_confirmed':
    case 'memory:leak_withdrawn':
      return event.payload;
    default:
      return undefined;
  }
}

/** What the headline says already is not said again. */
function stepOf(event: MemoryEvent, time: Clock, headline: string): string | undefined {
  if (event.type === 'memory:threshold_exceeded') return `${time(event.time)}  ${event.payload.level}`;
  const report = leakOf(event);
  if (report === undefined) return undefined;
  const told = leakHeadline(report);
  return `${time(event.time)}  ${report.level}${told === headline ? '' : `: ${told}`}`;
}

function crossingMessage(events: readonly MemoryEvent[]): string {
  const worst = events.findLast(
    (event) => event.type === 'memory:threshold_exceeded' && event.payload.level !== 'normal',
  );
  return worst?.type === 'memory:threshold_exceeded' ? worst.payload.message : '';
}

import type { MemoryEvent } from './event.ts';

/** Of all events that are kept, so many may be marks before these are forgotten first. */
const shareOfMarks = 0.25;

/**
 * Adds an event to those that are kept, and forgets one where they are too many: the oldest, but where more than a
 * quarter are marks the oldest mark, so that an application that marks much loses no alert by it.
 */
export function keepEvent(events: MemoryEvent[], event: MemoryEvent, most: number): void {
  events.push(event);
  if (events.length > most) events.splice(indexToForget(events), 1);
}

/** Which of the events, given from old to new, is to be forgotten first. */
export function indexToForget(events: readonly MemoryEvent[]): number {
  const marks = events.reduce((count, { type }) => count + Number(type === 'memory:mark'), 0);
  if (marks <= events.length * shareOfMarks) return 0;
  return events.findIndex(({ type }) => type === 'memory:mark');
}

import type { MemoryEvent } from '../../wire/event.ts';
import { keyOf } from './EventLog.ts';
import { describeEvent, type EventText, type Tone } from './eventText.ts';
import type { TimeRange } from './frame.ts';

/** One alert mark on the time axis; several events that are too close share one. */
export interface Mark {
  /** Names the event that is shown. */
  readonly key: string;
  /** Names of all events it stands for, 1 or more. */
  readonly keys: readonly string[];
  readonly time: number;
  readonly letter: EventText['letter'];
  readonly tone: Tone;
  readonly label: string;
}

const urgency: readonly Tone[] = ['quiet', 'calm', 'advisory', 'warning', 'critical'];

/**
 * Places the events of a range. Where two would be nearer than `closestMs` they become one mark, which shows the more
 * urgent of them.
 */
export function marksOf(events: readonly MemoryEvent[], range: TimeRange, closestMs: number): Mark[] {
  const marks: Mark[] = [];
  for (const event of events) {
    if (event.time < range.fromMs || event.time > range.toMs) continue;
    const mark = markOf(event);
    const last = marks.at(-1);
    if (last && mark.time - last.time < closestMs) marks[marks.length - 1] = merged(last, mark);
    else marks.push(mark);
  }
  return marks;
}

function markOf(event: MemoryEvent): Mark {
  const { letter, tone, title, detail } = describeEvent(event);
  const key = keyOf(event);
  return { key, keys: [key], time: event.time, letter, tone, label: `${title}: ${detail}` };
}

function merged(left: Mark, right: Mark): Mark {
  const shown = urgency.indexOf(right.tone) >= urgency.indexOf(left.tone) ? right : left;
  return { ...shown, time: left.time, keys: [...left.keys, ...right.keys] };
}

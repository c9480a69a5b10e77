import type { OutOfMemoryPrediction } from '../monitoring/outOfMemory.ts';
import type { MemoryEvent, OutOfMemoryEstimate } from '../wire/event.ts';
import { clockTime } from './words/clockTime.ts';

/** The last forecast that was told up to a time, counted from then on; epoch milliseconds. */
export function toldPrediction(events: readonly MemoryEvent[], time: number): OutOfMemoryPrediction {
  for (const event of events.toReversed()) {
    if (event.time > time) continue;
    // What was forecast of a leak that is none after all does not hold.
    if (event.type === 'memory:leak_withdrawn') break;
    const estimate = estimateIn(event);
    if (estimate !== undefined) return countedFrom(estimate, event.time, time);
  }
  return { predicted: false, reason: 'none was told' };
}

function estimateIn(event: MemoryEvent): OutOfMemoryEstimate | undefined {
  switch (event.type) {
    case 'memory:out_of_memory_predicted':
      return event.payload;
    case 'memory:leak_suspected':
    case 'memory:leak_confirmed':
      return event.payload.outOfMemory;
    default:
      return undefined;
  }
}

function countedFrom(
  { etaMs, lowMs, highMs, limit }: OutOfMemoryEstimate,
  toldAt: number,
  time: number,
): OutOfMemoryPrediction {
  const left = (ms: number): number => Math.max(0, ms - (time - toldAt));
  return {
    predicted: true,
    etaMs: left(etaMs),
    lowMs: left(lowMs),
    highMs: highMs === undefined ? undefined : left(highMs),
    limit,
    basis: `As told at ${clockTime(toldAt, time)(toldAt)}.`,
  };
}

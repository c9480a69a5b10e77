import type { MemoryEvent, OutOfMemoryEstimate } from '../../wire/event.ts';

/** An estimate of when memory runs out, and when it was made. */
export interface Forecast {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly estimate: OutOfMemoryEstimate;
}

/** The newest estimate that events tell of, whether it came alone or with a leak. */
export function latestForecast(events: readonly MemoryEvent[]): Forecast | undefined {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index] as MemoryEvent;
    const estimate = estimateOf(event);
    if (estimate) return { madeAt: event.time, estimate };
  }
  return undefined;
}

/**
 * The newest estimate that still stands: it is not over, and no leak was withdrawn since. Nothing tells that growth
 * has ended where no leak was suspected, so an estimate is over when its interval has passed.
 */
export function standingForecast(events: readonly MemoryEvent[], nowMs: number): Forecast | undefined {
  const forecast = latestForecast(events);
  if (forecast === undefined) return undefined;
  const { madeAt, estimate } = forecast;
  const isOver = nowMs > madeAt + (estimate.highMs ?? estimate.etaMs);
  const isWithdrawn = events.some(({ type, time }) => type === 'memory:leak_withdrawn' && time > madeAt);
  return isOver || isWithdrawn ? undefined : forecast;
}

function estimateOf({ type, payload }: MemoryEvent): OutOfMemoryEstimate | undefined {
  if (type === 'memory:out_of_memory_predicted') return payload;
  return type === 'memory:leak_confirmed' || type === 'memory:leak_suspected'
    ? payload.outOfMemory
    : undefined;
}

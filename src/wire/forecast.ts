import type { CountLimit, LeakReport, MemoryEvent, OutOfMemoryEstimate } from './event.ts';

/** An estimate of when memory runs out, and when it was made. */
export interface Forecast {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly estimate: OutOfMemoryEstimate;
}

/**
 * What is left of an estimate some time after it was made, or what it was before. An end that has run out is 0; what people
 * are told then is the business of `endInWords`.
 */
export function leftOf<Kind extends OutOfMemoryEstimate | ForeseenLimit>(
  estimate: Kind,
  elapsedMs: number,
): Kind {
  const { etaMs, lowMs, highMs } = estimate;
  const left = (ms: number): number => Math.max(0, ms - elapsedMs);
  return {
    ...estimate,
    etaMs: left(etaMs),
    lowMs: left(lowMs),
    highMs: highMs === undefined ? undefined : left(highMs),
  };
}

/** A limit on a number that is foreseen to be reached. */
type ForeseenLimit = CountLimit & { readonly etaMs: number; readonly lowMs: number };

/** When the number of things is foreseen to meet its limit, as a report tells it. */
export function foreseenLimit({ level, resource }: LeakReport): ForeseenLimit | undefined {
  const limit = resource?.limit;
  if (level === 'withdrawn' || limit?.etaMs === undefined || limit.lowMs === undefined) return undefined;
  return { ...limit, etaMs: limit.etaMs, lowMs: limit.lowMs };
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
  return isOver || isWithdrawn(forecast, events) ? undefined : forecast;
}

/** Whether a leak was withdrawn since: what was forecast of a leak that is none after all does not hold. */
export function isWithdrawn({ madeAt }: Forecast, events: readonly MemoryEvent[]): boolean {
  return events.some(({ type, time }) => type === 'memory:leak_withdrawn' && time > madeAt);
}

function estimateOf({ type, payload }: MemoryEvent): OutOfMemoryEstimate | undefined {
  if (type === 'memory:out_of_memory_predicted') return payload;
  return type === 'memory:leak_confirmed' || type === 'memory:leak_suspected'
    ? payload.outOfMemory
    : undefined;
}

import type { OutOfMemoryEstimate } from '../../../src/wire/event.ts';
import { eventsOf, type RunRecords } from './records.ts';

/** A forecast at a time in epoch milliseconds. */
interface Forecast {
  readonly time: number;
  readonly estimate: Pick<OutOfMemoryEstimate, 'etaMs' | 'lowMs' | 'highMs'>;
}

/** How the forecasts of one process held. Milliseconds. */
export interface OutOfMemoryScore {
  /** How long the process lived. */
  readonly lifeMs: number;
  /** The first alarm, where there was one. */
  readonly alarm: ForecastScore | undefined;
  /** What was forecast every half minute, where it was. */
  readonly periodic: readonly ForecastScore[];
}

/** One forecast beside what came. */
interface ForecastScore {
  /** From the forecast to the real end. */
  readonly leftMs: number;
  readonly etaMs: number;
  readonly covered: boolean;
}

/** Whether V8 ended the process because its heap was full. */
export function diedOfItsHeap({ exit }: RunRecords): boolean {
  return exit !== undefined && (exit.signal === 'SIGABRT' || exit.signal === 'SIGTRAP' || exit.code === 134);
}

/** Compares what was forecast with the real end. */
export function scoreOutOfMemory(records: RunRecords): OutOfMemoryScore {
  const end = records.exit!.time;
  const alarm = eventsOf(records, 'memory:out_of_memory_predicted')[0];
  return {
    lifeMs: end - (records.start?.time ?? end),
    alarm: alarm && scoreForecast({ time: alarm.time, estimate: alarm.payload }, end),
    periodic: records.readings.flatMap(({ time, outOfMemory }) =>
      outOfMemory?.predicted ? [scoreForecast({ time, estimate: outOfMemory }, end)] : [],
    ),
  };
}

/** One forecast against the end, both ends of the interval included. */
export function scoreForecast({ time, estimate }: Forecast, end: number): ForecastScore {
  const leftMs = end - time;
  const { etaMs, lowMs, highMs = Number.POSITIVE_INFINITY } = estimate;
  return { leftMs, etaMs, covered: lowMs <= leftMs && leftMs <= highMs };
}

import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import { toRow } from '../wire/sample.ts';
import type { FlightRecorder } from './FlightRecorder.ts';
import { pulseMs } from './flightFormat.ts';

/** What is recorded between two samples, and where. */
interface Pulses {
  readonly monitor: Pick<MemoryMonitor, 'getCurrentUsage'>;
  readonly recorder: Pick<FlightRecorder, 'recordPulse' | 'recording'>;
  /** Between two samples. */
  readonly intervalMs: number;
  readonly timers: Timers;
}

/** Samples that are not further apart than this need none in between. */
const closeMs = 1500;

/**
 * Records how memory stands each second where samples are further apart, so that the last seconds of a process are known,
 * in which it may have filled up. Never keeps the process alive. Returns a function that ends it.
 */
export function recordPulses({ monitor, recorder, intervalMs, timers }: Pulses): () => void {
  if (intervalMs <= closeMs) return () => undefined;
  let handle: unknown;
  const record = (): void => {
    try {
      recorder.recordPulse(toRow(monitor.getCurrentUsage()));
    } catch {
      // What fails is told of samples.
    }
  };
  const order = (): void => {
    handle = timers.setTimeout(() => {
      if (!recorder.recording) return;
      order();
      record();
    }, pulseMs);
    (handle as { unref?: () => void } | undefined)?.unref?.();
  };
  // At once, too: of two records nobody can tell a step of the start from growth that goes on.
  record();
  order();
  return () => timers.clearTimeout(handle);
}

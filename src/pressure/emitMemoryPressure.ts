import { callSafely, type FaultLog } from '../monitoring/FaultLog.ts';
import type { PressureLevel } from '../wire/event.ts';

/** Where `memoryPressure` is emitted: a process. */
export interface PressureEventHost {
  readonly versions: { readonly [name: string]: string | undefined };
  listenerCount(name: string): number;
  emit(name: string, ...given: readonly unknown[]): unknown;
}

/**
 * `process.on('memoryPressure', (level) => …)`, as Bun has it: the level is `'warning'` or `'critical'`, and nothing is
 * said when memory recovers. Bun emits the event by itself, on the word of the operating system; there it is left alone.
 * What a listener throws is told as a fault.
 */
export function emitMemoryPressure(
  host: PressureEventHost,
  level: Exclude<PressureLevel, 'normal'>,
  faults: FaultLog,
): void {
  callSafely(
    () => {
      if (host.versions.bun !== undefined || host.listenerCount('memoryPressure') === 0) return;
      host.emit('memoryPressure', level);
    },
    (error) => faults.report('a listener of memoryPressure', error),
  );
}

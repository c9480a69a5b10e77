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
 *
 * @throws what a listener throws
 */
export function emitMemoryPressure(host: PressureEventHost, level: Exclude<PressureLevel, 'normal'>): void {
  if (host.versions.bun !== undefined || host.listenerCount('memoryPressure') === 0) return;
  host.emit('memoryPressure', level);
}

import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';

/** What {@link requestRestarts} goes by. */
export interface RestartRequestOptions {
  readonly monitor: Pick<MemoryMonitor, 'responded'>;
  readonly manager: Pick<MemoryPressureManager, 'addRecycler'>;
  readonly pid: number;
  /** How long this process has taken to start, at most, in milliseconds. */
  readonly startMs: number;
}

/** For the old process to end. */
const endMs = 2000;

/**
 * Has the hub of `tidemark run --restart` asked for a fresh process where nothing else helps this one. Returns a function that
 * ends it.
 */
export function requestRestarts({ monitor, manager, pid, startMs }: RestartRequestOptions): () => void {
  return manager.addRecycler({
    // It has started within that time, and so will the next one.
    readyInMs: startMs + endMs,
    requestRecycling: (reason) =>
      monitor.responded({
        type: 'memory:recycling',
        time: Date.now(),
        payload: { kind: 'application', id: String(pid), step: 'requested', cause: 'requested', reason },
      }),
  });
}

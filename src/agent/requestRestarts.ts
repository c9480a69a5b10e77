import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';

/** What {@link requestRestarts} goes by. */
export interface RestartRequestOptions {
  readonly monitor: Pick<MemoryMonitor, 'responded'>;
  readonly manager: Pick<MemoryPressureManager, 'addRecycler' | 'onLevelChange'>;
  readonly pid: number;
  /** How long this process has taken to start, at most, in milliseconds. */
  readonly startMs: number;
  /** Milliseconds that never go back. @default performance.now */
  readonly now?: () => number;
}

/** For the old process to end. */
const endMs = 2000;
/** What is asked for still is said again before the hub, which remembers it for five minutes, has forgotten it. */
const repeatMs = 240_000;

/**
 * Has the hub of `tidemark run --restart` asked for a fresh process where nothing else helps this one: once, until memory
 * has been normal. Returns a function that ends it.
 */
export function requestRestarts(options: RestartRequestOptions): () => void {
  const { monitor, manager, pid, startMs, now = () => performance.now() } = options;
  let askedAt = Number.NEGATIVE_INFINITY;
  let saidEnd = false;
  const endLevels = manager.onLevelChange(({ level }) => {
    if (level === 'normal') askedAt = Number.NEGATIVE_INFINITY;
  });
  const endRequests = manager.addRecycler({
    // It has started within that time, and so will the next one.
    readyInMs: startMs + endMs,
    requestRecycling: (reason, endsInMs) => {
      const isNews = endsInMs !== undefined && !saidEnd;
      if (now() - askedAt < repeatMs && !isNews) return;
      askedAt = now();
      saidEnd = endsInMs !== undefined;
      monitor.responded({
        type: 'memory:recycling',
        time: Date.now(),
        payload: {
          kind: 'application',
          id: String(pid),
          step: 'requested',
          cause: 'requested',
          reason,
          ...(endsInMs !== undefined && { endsInMs }),
        },
      });
    },
  });
  return () => {
    endLevels();
    endRequests();
  };
}

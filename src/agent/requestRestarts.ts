import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';
import { youthMs } from '../wire/response.ts';

/** What {@link requestRestarts} goes by. */
export interface RestartRequestOptions {
  readonly monitor: Pick<MemoryMonitor, 'responded'>;
  readonly manager: Pick<MemoryPressureManager, 'addRecycler' | 'onLevelChange'>;
  readonly pid: number;
  /** How long this process has taken to start, at most, in milliseconds. */
  readonly startMs: number;
  /** Milliseconds since this process began to start, which never go back. @default performance.now */
  readonly now?: () => number;
}

/** For the old process to end. */
const endMs = 2000;
/** From when on the end of a process is no mere guess by what it loads at its start; its hub may have begun to count later. */
const grownMs = youthMs + 1000;
/** What is asked for still is said again before the hub, which remembers it for five minutes, has forgotten it. */
const repeatMs = 240_000;

/**
 * Has the hub of `tidemark run --restart` asked for a fresh process where nothing else helps this one: once, until memory
 * is critical no longer, and again where it grows on beyond the end that was said. Returns a function that ends it.
 */
export function requestRestarts(options: RestartRequestOptions): () => void {
  const { monitor, manager, pid, startMs, now = () => performance.now() } = options;
  let askedAt = Number.NEGATIVE_INFINITY;
  /** When it ends by what was said last. */
  let saidEndAt = Number.NEGATIVE_INFINITY;
  const endLevels = manager.onLevelChange(({ level }) => {
    if (level !== 'critical') [askedAt, saidEndAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  });
  const endRequests = manager.addRecycler({
    // It has started within that time, and so will the next one.
    readyInMs: startMs + endMs,
    requestRecycling: (reason, endsInMs) => {
      const time = now();
      const isNews = endsInMs !== undefined && (time > saidEndAt || askedAt < grownMs);
      if (time - askedAt < repeatMs && !isNews) return;
      askedAt = time;
      saidEndAt = endsInMs === undefined ? Number.NEGATIVE_INFINITY : time + endsInMs;
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

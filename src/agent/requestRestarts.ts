import { ForeseenEnd } from '../monitoring/forecast/ForeseenEnd.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';
import { wallClock } from '../sampling/monotoneClock.ts';
import { youthMs } from '../wire/response.ts';

/** What {@link requestRestarts} goes by. */
export interface RestartRequestOptions {
  readonly monitor: Pick<MemoryMonitor, 'responded' | 'onSample'>;
  readonly manager: Pick<MemoryPressureManager, 'addRecycler' | 'onLevelChange' | 'refusedRequests'>;
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

/** What was asked for last. */
interface Request {
  readonly at: number;
  readonly reason: string;
  readonly end: ForeseenEnd | undefined;
}

/**
 * Has the hub of `tidemark run --restart` asked for a fresh process where nothing else helps this one: once, until memory
 * is critical no longer, and again where it grows on beyond the end that was said. What was asked for at its start is said
 * again after that where requests were refused since: then it is these that it grows by. Returns a function that ends it.
 */
export function requestRestarts(options: RestartRequestOptions): () => void {
  const { monitor, manager, pid, startMs, now = () => performance.now() } = options;
  let last: Request | undefined;
  const ask = (time: number, reason: string, endsInMs: number | undefined): void => {
    const end = endsInMs === undefined ? undefined : new ForeseenEnd(time, endsInMs, manager.refusedRequests);
    last = { at: time, reason, end };
    const request = { kind: 'application', id: String(pid), step: 'requested', cause: 'requested' } as const;
    const payload = { ...request, reason, ...(endsInMs !== undefined && { endsInMs }) };
    monitor.responded({ type: 'memory:recycling', time: wallClock(), payload });
  };
  const ends = [
    manager.onLevelChange(({ level }) => {
      if (level !== 'critical') last = undefined;
    }),
    manager.addRecycler({
      // It has started within that time, and so will the next one.
      readyInMs: startMs + endMs,
      requestRecycling: (reason, endsInMs) => {
        const time = now();
        const isNews = endsInMs !== undefined && (last?.end?.hasPassed(time) !== false || last.at < grownMs);
        if (last === undefined || time - last.at >= repeatMs || isNews) ask(time, reason, endsInMs);
      },
    }),
    monitor.onSample(() => {
      const time = now();
      if (last === undefined || last.at >= grownMs || time < youthMs) return;
      const endsInMs = last.end?.heldBackMs(manager.refusedRequests);
      if (endsInMs !== undefined) ask(time, last.reason, endsInMs);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

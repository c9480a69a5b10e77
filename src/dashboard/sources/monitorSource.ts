import type { MemoryEvent } from '../../wire/event.ts';
import { keepEvent } from '../../wire/keptEvents.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { DashboardSource } from './DashboardSource.ts';

/** What the dashboard needs of a `MemoryMonitor` on the same page. */
export interface ObservableMonitor {
  readonly intervalMs: number;
  readonly history: {
    columns(range: { fromMs: number; toMs: number }): {
      readonly fields: readonly string[];
      readonly columns: readonly (readonly (number | null)[])[];
      readonly stepMs: number;
    };
  };
  /** The row is used again for the next sample. Returns an unsubscribe function. */
  onSample(listener: (row: Float64Array) => void): () => void;
  onEvent(listener: (event: MemoryEvent) => void): () => void;
}

const id = 'page';
const mostEvents = 200;

/**
 * A monitor on the same page as the dashboard. It keeps the last 200 events from now on, for a dashboard that is opened later;
 * made once, it serves every dashboard of the page.
 *
 * @param options.name what the page is called in the dashboard
 */
export function monitorSource(
  monitor: ObservableMonitor,
  { name = 'this page', now = Date.now }: { name?: string; now?: () => number } = {},
): DashboardSource {
  const process: ProcessSummary = {
    identity: {
      id,
      pid: 0,
      threadId: 0,
      parentPid: 0,
      role: 'page',
      name,
      nodeVersion: '',
      platform: 'browser',
      startedAt: now(),
      intervalMs: monitor.intervalMs,
    },
    state: 'live',
    exit: undefined,
    droppedSamples: 0,
  };
  const events: MemoryEvent[] = [];
  monitor.onEvent((event) => {
    if (event.type !== 'memory:sampled') keepEvent(events, event, mostEvents);
  });
  return {
    processes: async () => [process],
    history: async (_id, { fromMs, toMs }) => ({
      id,
      ...monitor.history.columns({ fromMs, toMs }),
      events: events.filter(({ time }) => time >= fromMs && time <= toMs),
    }),
    subscribe(listener) {
      listener.connection('open');
      const unsubscribe = [
        monitor.onSample((row) =>
          listener.message({
            type: 'sample',
            id,
            row: Array.from(row, (value) => (Number.isNaN(value) ? null : value)),
          }),
        ),
        monitor.onEvent((event) => listener.message({ type: 'event', id, event })),
      ];
      return () => {
        for (const end of unsubscribe) end();
      };
    },
  };
}

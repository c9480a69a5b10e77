import { isMainThread, threadId } from 'node:worker_threads';
import { FaultLog } from '../../../monitoring/FaultLog.ts';
import { platformTimers } from '../../../monitoring/Ticker.ts';
import { invalidOption } from '../../../TidemarkError.ts';
import { column } from '../../../wire/sample.ts';
import type { RecyclingOptions, WorkerRecycling } from '../RecyclingOptions.ts';
import { checkedManager, checkRecyclingOptions, recyclingSettings } from '../recyclingSettings.ts';
import { WorkerRecycler } from '../WorkerRecycler.ts';
import { WorkerReporter } from '../WorkerReporter.ts';
import { ThreadFleet } from './ThreadFleet.ts';
import { hearThreadReports, openThreadReports } from './threadReports.ts';
import type { WorkerThreadPool } from './WorkerThreadPool.ts';

/** Options of {@link recycleWorkerThreads}. */
export interface ThreadRecyclingOptions extends RecyclingOptions {
  /** Starts and drains threads. */
  readonly pool: WorkerThreadPool;
}

/**
 * Replaces threads of a pool that are confirmed to leak or close to their limit, the new one first: to be called by the
 * thread that has the pool. The threads say how they are by {@link reportWorkerThread}, which the agent calls for them
 * where `recycling.enabled`.
 *
 * @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `MANAGER_CLOSED`
 */
export function recycleWorkerThreads(options: ThreadRecyclingOptions): WorkerRecycling {
  const { pool, timers = platformTimers, now = performance.now.bind(performance) } = options ?? {};
  if (![pool?.workers, pool?.spawn, pool?.drain].every((method) => typeof method === 'function')) {
    throw invalidOption('pool', 'an object with workers(), spawn() and drain(worker)', pool);
  }
  checkRecyclingOptions(options, { owner: 'recycleWorkerThreads', own: ['pool'] });
  const settings = recyclingSettings(options);
  const faults = new FaultLog(options.logger, now);
  const reports = hearThreadReports((id, condition) => recycler.reported(id, condition));
  const recycler = new WorkerRecycler({
    ...options,
    settings,
    now,
    createFleet: (listener) =>
      new ThreadFleet({ pool, answer: reports.answer, now, timers, faults }, listener),
  });
  return {
    get steps() {
      return recycler.steps;
    },
    requestRecycling: (id, reason) => recycler.requestRecycling(id, reason),
    close: () => {
      reports.close();
      recycler.close();
    },
  };
}

/**
 * In a worker thread: says how it is, so that it is replaced in time. Returns a function that ends it.
 *
 * @throws TidemarkError `INVALID_OPTION` where there is no monitor, or this is the main thread
 */
export function reportWorkerThread({
  monitor,
  manager,
}: Pick<RecyclingOptions, 'monitor' | 'manager'>): () => void {
  if (typeof monitor?.onSample !== 'function') throw invalidOption('monitor', 'a MemoryMonitor', monitor);
  checkedManager(manager);
  if (isMainThread) throw invalidOption('thread', 'a worker thread', 'the main thread');
  const ownId = `${process.pid}.${threadId}`;
  const reports = openThreadReports(({ id, answer }) => {
    if (id === ownId) reporter.answered(answer);
  });
  const reporter = new WorkerReporter({
    monitor,
    manager,
    usedBytes: (row) => row[column.heapUsedBytes]! + row[column.externalBytes]!,
    send: (condition) => reports.say({ id: ownId, condition }),
  });
  return () => {
    reporter.close();
    reports.close();
  };
}

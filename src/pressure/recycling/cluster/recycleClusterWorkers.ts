import type { Cluster, Worker } from 'node:cluster';
import { FaultLog } from '../../../monitoring/FaultLog.ts';
import { platformTimers } from '../../../monitoring/Ticker.ts';
import { invalidOption } from '../../../TidemarkError.ts';
import { column } from '../../../wire/sample.ts';
import type { RecyclingOptions, WorkerRecycling } from '../RecyclingOptions.ts';
import { checkRecyclingOptions, recyclingSettings } from '../recyclingSettings.ts';
import { WorkerRecycler } from '../WorkerRecycler.ts';
import { WorkerReporter } from '../WorkerReporter.ts';
import { ClusterFleet } from './ClusterFleet.ts';
import { HttpServers } from './HttpServers.ts';
import { hearInternally, sayInternally } from './internalMessages.ts';
import { leaveCluster } from './leaveCluster.ts';

/** Options of {@link recycleClusterWorkers}. */
export interface ClusterRecyclingOptions extends RecyclingOptions {
  /** Starts a worker like the given one, where workers have environments of their own. @default cluster.fork() */
  readonly fork?: ((old: Worker) => Worker) | undefined;
  /** @default node:cluster */
  readonly cluster?: Cluster | undefined;
}

/**
 * Replaces cluster workers that are confirmed to leak or close to their limit, the new one first: to be called in the
 * primary, which does it, and in every worker, which says how it is. There are no limits but the settings of `recycling`.
 *
 * @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `MANAGER_CLOSED`
 */
export function recycleClusterWorkers(options: ClusterRecyclingOptions): WorkerRecycling {
  checkRecyclingOptions(options, { owner: 'recycleClusterWorkers', own: ['fork', 'cluster'] });
  const settings = recyclingSettings(options);
  const { cluster: module = builtinCluster(), monitor, now = performance.now.bind(performance) } = options;
  const { timers = platformTimers, fork = () => module.fork() } = options;
  if (typeof fork !== 'function') throw invalidOption('fork', 'a function that returns a worker', fork);
  if (typeof monitor?.onSample !== 'function') throw invalidOption('monitor', 'a MemoryMonitor', monitor);
  if (!module.isWorker) {
    const fleet = { cluster: module, fork, now, timers };
    return new WorkerRecycler({
      ...options,
      settings,
      now,
      createFleet: (listener) => new ClusterFleet(fleet, listener),
    });
  }
  const faults = new FaultLog(options.logger, now);
  const servers = new HttpServers(timers);
  const reporter = new WorkerReporter({
    monitor,
    manager: options.manager,
    usedBytes: (row) => row[column.rssBytes]!,
    sharesContainer: true,
    send: (condition) => sayInternally(process, { condition }),
  });
  const endAnswers = hearInternally(process, ({ answer, siblings }) => {
    if (answer !== undefined) reporter.answered(answer);
    if (siblings !== undefined) reporter.toldOf(siblings);
  });
  // Before its first sample, which is seconds away, so that it knows by then whether there are others. What it takes by now
  // says nothing of what a new worker needs.
  sayInternally(process, { condition: { level: 'normal', usedBytes: 0 } });
  const stay = leaveCluster({
    end: process,
    worker: module.worker!,
    servers,
    failed: (error) => faults.report('the end of this worker', error),
  });
  return {
    steps: [],
    requestRecycling: (_id, reason) => reporter.request(reason),
    close: () => {
      reporter.close();
      endAnswers();
      stay();
      servers.dispose();
    },
  };
}

/** Loaded when it is wanted: most processes have no workers. */
function builtinCluster(): Cluster {
  return process.getBuiltinModule('node:cluster') as unknown as Cluster;
}

import type { Configuration } from '../configuration/Configuration.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';
import type { ProcessRole } from '../wire/process.ts';
import { LatePart } from './LatePart.ts';

/** The code that is loaded where workers are replaced. */
interface RecyclingCode {
  readonly recycleClusterWorkers: typeof import('../pressure/recycling/cluster/recycleClusterWorkers.ts').recycleClusterWorkers;
  readonly reportWorkerThread: typeof import('../pressure/recycling/threads/recycleWorkerThreads.ts').reportWorkerThread;
}

/** What {@link LazyRecycling} goes by. */
export interface LazyRecyclingOptions {
  readonly role: ProcessRole;
  readonly recycling: Configuration['recycling'];
  readonly monitor: MemoryMonitor;
  /** Asked for in workers alone. */
  readonly manager: () => Promise<MemoryPressureManager>;
  readonly logger?: Logger | undefined;
  /** Hears that it could not be started. */
  readonly failed: (error: Error) => void;
  /** @default the code, imported */
  readonly load?: () => Promise<RecyclingCode>;
  /** @default the platform's */
  readonly timers?: Timers;
}

/**
 * Where `recycling.enabled`: a primary replaces its cluster workers, from its start on, so that it sees all of them begin;
 * workers and threads say how they are, from their first second on. Elsewhere nothing is loaded.
 */
export class LazyRecycling {
  readonly #options: LazyRecyclingOptions;
  readonly #part: LatePart;

  constructor(options: LazyRecyclingOptions) {
    const { role, failed, timers } = options;
    this.#options = options;
    this.#part = new LatePart({
      load: () => recyclingOf(options),
      ...(isWorker(role) ? {} : { afterMs: 0 }),
      failed,
      timers,
    });
  }

  /** Never keeps the process alive. */
  start(): void {
    const { role, recycling } = this.#options;
    if (recycling.enabled && role !== 'page') this.#part.start();
  }

  stop(): void {
    this.#part.stop();
  }
}

function isWorker(role: ProcessRole): boolean {
  return role === 'cluster-worker' || role === 'worker-thread';
}

async function recyclingOf(options: LazyRecyclingOptions): Promise<() => () => void> {
  const { role, recycling, monitor, manager, logger, load = loadRecycling } = options;
  const { recycleClusterWorkers, reportWorkerThread } = await load();
  const told = { monitor, manager: isWorker(role) ? await manager() : undefined, logger };
  if (role === 'worker-thread') return () => reportWorkerThread(told);
  const { enabled: _enabled, ...settings } = recycling;
  return () => {
    const running = recycleClusterWorkers({ ...told, ...settings });
    return () => running.close();
  };
}

async function loadRecycling(): Promise<RecyclingCode> {
  const [cluster, threads] = await Promise.all([
    import('../pressure/recycling/cluster/recycleClusterWorkers.ts'),
    import('../pressure/recycling/threads/recycleWorkerThreads.ts'),
  ]);
  return { ...cluster, ...threads };
}

import type { Configuration } from '../configuration/Configuration.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { platformTimers, type Timers } from '../monitoring/Ticker.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';
import type { ProcessRole } from '../wire/process.ts';

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

/** A worker that does not live for so long never loads the code. */
const workerStartMs = 1000;

/**
 * Where `recycling.enabled`: a primary replaces its cluster workers, from its start on, so that it sees all of them begin;
 * workers and threads say how they are. Elsewhere nothing is loaded.
 */
export class LazyRecycling {
  readonly #options: LazyRecyclingOptions;
  readonly #timers: Timers;
  #handle: unknown;
  #end: (() => void) | undefined;
  #stopped = false;

  constructor(options: LazyRecyclingOptions) {
    this.#options = options;
    this.#timers = options.timers ?? platformTimers;
  }

  /** Never keeps the process alive. */
  start(): void {
    const { role, recycling, failed } = this.#options;
    if (!recycling.enabled || role === 'page') return;
    const open = (): void => void this.#open().catch(failed);
    if (role === 'main' || role === 'child') open();
    else {
      this.#handle = this.#timers.setTimeout(open, workerStartMs);
      (this.#handle as { unref?: () => void } | undefined)?.unref?.();
    }
  }

  stop(): void {
    this.#stopped = true;
    if (this.#handle !== undefined) this.#timers.clearTimeout(this.#handle);
    this.#end?.();
  }

  async #open(): Promise<void> {
    const { role, recycling, monitor, manager, logger, load = loadRecycling } = this.#options;
    const { recycleClusterWorkers, reportWorkerThread } = await load();
    const isWorker = role === 'cluster-worker' || role === 'worker-thread';
    const told = { monitor, manager: isWorker ? await manager() : undefined, logger };
    if (this.#stopped) return;
    if (role === 'worker-thread') {
      this.#end = reportWorkerThread(told);
      return;
    }
    const { enabled: _enabled, ...settings } = recycling;
    const running = recycleClusterWorkers({ ...told, ...settings });
    this.#end = () => running.close();
  }
}

async function loadRecycling(): Promise<RecyclingCode> {
  const [cluster, threads] = await Promise.all([
    import('../pressure/recycling/cluster/recycleClusterWorkers.ts'),
    import('../pressure/recycling/threads/recycleWorkerThreads.ts'),
  ]);
  return { ...cluster, ...threads };
}

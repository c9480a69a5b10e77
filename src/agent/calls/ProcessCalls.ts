import type { LoadedConfiguration } from '../../configuration/resolveConfiguration.ts';
import { settingEntries } from '../../configuration/settingEntries.ts';
import type { MemoryMonitor } from '../../monitoring/MemoryMonitor.ts';
import { GarbageCollections } from '../../pressure/GarbageCollections.ts';
import type { MemoryPressureManager } from '../../pressure/MemoryPressureManager.ts';
import { HeapSnapshotTaker } from '../../profiling/heap-snapshot/taking/HeapSnapshotTaker.ts';
import type { ActionCosts, ProcessAnswer, ProcessCall } from '../../wire/call.ts';
import { AllocationRun } from './AllocationRun.ts';
import { CacheDesk } from './CacheDesk.ts';

/** What is answered here: what is asked again and again has less to load. */
export type RareCall = Exclude<ProcessCall, { readonly type: 'metrics' }>;

/** What calls are answered with. */
export interface ProcessCallsOptions {
  readonly monitor: Pick<MemoryMonitor, 'source'>;
  /** The manager, made when it is first asked for. */
  readonly manager: () => Promise<MemoryPressureManager>;
  readonly loaded: LoadedConfiguration;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What others may ask of this process, and have it do. */
export class ProcessCalls {
  readonly #options: ProcessCallsOptions;
  readonly #collections: GarbageCollections;
  readonly #caches: CacheDesk;
  readonly #allocations: AllocationRun = new AllocationRun();

  constructor(options: ProcessCallsOptions) {
    this.#options = options;
    const { monitor, manager } = options;
    this.#collections = new GarbageCollections({
      source: monitor.source,
      now: performance.now.bind(performance),
    });
    this.#caches = new CacheDesk(manager, this.#collections);
  }

  /** May reject where something fails. */
  async answer(call: RareCall): Promise<ProcessAnswer> {
    const { loaded, environment } = this.#options;
    const maxPauseMs = loaded.configuration.automaticResponse.maxPause;
    switch (call.type) {
      case 'costs':
        return { type: 'costs', costs: await this.#costs() };
      case 'caches':
        return { type: 'caches', caches: await this.#caches.entries() };
      case 'settings':
        return { type: 'settings', settings: settingEntries(loaded, environment) };
      case 'collect-garbage':
        return this.#collect(call.maxPauseMs ?? maxPauseMs);
      case 'prune-caches':
        return { type: 'pruned', pruning: await this.#caches.prune({ maxPauseMs, ...call }) };
      case 'sample-allocations':
        return this.#allocations.run(call.run);
    }
  }

  /** Ends what was begun. */
  close(): void {
    this.#allocations.stop();
  }

  #collect(maxPauseMs: number): ProcessAnswer {
    const collection = this.#collections.collect({ maxPauseMs });
    if (!collection.performed) return { type: 'refused', reason: collection.reason };
    const { usedBytesBefore, usedBytesAfter, rssBytesBefore, rssBytesAfter, pauseMs } = collection;
    return {
      type: 'collected',
      collection: { usedBytesBefore, usedBytesAfter, rssBytesBefore, rssBytesAfter, pauseMs },
    };
  }

  async #costs(): Promise<ActionCosts> {
    const { estimate, refusal } = await new HeapSnapshotTaker().cost();
    return {
      collection: {
        pauseMs: this.#collections.predictedPauseMs(),
        measured: this.#collections.count > 0,
      },
      snapshot: { estimate, refusal },
      sampling: this.#allocations.sampling,
    };
  }
}

import { invalidOption } from '../../TidemarkError.ts';
import { checkFlags, checkOptions, checkText } from '../checkInput.ts';
import {
  completeOptions,
  type HeapSnapshotFile,
  type HeapSnapshotOptions,
} from '../heap-snapshot/taking/HeapSnapshotOptions.ts';
import type { HeapSnapshotTaker } from '../heap-snapshot/taking/HeapSnapshotTaker.ts';
import type { InstanceCount } from '../instances/InstanceTracker.ts';
import type { HeapGauge } from '../operations/HeapGauge.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import { readHeapFigures } from './heapStatistics.ts';
import type { LiveSites, ProfilerSnapshot, TakeSnapshotOptions } from './ProfilerSnapshot.ts';

/** What {@link SnapshotStore} works with. */
export interface SnapshotStoreOptions {
  readonly gauge: Pick<HeapGauge, 'settle'>;
  readonly sites: { look(): Promise<LiveSites | NotPerformed> };
  readonly instances: () => readonly InstanceCount[];
  readonly most: number;
  readonly time: () => number;
  readonly steady: () => number;
}

const notAsked: NotPerformed = { performed: false, reason: 'Sites were not asked for (sites: false).' };

const known = { owner: 'takeSnapshot()', names: ['collect', 'sites', 'heap'] };

/** Takes snapshots, and keeps a bounded number of them. */
export class SnapshotStore {
  readonly #options: SnapshotStoreOptions;
  readonly #kept: Map<string, ProfilerSnapshot> = new Map();
  #taker: HeapSnapshotTaker | undefined;
  #ids = 0;

  constructor(options: SnapshotStoreOptions) {
    this.#options = options;
  }

  /** The oldest first. */
  get all(): readonly ProfilerSnapshot[] {
    return [...this.#kept.values()];
  }

  async take(
    id: string = `snapshot-${++this.#ids}`,
    options: TakeSnapshotOptions = {},
  ): Promise<ProfilerSnapshot> {
    checkText('snapshotId', id);
    checkOptions('options', options, known);
    const { collect = false, sites = true, heap = false } = options;
    checkFlags({ collect, sites });
    if (typeof heap !== 'boolean') completeOptions(heap);
    const { gauge, time, steady } = this.#options;
    const begin = steady();
    const collected = collect && gauge.settle().performed;
    const figures = readHeapFigures();
    const takenAt = time();
    // Begun within this call, so that the figures and the sites are of one moment.
    const looking = sites ? this.#options.sites.look() : notAsked;
    const pauseMs = steady() - begin;
    const heapSnapshot = heap ? await this.#writeHeap(heap === true ? {} : heap) : undefined;
    const snapshot: ProfilerSnapshot = {
      id,
      takenAt,
      collected,
      ...figures,
      sites: await looking,
      instances: [...this.#options.instances()],
      heapSnapshot,
      pauseMs,
    };
    this.#kept.delete(id);
    this.#kept.set(id, snapshot);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#options.most && oldest !== undefined) this.#kept.delete(oldest);
    return snapshot;
  }

  /** @throws TidemarkError INVALID_OPTION for an id that is not kept */
  get(option: string, id: string): ProfilerSnapshot {
    const snapshot = this.#kept.get(id);
    if (snapshot === undefined) throw invalidOption(option, 'the id of a snapshot that is kept', id);
    return snapshot;
  }

  delete(id: string): boolean {
    return this.#kept.delete(id);
  }

  clear(): void {
    this.#kept.clear();
  }

  async #writeHeap(options: HeapSnapshotOptions): Promise<HeapSnapshotFile | NotPerformed> {
    const { gauge } = this.#options;
    if (this.#taker === undefined) {
      const { HeapSnapshotTaker } = await import('../heap-snapshot/taking/HeapSnapshotTaker.ts');
      this.#taker ??= new HeapSnapshotTaker({ collect: () => gauge.settle().performed });
    }
    const file = await this.#taker.take(options);
    // What passed through the process lies in buffers until V8 collects them, and would be told as growth of the program's.
    if (file.performed && (options.redact || options.gzip)) gauge.settle();
    return file;
  }
}

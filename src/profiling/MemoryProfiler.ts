import { ForcedCollector } from '../sampling/node/ForcedCollector.ts';
import { heapStatisticsSource } from '../sampling/node/HeapCounters.ts';
import { invalidOption } from '../TidemarkError.ts';
import { AllocationSampler } from './AllocationSampler.ts';
import type { AllocationProfile } from './allocation-profile/AllocationProfile.ts';
import { AllocationProfiler, type ProfileStart } from './allocation-profile/AllocationProfiler.ts';
import { checkFlags, checkLogger, checkNumber, checkOptions, checkText } from './checkInput.ts';
import type { Constructor, InstanceTracker } from './instances/InstanceTracker.ts';
import type { InstanceTrackers } from './instances/InstanceTrackers.ts';
import { openTrackers } from './instances/openTrackers.ts';
import { knownOptions, type MemoryProfilerOptions, type ProfilerLogger } from './MemoryProfilerOptions.ts';
import { forbidden } from './operations/forbidden.ts';
import { HeapGauge } from './operations/HeapGauge.ts';
import type { OperationLedger } from './operations/OperationLedger.ts';
import { OperationLog, type OperationRecord } from './operations/OperationLog.ts';
import type {
  MeasureOptions,
  NotPerformed,
  OperationMeasurement,
} from './operations/OperationMeasurement.ts';
import { openPeriods } from './periods/openPeriods.ts';
import type { ProfiledPeriod, StartProfilingOptions } from './periods/ProfiledPeriod.ts';
import type { ProfilingPeriods } from './periods/ProfilingPeriods.ts';
import {
  byAllocation,
  type Hotspots,
  hotSites,
  type ReportFormat,
  type RetainedObjects,
} from './reports/ProfilerFindings.ts';
import { compareSnapshots, type SnapshotComparison } from './snapshots/compareSnapshots.ts';
import type { ProfilerSnapshot, TakeSnapshotOptions } from './snapshots/ProfilerSnapshot.ts';
import { SiteSampling } from './snapshots/SiteSampling.ts';
import { SnapshotStore } from './snapshots/SnapshotStore.ts';

const steady: () => number = performance.now.bind(performance);
const { now: wallClock } = Date;
const mostPeriods = 200;

/**
 * Tells what took the memory of this thread: what an operation allocated and what it left, what grew between two
 * moments, and who allocated what is alive.
 *
 * A profiler costs nothing until it is asked. Collections that it forces hold the thread up, and it says for how long.
 * It keeps a bounded number of everything; `clear()` forgets it, and `dispose()` ends sampling and tracking as well.
 */
export class MemoryProfiler {
  readonly #logger: ProfilerLogger | undefined;
  readonly #gauge: HeapGauge;
  readonly #collector: Required<MemoryProfilerOptions>['collector'] & object;
  readonly #isolationPauseMs: number;
  readonly #profiles: AllocationProfiler;
  readonly #sites: SiteSampling;
  readonly #snapshots: SnapshotStore;
  readonly #trackers: InstanceTrackers;
  readonly #periods: ProfilingPeriods;
  readonly #ended: ProfiledPeriod[] = [];
  readonly #log: OperationLog = new OperationLog();
  #ledger: Promise<OperationLedger> | undefined;
  #profileIds = 0;

  /** @throws TidemarkError INVALID_OPTION, UNKNOWN_OPTION */
  constructor(options: MemoryProfilerOptions = {}) {
    checkOptions('options', options, knownOptions);
    const {
      logger,
      collections = true,
      collector = new ForcedCollector({ cpuTime: () => 0 }),
      isolationPauseMs = 3000,
      samplingIntervalBytes = 65_536,
      maxSnapshots = 50,
      ...sampler
    } = options;
    checkFlags({ collections });
    if (logger !== undefined) checkLogger(logger);
    if (typeof collector?.collect !== 'function') throw invalidOption('collector', 'a collector', collector);
    checkNumber('isolationPauseMs', isolationPauseMs, 0);
    checkNumber('samplingIntervalBytes', samplingIntervalBytes, 1);
    checkNumber('maxSnapshots', maxSnapshots, 1);
    this.#logger = logger;
    this.#isolationPauseMs = isolationPauseMs;
    this.#collector = collections ? collector : forbidden;
    this.#gauge = new HeapGauge(this.#collector, heapStatisticsSource);
    this.#profiles = new AllocationProfiler(
      new AllocationSampler(sampler),
      samplingIntervalBytes,
      wallClock,
      steady,
    );
    this.#sites = new SiteSampling(this.#profiles);
    this.#trackers = openTrackers(this.#gauge);
    this.#snapshots = new SnapshotStore({
      gauge: this.#gauge,
      sites: this.#sites,
      instances: () => this.#trackers.last,
      most: maxSnapshots,
      time: wallClock,
      steady,
    });
    this.#periods = openPeriods(this.#gauge, this.#profiles, this.#sites);
  }

  /**
   * Runs an operation and tells what it retained, allocated and took at its peak, apart from whatever else runs at the
   * same time. Its result counts as retained, since the caller gets it. Collects garbage before, after, and where other
   * work takes turns with it.
   *
   * @throws what the operation throws or rejects with, and TidemarkError INVALID_OPTION; both as a rejection
   */
  async measureOperation<Result>(
    operation: () => Result | PromiseLike<Result>,
    label: string,
    options: MeasureOptions = {},
  ): Promise<OperationMeasurement<Result>> {
    const { measureOperation } = await import('./operations/measureOperation.ts');
    this.#ledger ??= import('./operations/openLedger.ts').then(({ openLedger }) =>
      openLedger(this.#collector, this.#isolationPauseMs),
    );
    return measureOperation(await this.#ledger, operation, label, options, wallClock, (summary) => {
      this.#log.add(summary);
      this.#tell('debug', `tidemark: measured ${label}`, summary);
    });
  }

  /** What was measured, by label, those that retain most a call first. */
  get operations(): readonly OperationRecord[] {
    return this.#log.records();
  }

  /**
   * Begins to profile this thread as a whole; periods nest and overlap. Returns the id, which `endProfiling` wants.
   *
   * @throws TidemarkError INVALID_OPTION for an id that is in use
   */
  startProfiling(operationId?: string, options?: StartProfilingOptions): string {
    return this.#periods.start(operationId, options);
  }

  /** What happened since. Rejects with TidemarkError INVALID_OPTION for an id that is not being profiled. */
  async endProfiling(operationId: string): Promise<ProfiledPeriod> {
    const period = await this.#periods.end(operationId);
    this.#ended.push(period);
    if (this.#ended.length > mostPeriods) this.#ended.shift();
    return period;
  }

  /** Reads the heap as it is now, and keeps it under that id, in the place of an older one of the same id. */
  async takeSnapshot(snapshotId?: string, options?: TakeSnapshotOptions): Promise<ProfilerSnapshot> {
    const snapshot = await this.#snapshots.take(snapshotId, options);
    const { heapSnapshot } = snapshot;
    if (heapSnapshot?.performed === false) this.#tell('warn', `tidemark: ${heapSnapshot.reason}`);
    return snapshot;
  }

  /** The snapshots that are kept, the oldest first. */
  get snapshots(): readonly ProfilerSnapshot[] {
    return this.#snapshots.all;
  }

  /**
   * What changed between two snapshots, given in either order.
   *
   * @throws TidemarkError INVALID_OPTION for an id that is not kept, or the same one twice
   */
  compareSnapshots(snapshotId1: string, snapshotId2: string): SnapshotComparison {
    const first = this.#snapshots.get('snapshotId1', snapshotId1);
    if (snapshotId2 === snapshotId1)
      throw invalidOption('snapshotId2', 'another one than snapshotId1', snapshotId2);
    return compareSnapshots(first, this.#snapshots.get('snapshotId2', snapshotId2));
  }

  /** Forgets one snapshot; returns whether there was one. @throws TidemarkError INVALID_OPTION for what is no id */
  releaseSnapshot(snapshotId: string): boolean {
    checkText('snapshotId', snapshotId);
    return this.#snapshots.delete(snapshotId);
  }

  /**
   * Begins a profile of what is allocated from now on. Several may run; a sampler that somebody else has started is
   * shared and left running.
   *
   * @throws TidemarkError INVALID_OPTION for an id that is in use
   */
  startAllocationProfile(profileId: string = `allocations-${++this.#profileIds}`): ProfileStart {
    checkText('profileId', profileId);
    if (this.#profiles.has(profileId))
      throw invalidOption('profileId', 'an id that is not in use', profileId);
    return this.#profiles.start(profileId);
  }

  /** What was allocated since and is alive, by call stack. Rejects with TidemarkError INVALID_OPTION for an unknown id. */
  async stopAllocationProfile(profileId: string): Promise<AllocationProfile | NotPerformed> {
    checkText('profileId', profileId);
    const profile = await this.#profiles.stop(profileId);
    if (profile === undefined) throw invalidOption('profileId', 'the id of a profile that runs', profileId);
    return profile;
  }

  /** Where memory goes: who allocated what is alive, and which measured operations allocate most. */
  async findMemoryHotspots(options: { readonly limit?: number | undefined } = {}): Promise<Hotspots> {
    checkOptions('options', options, { owner: 'findMemoryHotspots()', names: ['limit'] });
    const { limit = 10 } = options;
    checkNumber('limit', limit, 1);
    return {
      sites: hotSites(await this.#sites.look(), limit),
      operations: byAllocation(this.operations, limit),
    };
  }

  /** What stays: the live size, who allocated it, how many instances of the tracked classes there are. Collects garbage. */
  async analyzeRetainedObjects(): Promise<RetainedObjects> {
    const settled = this.#gauge.settle();
    return {
      live: settled.performed
        ? {
            performed: true,
            objectBytes: settled.held.objectBytes,
            externalBytes: settled.held.externalBytes,
          }
        : settled,
      sites: hotSites(await this.#sites.look(), 50),
      instances: await this.#trackers.count(),
      operations: this.operations.filter(({ retainedBytes = 0 }) => retainedBytes > 0),
      growth: this.#growth(),
    };
  }

  /**
   * Follows the instances of a class. A class that is given, and one that is global, are counted by V8 itself; of others
   * those instances count that are registered with the tracker. Of the same class, also by its name where it is global, it is
   * the same tracker.
   *
   * @throws TidemarkError INVALID_OPTION for what has no instances, and for one more than 100 classes, until one is stopped
   */
  trackObjectAllocation(className: string | Constructor): InstanceTracker {
    return this.#trackers.track(className);
  }

  /** All that is known, for people or, as `json`, for programs. Rejects with TidemarkError INVALID_OPTION for another format. */
  async generateReport(options: { readonly format?: ReportFormat | undefined } = {}): Promise<string> {
    checkOptions('options', options, { owner: 'generateReport()', names: ['format'] });
    const { format = 'text' } = options;
    if (!['text', 'markdown', 'json'].includes(format)) {
      throw invalidOption('format', "'text', 'markdown' or 'json'", format);
    }
    const { writeReport } = await import('./reports/writeReport.ts');
    const sites = this.#sites.running ? await this.#sites.look() : notSampled;
    return writeReport(
      {
        time: wallClock(),
        operations: this.operations,
        periods: [...this.#ended],
        sites: hotSites(sites, 50),
        usedBytes: this.#gauge.usedBytes(),
        instances: this.#trackers.last,
        growth: this.#growth(),
      },
      format,
    );
  }

  /** Forgets all results. What runs goes on. */
  clear(): void {
    this.#log.clear();
    this.#snapshots.clear();
    this.#ended.length = 0;
  }

  /** Ends all profiles, tracking and sampling, and forgets all results. It can be used again. */
  dispose(): void {
    this.clear();
    this.#periods.clear();
    this.#trackers.clear();
    this.#profiles.dispose();
  }

  #growth(): SnapshotComparison | undefined {
    const all = this.#snapshots.all;
    const [first] = all;
    const last = all.at(-1);
    return first !== undefined && last !== undefined && first !== last
      ? compareSnapshots(first, last)
      : undefined;
  }

  #tell(level: keyof ProfilerLogger, message: string, ...details: unknown[]): void {
    try {
      this.#logger?.[level](message, ...details);
    } catch {
      // A logger that fails is no reason to lose a measurement.
    }
  }
}

const notSampled: NotPerformed = {
  performed: false,
  reason: 'no allocations are sampled: takeSnapshot() and findMemoryHotspots() begin to',
};

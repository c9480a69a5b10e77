import { invalidOption } from '../../TidemarkError.ts';
import { checkFlags, checkOptions, checkText } from '../checkInput.ts';
import type { AllocationMeter, Stretch } from '../operations/AllocationMeter.ts';
import type { HeapGauge, HeldMemory } from '../operations/HeapGauge.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import type { SiteBytes } from '../snapshots/ProfilerSnapshot.ts';
import type { ProfiledPeriod, StartProfilingOptions } from './ProfiledPeriod.ts';

/** What {@link ProfilingPeriods} works with. */
export interface PeriodSurroundings {
  readonly gauge: Pick<HeapGauge, 'settle' | 'usedBytes'>;
  readonly meter: Pick<AllocationMeter, 'start' | 'stop'>;
  readonly rssBytes: () => number;
  readonly time: () => number;
  readonly steady: () => number;
  readonly everySecond: (callback: () => void) => () => void;
  readonly startSites: (id: string) => { readonly performed: true } | NotPerformed;
  readonly endSites: (id: string) => Promise<readonly SiteBytes[] | NotPerformed>;
  readonly releaseSites: (id: string) => void;
}

interface Open {
  readonly startedAt: number;
  readonly began: number;
  readonly usedBytes: number;
  readonly rssBytes: number;
  readonly held: HeldMemory | NotPerformed;
  readonly sites: { readonly performed: true } | NotPerformed;
  allocatedBytes: number;
  peakUsedBytes: number;
  collections: number;
  collectionMs: number;
}

const mostOpen = 1000;
const known = { owner: 'startProfiling()', names: ['collect', 'sites'] };
const notAsked = (what: string, option: string): NotPerformed => ({
  performed: false,
  reason: `${what} was not asked for: startProfiling(id, { ${option}: true }) does.`,
});
const unrecorded: NotPerformed = {
  performed: false,
  reason: 'This engine does not record its collections (v8.GCProfiler).',
};

/** Periods that nest and overlap as they like. What happens in several of them counts in each. */
export class ProfilingPeriods {
  readonly #surroundings: PeriodSurroundings;
  readonly #open: Map<string, Open> = new Map();
  #stopTimer: (() => void) | undefined;
  #ids = 0;

  constructor(surroundings: PeriodSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Ids of the periods that are open, the oldest first. */
  get open(): readonly string[] {
    return [...this.#open.keys()];
  }

  start(id: string = this.#freshId(), options: StartProfilingOptions = {}): string {
    checkText('operationId', id);
    checkOptions('options', options, known);
    const { collect = false, sites = false } = options;
    checkFlags({ collect, sites });
    if (this.#open.has(id)) {
      throw invalidOption('operationId', 'an id under which nothing is being profiled', id);
    }
    if (this.#open.size >= mostOpen) {
      throw invalidOption('operationId', `one of at most ${mostOpen} at a time`, id);
    }
    const { gauge, meter, time, steady, rssBytes, startSites, everySecond } = this.#surroundings;
    this.#stretch();
    const sampled = sites ? this.#forcing(() => startSites(id)) : notAsked('Naming of sites', 'sites');
    const settled = collect ? this.#forcing(() => gauge.settle()) : notAsked('A collection', 'collect');
    this.#open.set(id, {
      startedAt: time(),
      began: steady(),
      usedBytes: gauge.usedBytes(),
      rssBytes: rssBytes(),
      held: settled.performed ? settled.held : settled,
      sites: sampled,
      allocatedBytes: 0,
      peakUsedBytes: 0,
      collections: 0,
      collectionMs: 0,
    });
    this.#stopTimer ??= everySecond(() => this.#rotate());
    meter.start();
    return id;
  }

  async end(id: string): Promise<ProfiledPeriod> {
    const open = this.#open.get(id);
    if (open === undefined) throw invalidOption('operationId', 'the id of something being profiled', id);
    const { gauge, meter, steady, rssBytes, endSites } = this.#surroundings;
    this.#stretch();
    const durationMs = steady() - open.began;
    const usedGrowthBytes = gauge.usedBytes() - open.usedBytes;
    const rssGrowthBytes = rssBytes() - open.rssBytes;
    const retained = this.#forcing(() => this.#retainedBy(open));
    const found = open.sites.performed ? this.#forcing(() => endSites(id)) : open.sites;
    this.#open.delete(id);
    if (this.#open.size > 0) meter.start();
    else this.#stopClock();
    const sites = await found;
    const known = !Number.isNaN(open.allocatedBytes);
    return {
      id,
      startedAt: open.startedAt,
      durationMs,
      allocated: known ? { performed: true, bytes: Math.max(0, open.allocatedBytes) } : unrecorded,
      retained,
      peak: known ? { performed: true, bytes: Math.max(0, open.peakUsedBytes - open.usedBytes) } : unrecorded,
      usedGrowthBytes,
      rssGrowthBytes,
      collections: open.collections,
      collectionMs: open.collectionMs,
      sites: 'performed' in sites ? sites : { performed: true, sites },
    };
  }

  /** Forgets all of them. */
  clear(): void {
    for (const [id, { sites }] of this.#open) if (sites.performed) this.#surroundings.releaseSites(id);
    if (this.#open.size > 0) this.#surroundings.meter.stop();
    this.#open.clear();
    this.#stopClock();
  }

  /** V8 keeps a record of each collection until it is asked for. */
  #rotate(): void {
    this.#stretch();
    this.#surroundings.meter.start();
  }

  /** Does what forces collections, which count in all that is open; what it allocates itself does not. */
  #forcing<Result>(action: () => Result): Result {
    const { meter } = this.#surroundings;
    if (this.#open.size === 0) return action();
    meter.start();
    const result = action();
    const { collections, collectionMs } = meter.stop();
    for (const open of this.#open.values()) add(open, { ...none, collections, collectionMs });
    return result;
  }

  #stretch(): void {
    if (this.#open.size === 0) return;
    const stretch = this.#surroundings.meter.stop();
    for (const open of this.#open.values()) add(open, stretch);
  }

  #retainedBy({ held }: Open): ProfiledPeriod['retained'] {
    if ('performed' in held) return held;
    const settled = this.#surroundings.gauge.settle();
    if (!settled.performed) return settled;
    const { objectBytes, externalBytes } = settled.held;
    return {
      performed: true,
      bytes: objectBytes + externalBytes - held.objectBytes - held.externalBytes,
    };
  }

  #stopClock(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #freshId(): string {
    let id: string;
    do id = `profile-${++this.#ids}`;
    while (this.#open.has(id));
    return id;
  }
}

const none = { allocatedBytes: 0, peakUsedBytes: 0 };

function add(
  open: Open,
  { allocatedBytes, peakUsedBytes, collections, collectionMs }: Omit<Stretch, 'usedAtStartBytes'>,
): void {
  open.allocatedBytes += allocatedBytes;
  open.peakUsedBytes = Math.max(open.peakUsedBytes, peakUsedBytes);
  open.collections += collections;
  open.collectionMs += collectionMs;
}

import type { Configuration } from '../configuration/Configuration.ts';
import type { AllocationObserver, ObservedSite, SiteLook } from '../sampling/AllocationObserver.ts';
import type { Collector } from '../sampling/Collector.ts';
import type { HolderFinder } from '../sampling/HolderFinder.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import type { ModuleCounter } from '../sampling/ModuleCounter.ts';
import type { ResourceCounter } from '../sampling/ResourceCounter.ts';
import type { ThreadMemory } from '../sampling/ThreadMemory.ts';
import type { LeakReport } from '../wire/event.ts';
import { column, type SampleRow } from '../wire/sample.ts';
import { HolderWatch } from './HolderWatch.ts';
import { LeakDetector } from './LeakDetector.ts';
import type { LeakVerdict } from './LeakVerdict.ts';
import type { LeakWitness } from './LeakWitness.ts';
import { LoopLoad } from './LoopLoad.ts';
import { betweenLooksMs, type LeakSensitivity } from './leakCriteria.ts';
import { ExternalSeries } from './leaks/ExternalSeries.ts';
import { FoundHolders } from './leaks/FoundHolders.ts';
import type { LeakSurroundings } from './leaks/LeakSurroundings.ts';
import { ModuleLoading } from './leaks/ModuleLoading.ts';
import { NativeSeries } from './leaks/NativeSeries.ts';
import { Repeats } from './leaks/Repeats.ts';
import type { ReadingCost } from './MonitorCost.ts';
import { Prober } from './probing/Prober.ts';
import { ResourceWatch } from './resources/ResourceWatch.ts';
import { verdictWithThings } from './resources/resourceVerdict.ts';
import { SiteWatch } from './SiteWatch.ts';

/** Settings of a {@link LeakWatch}, and what it may use. */
export interface LeakWatchOptions extends Omit<LeakSurroundings, 'loading'> {
  readonly leakDetection: Configuration['leakDetection'];
  /** @default no probes, as for a recording */
  readonly probes?: Configuration['probes'] | undefined;
  /** Forces collections. @default none, so that readings come from elsewhere */
  readonly collector?: Collector | undefined;
  /** Names sites. @default none */
  readonly allocations?: AllocationObserver | undefined;
  /** Samples of the past: nobody can name sites. @default false */
  readonly isRecorded?: boolean | undefined;
  /** Finds out who holds what grows. @default nobody does */
  readonly holderFinder?: HolderFinder | undefined;
  /** Counts what is open. @default nothing is counted */
  readonly resources?: ResourceCounter | undefined;
  /** Counts the modules that are loaded. @default nobody knows of any */
  readonly modules?: ModuleCounter | undefined;
  /** What other threads have. @default there are none */
  readonly threadMemory?: ThreadMemory | undefined;
  /** Hears what verdicts come from. @default nobody */
  readonly witness?: LeakWitness | undefined;
  /** Milliseconds from anywhere that never go back, to see what counting costs. @default performance.now */
  readonly now?: (() => number) | undefined;
}

const noFinder =
  'This monitor was made without a holderFinder: snapshotHolders() of tidemark/profiler is one.';
/** Points kept of external and native memory: two hours at one in 20 s. */
const seriesSize = 360;

/**
 * Everything around leaks but the telling: readings are taken in and forced where there are too few, the detector is
 * shown samples, and looks every 10 s; where growth is hinted at, it is looked for who allocates. All time is that of the
 * samples, so that monitors, recordings and simulations run the same code.
 */
export class LeakWatch {
  readonly detector: LeakDetector;
  readonly #enabled: boolean;
  readonly #prober: Prober;
  readonly #sites: SiteWatch;
  readonly #external: ExternalSeries;
  readonly #load: LoopLoad = new LoopLoad();
  readonly #native: NativeSeries;
  readonly #holders: HolderWatch;
  readonly #resources: ResourceWatch | undefined;
  readonly #modules: ModuleCounter | undefined;
  readonly #loading: ModuleLoading = new ModuleLoading();
  readonly #repeats: Repeats = new Repeats();
  readonly #witness: LeakWitness | undefined;
  #lastLook = Number.NEGATIVE_INFINITY;

  constructor(options: LeakWatchOptions) {
    const { leakDetection, probes, collector, allocations, holders, work, resources, witness, program } =
      options;
    const found = new FoundHolders();
    this.#external = new ExternalSeries({ size: seriesSize, holders });
    const { threadMemory } = options;
    this.#native = new NativeSeries({
      size: seriesSize,
      othersBytes: () => threadMemory?.othersBytes() ?? 0,
    });
    // Native memory is the process's, whose growth is told once.
    const own = threadMemory?.isWatchedByMain ? [this.#external] : [this.#external, this.#native];
    const { series = own } = options;
    const load = this.#load;
    this.detector = new LeakDetector(leakDetection, {
      holders,
      work,
      load,
      series,
      found,
      loading: this.#loading,
      program,
      siteProblem: () => this.#siteProblem(options),
    });
    this.#modules = options.modules;
    const counter = resources && witness ? witnessed(resources, witness) : resources;
    this.#resources =
      counter &&
      new ResourceWatch({
        counter,
        settings: leakDetection,
        native: this.#native.readings,
        program,
        now: options.now,
      });
    this.#enabled = leakDetection.enabled;
    this.#witness = witness;
    const { snapshots: settings } = leakDetection;
    this.#holders = new HolderWatch({
      settings,
      finder: options.holderFinder ?? (probes && missingFinder),
      found,
    });
    this.#sites = new SiteWatch(allocations, this);
    this.#prober = new Prober(probes ?? { mode: 'off', maxPause: 0, gentle: false }, collector, this.#sites);
  }

  /** For how long collections that were forced, and looks, have paused so far, in milliseconds. */
  get pauseMs(): number {
    return this.#prober.pauseMs + this.#sites.pauseMs;
  }

  /** What readings, sites and holders have cost so far. */
  get cost(): ReadingCost {
    return {
      probes: this.#prober.cost,
      gentle: this.#prober.gentleCost,
      sites: this.#sites.cost,
      snapshots: this.#holders.cost,
    };
  }

  /** Bytes of what is kept besides the live sizes. */
  get heldBytes(): number {
    return (
      this.#external.heldBytes +
      this.#native.heldBytes +
      this.#load.heldBytes +
      (this.#resources?.heldBytes ?? 0)
    );
  }

  /** What can be said at this moment, of what is opened and never closed, too. Changes nothing. */
  verdict(sensitivity?: LeakSensitivity): LeakVerdict {
    const verdict = this.detector.verdict(sensitivity);
    return verdictWithThings(verdict, this.#resources?.reportsAt(verdict.sensitivity) ?? [], this.#growing);
  }

  /** Takes a reading, whatever made the collection. */
  addReading(reading: LiveReading): void {
    this.#witness?.addReading(reading);
    this.detector.addReading(reading);
    this.#prober.addReading(reading);
  }

  /** Takes a look at the sampled allocations. */
  addSiteLook(look: SiteLook): void {
    this.#witness?.addSiteLook(look);
    this.detector.addSiteLook(look);
  }

  /** Takes the sites of the last look. */
  setSites(sites: readonly ObservedSite[]): void {
    this.#witness?.setSites(sites);
    this.detector.setSites(sites);
  }

  /** Takes a sample, and returns what is to be told: nothing, most of the time. A reading that is due is forced now. */
  addSample(row: SampleRow): readonly LeakReport[] {
    this.detector.addSample(row);
    const reports = this.#look(row);
    const { suspects, wantsSites } = this.detector;
    // Sites are looked at by probes: where these would pause for too long there is nothing to sample for.
    this.#sites.follow(row[column.time]!, wantsSites && this.#prober.allowsLook(row));
    this.#prober.addSample(row, suspects || this.#external.wantsReadings, wantsSites);
    this.addLoopUse(row[column.time]!, this.#prober.loopUse);
    return reports;
  }

  /** Takes the share of the time in which the event loop has been busy; nothing where nobody knows. */
  addLoopUse(time: number, use: number): void {
    if (!(use >= 0)) return;
    this.#witness?.addLoopUse(time, use);
    this.#load.add(time, use);
  }

  /** Ends what costs something between samples. What was seen stays; the next sample goes on. */
  stop(): void {
    this.#sites.stop();
    this.#holders.stop();
  }

  #siteProblem({ allocations, isRecorded }: LeakWatchOptions): string | undefined {
    if (isRecorded) return 'A recording of samples holds no allocations.';
    if (!allocations) return 'Allocations are not sampled here: that takes a monitor with `allocations`.';
    return this.#sites.cost.problem ?? this.#prober.cost.refusal;
  }

  #look(row: SampleRow): readonly LeakReport[] {
    if (!this.#enabled) return [];
    const newThings = this.#resources?.addSample(row) ?? [];
    const now = row[column.time]!;
    const isDue = now - this.#lastLook >= betweenLooksMs;
    if (isDue) this.#lastLook = now;
    else if (newThings.length === 0) return [];
    if (isDue) this.#countModules(now);
    return this.#repeats.tell({
      now,
      reports: isDue ? this.#reports(now) : [],
      newThings,
      things: this.#resources?.reports ?? [],
      growing: () => this.#growing,
      present: () => this.detector.present(),
    });
  }

  /** What has changed; and what is known already, now that it is known who holds it. */
  #reports(now: number): readonly LeakReport[] {
    const reports = this.detector.look();
    this.#holders.follow(now, this.detector.heapReport);
    if (!this.#holders.takeNews()) return reports;
    const heap = this.detector.present().find(({ memory }) => memory === 'heap');
    return heap === undefined || reports.some(({ id }) => id === heap.id) ? reports : [...reports, heap];
  }

  get #growing(): readonly LeakReport[] {
    return this.#resources?.growing ?? [];
  }

  #countModules(time: number): void {
    const loaded = this.#modules?.loaded();
    if (loaded === undefined) return;
    this.#witness?.addModules(loaded);
    this.#loading.add(time, loaded);
  }
}

/** Of a monitor that may take heap snapshots, and has nobody who does. */
const missingFinder: HolderFinder = {
  take: async () => ({ performed: false, reason: noFinder }),
  find: async () => ({ performed: false, reason: noFinder }),
  stop: () => undefined,
};

function witnessed(counter: ResourceCounter, witness: LeakWitness): ResourceCounter {
  return {
    count: () => {
      const open = counter.count();
      witness.addResources(open);
      return open;
    },
    descriptorLimit: () => counter.descriptorLimit?.(),
    pickSockets: (newest) => counter.pickSockets?.(newest),
    close: () => counter.close(),
  };
}

import { type LiveAllocation, type SiteGrowth, SiteSurvival } from '../../../src/analysis/SiteSurvival.ts';
import { samplingInterval } from '../../../src/profiling/AllocationSampler.ts';
import type { AllocationObserver, ObservedSite, SiteLook } from '../../../src/sampling/AllocationObserver.ts';
import type { Holding } from './Holding.ts';
import type { Random } from './Random.ts';
import type { SimulatedCollector } from './SimulatedCollector.ts';
import type { SimulatedProcess } from './SimulatedProcess.ts';

interface SampledAllocation extends LiveAllocation {
  readonly holding: Holding;
  /** Beyond this fate of its holding it is dead. */
  readonly fate: number;
}

/** The same bounds as those of the real observer. */
const mostSites = 12;
const mostAllocations = 4000;
const coarser = 8;
const lookMsPerAllocation = 0.001;
/** The site of what lives for less than a second. */
const inFlightSite = 'request';

/**
 * Samples the allocations of a simulated process as V8's heap profiler would: one for each `interval` bytes on average,
 * at random (Poisson), each standing for `interval` bytes. What is sampled, how coarsely, and when it begins anew is as in
 * `AllocationSites`; what is made of it is the real {@link SiteSurvival}. While nothing is observed it costs nothing.
 */
export class SimulatedObserver implements AllocationObserver {
  readonly problem: undefined;
  /** Hears of every look, and of the milliseconds that it stopped the thread for besides its collection. */
  onLook: (look: SiteLook, readMs: number) => void = () => {};
  readonly #process: SimulatedProcess;
  readonly #collector: SimulatedCollector;
  readonly #random: Random;
  #survival: SiteSurvival | undefined;
  #intervalBytes = Number.NaN;
  #since = Number.NaN;
  #sampled: SampledAllocation[] = [];
  #ordinal = 0;
  #growing: readonly SiteGrowth[] = [];
  #looks = 0;

  constructor(process: SimulatedProcess, collector: SimulatedCollector, random: Random) {
    this.#process = process;
    this.#collector = collector;
    this.#random = random;
  }

  /** Looks so far. */
  get looks(): number {
    return this.#looks;
  }

  start(allocatedBytesPerSecond = 0): boolean {
    if (this.#survival !== undefined) return true;
    this.#growing = [];
    this.#begin(samplingInterval(allocatedBytesPerSecond));
    return true;
  }

  look(): SiteLook | undefined {
    const survival = this.#survival;
    if (survival === undefined) return undefined;
    this.#looks++;
    let liveBytes = Number.NaN;
    const { onCollection } = this.#process;
    this.#process.onCollection = (bytes, kind) => {
      liveBytes = bytes;
      onCollection(bytes, kind);
    };
    const collection = this.#collector.collect();
    this.#process.onCollection = onCollection;
    this.#sampled = this.#sampled.filter(({ holding, fate }) => holding.fate <= fate);
    const allocations: readonly LiveAllocation[] = [...this.#sampled, ...this.#inFlight()];
    const time = this.#process.second * 1000;
    survival.look(time, allocations);
    const growing = survival.sites(mostSites);
    if (growing.length > 0) this.#growing = growing;
    const readMs = lookMsPerAllocation * allocations.length;
    const look: SiteLook = {
      time,
      observedSince: this.#since,
      oldSurvivorBytes: survival.oldSurvivorBytes,
      liveBytes,
      pauseMs: (collection.performed ? collection.pauseMs : 0) + readMs,
    };
    this.onLook(look, readMs);
    this.#adapt(time, allocations.length);
    return look;
  }

  async sites(): Promise<readonly ObservedSite[]> {
    return this.#growing.map(({ site, ...growth }) => ({
      ...growth,
      function: site,
      file: `/application/${site}.js`,
      line: 1,
      package: undefined,
    }));
  }

  stop(): void {
    this.#survival = undefined;
    this.#sampled = [];
    this.#process.onSecond = undefined;
  }

  #begin(intervalBytes: number): void {
    const time = this.#process.second * 1000;
    this.#intervalBytes = intervalBytes;
    this.#since = time;
    this.#sampled = [];
    this.#ordinal = 0;
    this.#survival = new SiteSurvival({ time });
    this.#process.onSecond = this.#sample;
  }

  /** Who is sampled in this second: a count after Poisson of all that is allocated, most of which dies at once. */
  readonly #sample = (): void => {
    let bornBytes = 0;
    for (const holding of this.#process.holdings) {
      bornBytes += holding.bornBytes;
      for (let count = this.#countOf(holding.bornBytes); count > 0; count--) {
        this.#sampled.push({
          ordinal: ++this.#ordinal,
          bytes: this.#intervalBytes,
          site: holding.site,
          holding,
          fate: holding.fateOfBorn(this.#random),
        });
      }
    }
    this.#ordinal += this.#countOf(this.#process.allocatedBytes - bornBytes);
  };

  /** What is alive only because work that needs it is not done yet. */
  #inFlight(): LiveAllocation[] {
    const { inFlightBytes } = this.#process;
    return Array.from({ length: this.#countOf(inFlightBytes) }, (_, index) => ({
      ordinal: this.#ordinal - index,
      bytes: this.#intervalBytes,
      site: inFlightSite,
    })).filter(({ ordinal }) => ordinal > 0);
  }

  #countOf(bytes: number): number {
    return this.#random.poisson(bytes / this.#intervalBytes);
  }

  #adapt(time: number, allocations: number): void {
    const wanted = samplingInterval((1000 * this.#ordinal * this.#intervalBytes) / (time - this.#since));
    const crowded = allocations > mostAllocations;
    if (crowded) this.#begin(coarser * this.#intervalBytes);
    else if (wanted >= 2 * this.#intervalBytes) this.#begin(wanted);
  }
}

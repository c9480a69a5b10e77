import { type SiteGrowth, SiteSurvival } from '../analysis/SiteSurvival.ts';
import type { AllocationObserver, ObservedSite, SiteLook } from '../sampling/AllocationObserver.ts';
import { monotoneClock } from '../sampling/monotoneClock.ts';
import { HeapCounters, heapStatisticsSource } from '../sampling/node/HeapCounters.ts';
import { column, sampleFields } from '../wire/sample.ts';
import {
  AllocationSampler,
  type AllocationSamplerOptions,
  samplingInterval,
  type TakenProfile,
} from './AllocationSampler.ts';
import type { CallFrame } from './InspectorSession.ts';
import { type LiveAllocations, liveAllocations } from './liveAllocations.ts';
import { ownFolder } from './ownFolder.ts';
import { type SiteLabel, SiteLabels } from './SiteLabels.ts';

interface Culprit {
  readonly growth: SiteGrowth;
  readonly frame: CallFrame;
}

/** Options of {@link AllocationSites}. */
export interface AllocationSitesOptions extends AllocationSamplerOptions {
  /** Age in milliseconds from which on an allocation counts as one that stays; all other ages are multiples of it. @default 20_000 */
  readonly settledMs?: number | undefined;
  /** Live size in bytes at this instant. @default that of this thread's old generation */
  readonly liveBytes?: (() => number) | undefined;
  /** Epoch milliseconds that never go back. @default {@link monotoneClock} */
  readonly now?: (() => number) | undefined;
  /** Milliseconds from anywhere, to time pauses with. @default performance.now */
  readonly steady?: (() => number) | undefined;
  /** CPU time of the process so far, in milliseconds. @default process.cpuUsage */
  readonly cpuTime?: (() => number) | undefined;
}

const mostSites = 12;
const mostAllocations = 4000;
const coarser = 8;

/**
 * Names the functions whose allocations stay alive. Between {@link start} and {@link stop} V8 samples allocations, and
 * each {@link look} sees which of them still live. The second look is the first that knows of deaths; looks are best 30
 * to 40 s apart, because each forces a major collection.
 *
 * It never throws into the application, and never stops a sampler that somebody else has started.
 */
export class AllocationSites implements AllocationObserver {
  readonly #sampler: AllocationSampler;
  readonly #settledMs: number;
  readonly #liveBytes: () => number;
  readonly #now: () => number;
  readonly #steady: () => number;
  readonly #cpuTime: () => number;
  readonly #labels: SiteLabels = new SiteLabels();
  readonly #ownFolder: string | undefined = ownFolder();
  #survival: SiteSurvival | undefined;
  #since = Number.NaN;
  #intervalBytes = Number.NaN;
  #culprits: readonly Culprit[] = [];

  constructor({
    settledMs = 20_000,
    liveBytes = oldGenerationBytes,
    now = monotoneClock(),
    steady = steadyClock,
    cpuTime = cpuTimeOfProcess,
    ...sampler
  }: AllocationSitesOptions = {}) {
    this.#sampler = new AllocationSampler(sampler);
    this.#settledMs = settledMs;
    this.#liveBytes = liveBytes;
    this.#now = now;
    this.#steady = steady;
    this.#cpuTime = cpuTime;
  }

  /** Why there is nothing to look at, in one sentence; `undefined` where there is something, or before {@link start}. */
  get problem(): string | undefined {
    return this.#sampler.problem;
  }

  /**
   * Begins to sample, more coarsely the faster the application allocates. Who does not know how fast that is need not say:
   * the first look finds out. Returns whether it could; {@link problem} tells why not.
   */
  start(allocatedBytesPerSecond = 0): boolean {
    if (!this.#sampler.running) {
      this.#culprits = [];
      this.#begin(samplingInterval(allocatedBytesPerSecond));
    }
    return this.#sampler.running;
  }

  /**
   * Forces a major collection, and finds out which sampled allocations are still alive. `undefined` where nothing is
   * sampled, and where somebody has stopped the sampler, which is then started anew. The thread stands still for as long
   * as a collection takes, and some milliseconds more for thousands of samples.
   */
  look(): SiteLook | undefined {
    const survival = this.#survival;
    if (survival === undefined) return undefined;
    const before = this.#steady();
    const cpuBefore = this.#cpuTime();
    const taken = this.#sampler.take();
    if (taken === undefined) {
      this.#begin(this.#intervalBytes);
      return undefined;
    }
    const liveBytes = taken.collected ? this.#liveBytes() : undefined;
    const time = this.#now();
    const live = liveAllocations(taken.profile, this.#ownFolder);
    if (survival.look(time, live.allocations)) {
      this.#accuse(survival, live);
    } else {
      this.#sampler.disown();
      this.#observe(time, taken);
    }
    const observedSince = this.#since;
    const oldSurvivorBytes = survival === this.#survival ? survival.oldSurvivorBytes : 0;
    this.#adapt(time, taken);
    const cpuMs = this.#cpuTime() - cpuBefore;
    return { time, observedSince, oldSurvivorBytes, liveBytes, pauseMs: this.#steady() - before, cpuMs };
  }

  /** Who allocates what stays alive, as of the last look: those that grow fastest first, twelve at most. */
  async sites(): Promise<readonly ObservedSite[]> {
    const culprits = this.#culprits;
    const labels = await this.#labels.of(new Map(culprits.map(({ growth, frame }) => [growth.site, frame])));
    return culprits.map(({ growth: { site, ...growth }, frame }) => {
      const label = labels.get(site) as SiteLabel;
      // Where a source map has led elsewhere the column is not that of the line.
      const isAsLoaded = label.line === frame.lineNumber + 1;
      return { ...label, ...(isAsLoaded && { column: frame.columnNumber + 1 }), ...growth };
    });
  }

  /** Ends it: stops the sampler if it is ours, and forgets everything but the sites. */
  stop(): void {
    this.#sampler.stop();
    this.#survival = undefined;
  }

  #begin(intervalBytes: number): void {
    this.#intervalBytes = intervalBytes;
    this.#observe(this.#now(), this.#sampler.start(intervalBytes));
  }

  /** Begins the observation anew; what a profile shows already is of unknown age. */
  #observe(time: number, taken: TakenProfile | undefined): void {
    this.#since = time;
    this.#survival = new SiteSurvival({ time, ordinal: newestOrdinal(taken), settledMs: this.#settledMs });
  }

  /** What was known stays known until an observation that began anew knows more. */
  #accuse(survival: SiteSurvival, { frames }: LiveAllocations): void {
    const culprits = survival.sites(mostSites).flatMap((growth) => {
      const frame = frames.get(growth.site);
      return frame ? [{ growth, frame }] : [];
    });
    if (culprits.length > 0) this.#culprits = culprits;
  }

  /** Samples more coarsely, and begins anew, where samples are too many to be looked at cheaply. */
  #adapt(time: number, taken: TakenProfile): void {
    if (!this.#sampler.running || this.#sampler.shared) return;
    const sampled = newestOrdinal(taken) * this.#intervalBytes;
    const wanted = samplingInterval((1000 * sampled) / (time - this.#since));
    const crowded = taken.profile.samples.length > mostAllocations;
    if (!crowded && !(wanted >= 2 * this.#intervalBytes)) return;
    this.#sampler.stop();
    this.#begin(crowded ? coarser * this.#intervalBytes : wanted);
  }
}

function newestOrdinal(taken: TakenProfile | undefined): number {
  return taken?.profile.samples.reduce((newest, { ordinal }) => Math.max(newest, ordinal), 0) ?? 0;
}

const steadyClock: () => number = performance.now.bind(performance);

function cpuTimeOfProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const heap: HeapCounters = new HeapCounters(heapStatisticsSource, () => Number.NaN);

function oldGenerationBytes(): number {
  const row = new Float64Array(sampleFields.length);
  heap.read(row);
  return row[column.oldUsedBytes] as number;
}

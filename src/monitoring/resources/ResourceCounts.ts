import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { Points } from '../../analysis/thinning.ts';
import { theilSenSlope } from '../../analysis/trend.ts';
import type { CodePlace, OpenResources } from '../../sampling/ResourceCounter.ts';
import { type GrowthRun, sustainedRun } from '../growthRun.ts';
import { type LeakSensitivity, shortestSpanMs, shortestWindowMs, startUpMs } from '../leakCriteria.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import { descriptorType, type ResourceType } from './resourceTypes.ts';

const blockMs = 20_000;
const size = 360;
/** Twice a busy quarter of an hour is no leak. */
const shortestUnderLoadMs = 600_000;
const fallShare = { structural: 0.1, underLoad: 0.03 };
const beyondShare = 0.5;
const fallenShare = 0.5;
const significance = 4;
const fewestForPace = 4;
const pace = { shortestMs: 150_000, longestMs: 900_000, share: 0.25 };

/**
 * How many things of one type were open over the last two hours: the fewest of every 20 s, so that what is opened and
 * closed again does not count.
 */
export class ResourceCounts {
  readonly kind: OpenResources['kind'];
  readonly type: string;
  readonly about: ResourceType;
  readonly #counts: MinimumSeries = new MinimumSeries({ size, blockMs });
  #ended: number | undefined;
  #place: CodePlace | undefined;

  constructor({ kind, type }: OpenResources, about: ResourceType) {
    this.kind = kind;
    this.type = type;
    this.about = about;
  }

  get heldBytes(): number {
    return this.#counts.heldBytes;
  }

  /** How many are open now, or were at least within the last 20 s. */
  get count(): number {
    return this.#counts.lastValue;
  }

  /** Descriptors that each of them holds at least; 0 for none. */
  get descriptorsEach(): number {
    return this.type === descriptorType ? 1 : (this.about.includes[descriptorType] ?? 0);
  }

  /** How many have ended so far, where that is counted. */
  get ended(): number | undefined {
    return this.#ended;
  }

  /** Who opens them, where that is known. */
  get place(): CodePlace | undefined {
    return this.#place;
  }

  /** Takes a count; 0 where there are none left. */
  add(time: number, count: number, open?: OpenResources): void {
    this.#counts.add(time, count);
    this.#ended = open?.ended ?? this.#ended;
    this.#place = open?.place ?? this.#place;
  }

  /** The counts from one time to another. */
  between(fromMs: number, toMs: number): Points {
    return this.#counts.between(fromMs, toMs);
  }

  /**
   * Growth that is sustained, falls hardly ever, and goes beyond what there was before.
   *
   * @param isShort whether minutes are enough, where a limit leaves no time for more
   */
  growth(
    startedAt: number,
    now: number,
    sensitivity: LeakSensitivity,
    isShort: boolean = !this.about.followsLoad,
  ): GrowthRun | undefined {
    const { fewest } = this.about;
    const run = sustainedRun(this.#counts, {
      fromMs: startedAt + startUpMs,
      toMs: now,
      shortestMs: isShort ? shortestWindowMs : shortestUnderLoadMs,
      shortestSpanMs: isShort ? shortestSpanMs : shortestUnderLoadMs - 2 * blockMs,
      criteria: criteriaOf(fewest[sensitivity]),
    });
    return run && this.goesOn(run.points.times[0]!, now) ? run : undefined;
  }

  /** Whether what has grown since then has hardly ever fallen, and is beyond what there was before. */
  goesOn(sinceMs: number, now: number): boolean {
    const { values } = this.#counts.between(sinceMs, now);
    const grown = values.at(-1)! - values[0]!;
    const share = this.about.followsLoad ? fallShare.underLoad : fallShare.structural;
    if (!(largestFall(values) <= share * grown)) return false;
    const before = this.#counts.between(Number.NEGATIVE_INFINITY, sinceMs - 1).values;
    return values.at(-1)! - Math.max(values[0]!, ...before) >= beyondShare * grown;
  }

  /** Whether half of what had grown since then is closed again. */
  hasFallen(sinceMs: number, now: number): boolean {
    const { values } = this.#counts.between(sinceMs, now);
    return values.at(-1)! - values[0]! < fallenShare * (Math.max(...values) - values[0]!);
  }

  /** By how many they grow in a second at present; `undefined` where there are too few counts. */
  pace(onset: number, now: number): number | undefined {
    const reachMs = Math.min(pace.longestMs, Math.max(pace.shortestMs, pace.share * (now - onset)));
    const { times, values } = this.#counts.between(now - reachMs, now);
    return times.length < fewestForPace ? undefined : 1000 * theilSenSlope(times, values);
  }
}

/** Counts are exact, so that the noise is less than one. */
function criteriaOf(fewest: number): GrowthCriteria {
  return { significance, rateBytesPerSecond: 0, grownBytes: fewest, noiseFloorBytes: 0.5 };
}

function largestFall(values: readonly number[]): number {
  let highest = Number.NEGATIVE_INFINITY;
  let largest = 0;
  for (const value of values) {
    highest = Math.max(highest, value);
    largest = Math.max(largest, highest - value);
  }
  return largest;
}

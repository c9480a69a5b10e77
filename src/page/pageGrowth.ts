import { type GrowthCondition, testSustainedGrowth } from '../analysis/sustainedGrowth.ts';
import { type PageKind, type PageReading, pageKinds } from './PageReading.ts';

/** How one kind of thing fares over the round trips. */
export interface KindGrowth {
  readonly kind: PageKind;
  /** `growing` only where it grew steadily: not once, not ever slower, and more than by chance. */
  readonly verdict: 'growing' | 'steady' | 'not-enough-evidence';
  /** Bytes or things per round trip, the median slope of all pairs of readings; `NaN` of fewer than two. */
  readonly perRoundTrip: number;
  /** Bounds of its 90 % interval. */
  readonly low: number;
  readonly high: number;
  /** The last reading less the first. */
  readonly grown: number;
  /** What steady growth would have shown, and this does not. */
  readonly unmet: readonly GrowthCondition[];
}

/** What is detached, and how many more there are with every round trip. */
export interface DetachedGrowth {
  /** As a selector would name it: `div.card`. */
  readonly name: string;
  readonly perRoundTrip: number;
}

/** Round trips that are needed for a verdict, after the warm-up. */
export const fewestRoundTrips = 6;

/** One-sided 5 % on both sides of a normal distribution. */
const quantile = 1.645;
/** In standard errors. */
const significance = 4;
const bytesPerRoundTrip = 256;
const thingsPerRoundTrip = 0.25;
/** What a page forgets and makes anew in one go, as compiled code, differs by this. */
const noiseBytes = 512;
const noiseThings = 0.5;
/** The test wants milliseconds, and tells growth per second: a round trip is one. */
const tripMs = 1_000;

/** Tells of each kind whether it grows with every round trip, of the readings after the warm-up in their order. */
export function pageGrowth(readings: readonly PageReading[]): KindGrowth[] {
  return pageKinds
    .filter((kind) => readings.length > 0 && readings.every(({ counts }) => counts[kind] !== undefined))
    .map((kind) =>
      growthOf(
        kind,
        readings.map(({ counts }) => counts[kind] as number),
      ),
    );
}

/** Whether its numbers are bytes. */
export function isBytes(kind: PageKind): boolean {
  return kind === 'heap' || kind === 'buffers';
}

/** Detached roots of which there are more with every round trip, the fastest first. */
export function detachedGrowth(readings: readonly PageReading[]): DetachedGrowth[] {
  const names = new Set(readings.flatMap(({ detachedRoots }) => [...detachedRoots.keys()]));
  return [...names]
    .map((name) => ({
      name,
      ...tested(
        readings.map(({ detachedRoots }) => detachedRoots.get(name) ?? 0),
        false,
      ),
    }))
    .filter(({ sustained }) => sustained)
    .map(({ name, trend }) => ({ name, perRoundTrip: trend.slope * tripMs }))
    .sort((left, right) => right.perRoundTrip - left.perRoundTrip);
}

function growthOf(kind: PageKind, values: readonly number[]): KindGrowth {
  const { sustained, unmet, trend } = tested(values, isBytes(kind));
  const perRoundTrip = trend.slope * tripMs;
  const margin = quantile * trend.standardError * tripMs;
  const isEnough = values.length > fewestRoundTrips;
  return {
    kind,
    verdict: !isEnough ? 'not-enough-evidence' : sustained ? 'growing' : 'steady',
    perRoundTrip,
    low: perRoundTrip - margin,
    high: perRoundTrip + margin,
    grown: values[values.length - 1]! - values[0]!,
    unmet,
  };
}

function tested(values: readonly number[], inBytes: boolean): ReturnType<typeof testSustainedGrowth> {
  const rate = inBytes ? bytesPerRoundTrip : thingsPerRoundTrip;
  return testSustainedGrowth(
    values.map((_, index) => index * tripMs),
    values,
    {
      significance,
      rateBytesPerSecond: rate,
      grownBytes: rate * (values.length - 1),
      noiseFloorBytes: inBytes ? noiseBytes : noiseThings,
      fewestPoints: fewestRoundTrips + 1,
    },
  );
}

/** What a series of measurements comes to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** The middle value, or the mean of the two middle ones; `NaN` of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Median and range of a series; all `NaN` of nothing. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) return { median: Number.NaN, min: Number.NaN, max: Number.NaN, count: 0 };
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    count: values.length,
  };
}

/** `other / base`, measurement by measurement: what the two have in common (a busy machine) cancels out. */
export function pairedRatios(base: readonly number[], other: readonly number[]): number[] {
  return pairs(base, other).map(([before, after]) => after / before);
}

/** `other - base`, measurement by measurement. */
export function pairedDifferences(base: readonly number[], other: readonly number[]): number[] {
  return pairs(base, other).map(([before, after]) => after - before);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function pairs(base: readonly number[], other: readonly number[]): [number, number][] {
  if (base.length !== other.length) {
    throw new Error(`${base.length} measurements cannot be paired with ${other.length}`);
  }
  return base.map((value, index) => [value, other[index] as number]);
}

import { theilSenSlope } from './trend.ts';

/** How monotone a series is. */
export interface MannKendall {
  /** Rising pairs less falling pairs. */
  readonly s: number;
  /** `s` over the number of pairs, -1 to 1 (Kendall's tau-a). */
  readonly tau: number;
  /** `s` in standard deviations of a trendless series with the same ties and autocorrelation. */
  readonly z: number;
  /** Factor by which autocorrelation widened the variance of `s`; at least 1. */
  readonly varianceInflation: number;
}

const significantLag = 1.96;

/**
 * The Mann–Kendall test for a monotone trend, for some forty equally spaced values. Ties after Kendall (1975);
 * autocorrelation after Hamed and Rao (1998), from the ranks of the detrended series, and never in favour of a trend.
 */
export function mannKendall(values: ArrayLike<number>): MannKendall {
  const s = risingPairs(values);
  const varianceInflation = inflation(values);
  const variance = varianceInflation * trendlessVariance(values);
  return {
    s,
    tau: kendallTau(values),
    z: variance === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance),
    varianceInflation,
  };
}

/** Rising pairs less falling pairs, as a share of all pairs: 1 where every later value is higher. */
export function kendallTau(values: ArrayLike<number>): number {
  const pairs = (values.length * (values.length - 1)) / 2;
  return pairs === 0 ? 0 : risingPairs(values) / pairs;
}

function risingPairs(values: ArrayLike<number>): number {
  let sum = 0;
  for (let left = 0; left < values.length; left++) {
    for (let right = left + 1; right < values.length; right++) {
      sum += Math.sign(values[right]! - values[left]!);
    }
  }
  return sum;
}

function trendlessVariance(values: ArrayLike<number>): number {
  const count = values.length;
  const ties = new Map<number, number>();
  for (let index = 0; index < count; index++) ties.set(values[index]!, (ties.get(values[index]!) ?? 0) + 1);
  let sum = count * (count - 1) * (2 * count + 5);
  for (const size of ties.values()) sum -= size * (size - 1) * (2 * size + 5);
  return sum / 18;
}

function inflation(values: ArrayLike<number>): number {
  const count = values.length;
  if (count < 4) return 1;
  const ranks = detrendedRanks(values);
  const mean = (count + 1) / 2;
  const centred = ranks.map((rank) => rank - mean);
  const power = centred.reduce((sum, value) => sum + value * value, 0);
  if (power === 0) return 1;
  let sum = 0;
  for (let lag = 1; lag < count - 2; lag++) {
    let products = 0;
    for (let index = lag; index < count; index++) products += centred[index - lag]! * centred[index]!;
    const correlation = products / power;
    if (Math.abs(correlation) > significantLag / Math.sqrt(count)) {
      sum += (count - lag) * (count - lag - 1) * (count - lag - 2) * correlation;
    }
  }
  return Math.max(1, 1 + (2 * sum) / (count * (count - 1) * (count - 2)));
}

function detrendedRanks(values: ArrayLike<number>): number[] {
  const positions = Array.from(values, (_, index) => index);
  const slope = theilSenSlope(positions, values);
  const detrended = positions.map((position) => values[position]! - slope * position);
  return detrended.map((value) => {
    let below = 0;
    let equal = 0;
    for (const other of detrended) {
      if (other < value) below += 1;
      else if (other === value) equal += 1;
    }
    return below + (equal + 1) / 2;
  });
}

import type { Gain } from './gains.ts';

/** A tide of that share of what comes and goes is no growth. */
const leastShareOfTurnover = 0.03;
/** Where things come and go independently, their number varies by the square root of how many do; and twice that is rare. */
const deviations = 2;

/**
 * Whether growth stands out, in each interval, from what came and went meanwhile: where much does, there is always some more or
 * less of it.
 *
 * @param bytes the growth by interval
 * @param gains what came and went
 */
export function isMoreThanTurnover(
  bytes: readonly number[],
  gains: Iterable<Pick<Gain, 'diedCounts' | 'diedBytes'>>,
): boolean {
  const diedCounts = bytes.map(() => 0);
  const diedBytes = bytes.map(() => 0);
  for (const gain of gains) {
    for (const [interval, count] of gain.diedCounts.entries()) diedCounts[interval]! += count;
    for (const [interval, part] of gain.diedBytes.entries()) diedBytes[interval]! += part;
  }
  return bytes.every((grown, interval) => {
    const byChance = deviations / Math.sqrt(Math.max(1, diedCounts[interval]!));
    return grown > diedBytes[interval]! * Math.max(leastShareOfTurnover, Math.min(1, byChance));
  });
}

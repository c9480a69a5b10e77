import { correlation } from '../../analysis/correlation.ts';
import { theilSenSlope } from '../../analysis/trend.ts';

const fewestPoints = 4;
const mostRounds = 30;
/** Rounds times stores, since one slope takes some 5 to 30 µs. */
const mostSlopes = 200;
/** Entries that hardly move say nothing of their size. */
const leastChange = 0.01;
const leastCorrelation = 0.7;

/** Where a size can be. */
export interface SizeRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Bytes per entry of several stores, or per byte that they declare, out of readings of the live size that they all add to.
 * Each store's is the Theil–Sen slope, within its range, of the live size less what the other stores explain, over its
 * entries; in rounds, until they agree (backfitting). Only stores whose entries have changed by 1 % take part, and the result
 * counts only where the live size goes with it (r of 0.7 or more): elsewhere the estimate of before stays, `NaN` where there
 * never was one.
 *
 * The bias: what grows in step with the entries counts as theirs. While a store fills, a leak beside it is hidden in this
 * estimate, until the store is full; which of two stores that fill in step gets how much is anybody's guess.
 *
 * @param liveBytes one for each reading, oldest first
 * @param entries for each store the entries at the last readings, fewer where it is younger
 * @param before sizes so far
 * @param ranges where each store's size can be
 */
export function entrySizes(
  liveBytes: readonly number[],
  entries: readonly (readonly number[])[],
  before: readonly number[],
  ranges: readonly SizeRange[],
): number[] {
  const sizes = [...before];
  const moving = [...entries.keys()].filter((store) => hasMoved(entries[store]!));
  if (moving.length === 0) return sizes;
  const rest = [...liveBytes];
  const move = (store: number, size: number): void => addTo(rest, entries[store]!, size || 0);
  for (const store of moving) move(store, -sizes[store]!);
  const rounds = moving.length === 1 ? 1 : Math.ceil(Math.min(mostRounds, mostSlopes / moving.length));
  for (let round = 0; round < rounds; round++) {
    for (const store of moving) {
      move(store, sizes[store]!);
      const own = entries[store]!;
      const { least, most } = ranges[store]!;
      sizes[store] = Math.min(most, Math.max(least, theilSenSlope(own, rest.slice(-own.length))));
      move(store, -sizes[store]!);
    }
  }
  const explained = liveBytes.map((bytes, index) => bytes - rest[index]!);
  const agrees = correlation(explained, liveBytes) >= leastCorrelation;
  return sizes.map((size, store) =>
    agrees && !isFirstNothing(size, before[store]!) ? size : before[store]!,
  );
}

function hasMoved(entries: readonly number[]): boolean {
  const most = Math.max(...entries);
  return entries.length >= fewestPoints && most - Math.min(...entries) > leastChange * most;
}

/** A younger store is taken to have been as it was when it was first seen. */
function addTo(bytes: number[], entries: readonly number[], size: number): void {
  const offset = bytes.length - entries.length;
  for (let index = 0; index < bytes.length; index++) {
    bytes[index]! += size * entries[Math.max(0, index - offset)]!;
  }
}

/** A first estimate of 0 is none: another store has got it all. */
function isFirstNothing(size: number, before: number): boolean {
  return size === 0 && Number.isNaN(before);
}

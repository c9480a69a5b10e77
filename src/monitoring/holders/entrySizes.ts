import { correlation } from '../../analysis/correlation.ts';
import { theilSenSlope } from '../../analysis/trend.ts';

const fewestPoints = 4;
const rounds = 2;
/** Entries that hardly move say nothing of their size. */
const leastChange = 0.01;
const leastCorrelation = 0.7;

/**
 * Bytes per entry of several stores, out of the readings of the live size that they all add to. For each store it is the
 * Theil–Sen slope of the live size, less what the other stores explain, over its entries (backfitting, two rounds); never
 * negative, and used only where the entries have changed by 1 % and the live size goes with them (r of 0.7 or more).
 * Elsewhere the estimate of before stays; `NaN` where there never was one.
 *
 * The bias: what grows in step with the entries counts as theirs. While a store fills, a leak beside it is hidden in this
 * estimate, until the store is full; of two stores that fill in step the first gets all.
 *
 * @param liveBytes one for each reading, oldest first
 * @param entries for each store the entries at the last readings, fewer where it is younger
 * @param before bytes per entry so far
 */
export function entrySizes(
  liveBytes: readonly number[],
  entries: readonly (readonly number[])[],
  before: readonly number[],
): number[] {
  const sizes = [...before];
  const moving = [...entries.keys()].filter((store) => hasMoved(entries[store]!));
  // What does not move explains no changes, and what has no estimate takes part from the round on that gives it one.
  const passes = moving.length > 1 ? rounds : 1;
  for (let round = 0; round < passes; round++) {
    for (const store of moving) {
      const own = entries[store]!;
      const rest = liveBytes.slice(-own.length);
      for (const other of moving) {
        if (other !== store) subtract(rest, entries[other]!, sizes[other]!);
      }
      const size = sizeOf(own, rest);
      if (size !== undefined) sizes[store] = size;
    }
  }
  return sizes;
}

function hasMoved(entries: readonly number[]): boolean {
  const most = Math.max(...entries);
  return entries.length >= fewestPoints && most - Math.min(...entries) > leastChange * most;
}

/** A younger store is taken to have been as it was when it was first seen. */
function subtract(bytes: number[], entries: readonly number[], size: number): void {
  if (!(size > 0)) return;
  const offset = bytes.length - entries.length;
  for (let index = 0; index < bytes.length; index++) {
    bytes[index]! -= size * entries[Math.max(0, index - offset)]!;
  }
}

function sizeOf(entries: readonly number[], bytes: readonly number[]): number | undefined {
  const slope = theilSenSlope(entries, bytes);
  if (slope < 0 || !(correlation(entries, bytes) >= leastCorrelation)) return undefined;
  return slope;
}

import type { DominatorChildren } from '../DominatorTree.ts';

/** A place of the dominator tree in which something accumulates. */
interface Accumulator {
  readonly place: number;
  /** What accumulates there and in no other place below it that is looked at. */
  readonly bytes: number;
}

/** Where memory accumulates. */
export interface Accumulation {
  readonly accumulators: readonly Accumulator[];
  /** Of all places, those below the threshold as well. */
  readonly totalBytes: number;
  /** Whether a place is looked at by itself: it counts for none above it. */
  readonly isApart: (place: number) => boolean;
}

/** What grew twenty times as much in one interval as in another grew for once, and by chance besides. */
const leastEvenness = 0.05;

/**
 * Finds where weight sits: what a place has beyond those of its children that weigh at least `threshold` themselves. Each byte
 * counts in one place alone, so that the weights add up. Of several columns, one for each interval, the least counts, as often
 * as there are columns: what grew in one interval only does not count, and cannot make up for what grew in another.
 *
 * @param columns bytes in each place, those of its children included
 */
export function accumulatorsOf(
  { first, next }: DominatorChildren,
  columns: readonly ((place: number) => number)[],
  threshold: number,
): Accumulation {
  const isApart = (place: number): boolean => {
    let sum = 0;
    for (const column of columns) sum += column(place);
    return sum >= threshold;
  };
  const accumulators: Accumulator[] = [];
  let totalBytes = 0;
  const own = columns.map(() => 0);
  const open = isApart(1) ? [1] : [];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const [index, column] of columns.entries()) own[index] = column(place);
    for (let child = first[place]!; child !== 0; child = next[child]!) {
      if (!isApart(child)) continue;
      for (const [index, column] of columns.entries()) own[index]! -= column(child);
      open.push(child);
    }
    const least = Math.min(...own);
    const isSteady = least >= Math.max(...own) * leastEvenness;
    const bytes = Math.max(0, least * columns.length);
    totalBytes += bytes;
    if (isSteady && bytes >= threshold) accumulators.push({ place, bytes });
  }
  return { accumulators, totalBytes, isApart };
}

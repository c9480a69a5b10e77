import type { DominatorChildren } from '../DominatorTree.ts';

/** A place of the dominator tree in which something accumulates. */
interface Accumulator {
  readonly place: number;
  /** What accumulates there and in no other accumulator below it. */
  readonly bytes: number;
  /** The same of each column. */
  readonly bytesPerColumn: readonly number[];
}

/** Where memory accumulates. */
export interface Accumulation {
  /** Those below others first. */
  readonly accumulators: readonly Accumulator[];
  /** Of all places, those below the threshold as well. */
  readonly totalBytes: number;
}

/** What may be held against a place of what is found there, column by column. */
export type Limit = (place: number, bytes: readonly number[]) => readonly number[];

/** What grew twenty times as much in one interval as in another grew for once, and by chance besides. */
const leastEvenness = 0.05;

/**
 * Finds where weight sits. What a place has of its own is added to that of the places below it, and passed on to the one above,
 * unless it weighs at least `threshold`: then it stays. So each byte counts in one place alone, and the weights add up. Of
 * several columns, one for each interval, the least counts, as often as there are columns: what grew in one interval only does
 * not count, and cannot make up for what grew in another.
 *
 * @param columns bytes of each place's own; negative where it shrank
 * @param isPassed whether nothing may stay in a place, as in the links of a chain after the first one
 */
export function accumulatorsOf(
  { first, next }: DominatorChildren,
  columns: readonly ((place: number) => number)[],
  threshold: number,
  limit: Limit = (_, bytes) => bytes,
  isPassed: (place: number) => boolean = () => false,
): Accumulation {
  const passedOn = columns.map(() => new Float64Array(first.length));
  const accumulators: Accumulator[] = [];
  let totalBytes = 0;
  const own = columns.map(() => 0);
  for (let place = first.length - 1; place >= 1; place--) {
    // Of millions of places only a few weigh as much as the threshold: until then numbers are only added up.
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < columns.length; index++) {
      const column = passedOn[index]!;
      let bytes = columns[index]!(place);
      for (let child = first[place]!; child !== 0; child = next[child]!) bytes += column[child]!;
      own[index] = bytes;
      column[place] = bytes;
      if (bytes < least) least = bytes;
    }
    if (least * columns.length < threshold || !isSteady(own) || isPassed(place)) continue;
    const bytesPerColumn = limit(place, own);
    const bytes = steadySum(bytesPerColumn);
    if (bytes < threshold || !isSteady(bytesPerColumn)) continue;
    accumulators.push({ place, bytes, bytesPerColumn: [...bytesPerColumn] });
    totalBytes += bytes;
    for (const column of passedOn) column[place] = 0;
  }
  return { accumulators, totalBytes: totalBytes + steadySum(passedOn.map((column) => column[1]!)) };
}

/** What went on: that of the interval with the least, as often as there are intervals. */
export function steadySum(bytes: readonly number[]): number {
  return Math.max(0, Math.min(...bytes) * bytes.length);
}

/** Whether no interval has next to nothing, compared with another. */
export function isSteady(bytes: readonly number[]): boolean {
  return Math.min(...bytes) >= Math.max(...bytes) * leastEvenness;
}

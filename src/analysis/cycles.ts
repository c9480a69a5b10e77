import { median, medianAbsoluteDeviation, noiseLevel } from './robustStatistics.ts';
import type { Points } from './thinning.ts';
import { type TurningPoint, turningPoints } from './turningPoints.ts';

/** What cycles look like. */
export type CycleLabel = 'sawtooth' | 'cyclic' | 'cyclic-rising';

/** Cycles in a series, and how often it turns. */
export interface Cycles {
  readonly label: CycleLabel;
  readonly turns: number;
}

const fewestTurns = 6;
const turnShare = 0.25;
const turnNoise = 4;
const regularShare = 0.2;
const risenShare = 0.2;
const risingShare = 0.8;
const sharpFall = 1.6;
const slowRise = 2.2;

/**
 * Cycles that come again and again, one as long as the other: at least three, whose periods differ by a fifth in the
 * median at most. Looked for in all points, around the line from the first half to the second: neither points that were
 * put together nor a long rise hide them then, so that what they are called does not depend on the length of the series.
 *
 * @param leastBytes swings smaller than this are none
 */
export function regularCycles({ times, values }: Points, leastBytes: number): Cycles | undefined {
  const range = swing(times, values);
  if (!(range >= leastBytes)) return undefined;
  const hysteresis = Math.max(turnShare * range, turnNoise * noiseLevel(values, times));
  const turns = turningPoints(values, hysteresis);
  if (turns.length < fewestTurns) return undefined;
  const periods = turns.slice(2).map((turn, index) => times[turn.index]! - times[turns[index]!.index]!);
  const period = median(periods);
  if (medianAbsoluteDeviation(periods, period) > regularShare * period) return undefined;
  return { label: cycleOf(turns, values, { range, hysteresis }), turns: turns.length };
}

/** What a series that turns is called: it rises where its troughs do, and is a sawtooth where it falls at once. */
export function cycleOf(
  turns: readonly TurningPoint[],
  values: readonly number[],
  { range, hysteresis }: { readonly range: number; readonly hysteresis: number },
): CycleLabel {
  const troughs = turns.filter((turn) => turn.kind === 'trough').map((turn) => turn.value);
  if (turns[0]?.kind === 'peak') troughs.unshift(Math.min(...values.slice(0, turns[0].index + 1)));
  if (rises(troughs) && troughs.at(-1)! - troughs[0]! > risenShare * range) return 'cyclic-rising';
  const { falling, rising } = legs(turns, values, hysteresis);
  return falling <= sharpFall && rising >= slowRise * falling ? 'sawtooth' : 'cyclic';
}

/** From the lowest to the highest, were it not for the line from the first half to the second. */
function swing(times: readonly number[], values: readonly number[]): number {
  const half = values.length >> 1;
  const between = median(times.slice(half)) - median(times.slice(0, half));
  const slope = (median(values.slice(half)) - median(values.slice(0, half))) / between;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]! - slope * (times[index]! - times[0]!);
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return highest - lowest;
}

/** Whether of any two of at least three troughs the later one is the higher: of many, four in five pairs are enough. */
function rises(troughs: readonly number[]): boolean {
  if (troughs.length < 3) return false;
  let pairs = 0;
  let rising = 0;
  for (let later = 1; later < troughs.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      pairs += 1;
      if (troughs[later]! > troughs[earlier]!) rising += 1;
    }
  }
  return rising >= (troughs.length > fewestTurns ? risingShare : 1) * pairs;
}

/** Mean number of points from a peak to the bottom and from the bottom to a peak, the rest down there left out. */
function legs(
  turns: readonly TurningPoint[],
  values: readonly number[],
  hysteresis: number,
): { readonly falling: number; readonly rising: number } {
  const ways = { trough: [] as number[], peak: [] as number[] };
  for (let index = 1; index < turns.length; index++) {
    const [from, to] = [turns[index - 1]!, turns[index]!];
    const bottom = Math.min(from.value, to.value) + hysteresis;
    const step = to.kind === 'trough' ? 1 : -1;
    const [peak, trough] = to.kind === 'trough' ? [from.index, to.index] : [to.index, from.index];
    let at = peak;
    while (at !== trough && values[at]! > bottom) at += step;
    ways[to.kind].push(Math.abs(at - peak));
  }
  return { falling: mean(ways.trough), rising: mean(ways.peak) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import { median } from './robustStatistics.ts';
import type { Points } from './thinning.ts';

/** So many that growth by waves or with pauses shows in each once the whole is six waves long. */
const parts = 6;
const partShare = 0.4;
const halfRatio = 0.8;

/** What was never let go of again: for each point the least of all values from it on. */
export function floorOf({ times, values }: Points): Points {
  const floor = values.slice();
  for (let index = floor.length - 2; index >= 0; index--)
    floor[index] = Math.min(floor[index]!, floor[index + 1]!);
  return { times, values: floor };
}

/**
 * Whether a quantity that swings or pauses grows as a leak does in the long run: its floor rises in each sixth of the
 * time, by at least 0.4 of the mean, and in the second half by at least 0.8 of what it rose by in the first. The last
 * sixth counts no more than the middle one, since of a wave that rises nobody knows what will be left.
 */
export function hasSteadyFloor(points: Points): boolean {
  const { times, values } = floorOf(points);
  if (times.length < 2 * parts) return false;
  const begin = times[0]!;
  const partMs = (times.at(-1)! - begin) / parts;
  const levels = Array.from({ length: parts + 1 }, (_, part) => {
    const end = begin + part * partMs;
    return values[times.findLastIndex((time) => time <= end)]!;
  });
  levels[parts] = values.at(-1)!;
  const gains = levels.slice(1).map((level, part) => level - levels[part]!);
  gains[parts - 1] = Math.min(gains[parts - 1]!, median(gains));
  const sum = (of: readonly number[]): number => of.reduce((whole, gain) => whole + gain, 0);
  const whole = sum(gains);
  if (!(whole > 0 && Math.min(...gains) >= (partShare * whole) / parts)) return false;
  return sum(gains.slice(parts / 2)) >= halfRatio * sum(gains.slice(0, parts / 2));
}

import { floorOf, hasSteadyFloor } from '../../analysis/steadyFloor.ts';
import type { Points } from '../../analysis/thinning.ts';
import type { GrowthRun } from '../growthRun.ts';
import { LevelHistory } from '../leaks/LevelHistory.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';

const longestMs = 4 * 3_600_000;
const shortestMs = 30 * 60_000;
/** A rise that is shorter than this share of the whole may be a wave of it. */
const waveShare = 0.25;
/** A wave rises by no more than others did before, in as long, by this much at most. */
const likeShare = 1.4;

/** How a series has moved over hours, of which its ring of points knows the last part alone. */
export class LongCourse {
  readonly #levels: LevelHistory = new LevelHistory();
  readonly #series: MinimumSeries;
  #takenAt = Number.NaN;

  constructor(series: MinimumSeries) {
    this.#series = series;
  }

  get heldBytes(): number {
    return this.#levels.heldBytes;
  }

  /** To be called after each value. */
  update(): void {
    const { lastTime, lastValue } = this.#series;
    if (lastTime === this.#takenAt || Number.isNaN(lastTime)) return;
    this.#takenAt = lastTime;
    this.#levels.add(lastTime, lastValue);
  }

  /**
   * The floor of a series that grows in the long run, and swings or pauses meanwhile, where growth of now is a wave of it, or
   * there is none; `undefined` where it does not, or where now is unlike before.
   */
  behind(run: GrowthRun | undefined, fromMs: number, now: number): Points | undefined {
    const lows = this.#levels.lows(Math.max(fromMs, now - longestMs), now);
    const spanMs = now - (lows.times[0] ?? now);
    if (spanMs < shortestMs || !hasSteadyFloor(lows)) return undefined;
    if (run && !(run.test.spanMs < waveShare * spanMs && isWave(lows, run))) return undefined;
    return floorOf(lows);
  }
}

/** Whether a series has risen like this before, within as long. */
function isWave({ times, values }: Points, { points, test }: GrowthRun): boolean {
  const begin = points.times[0]!;
  const { spanMs, grownBytes } = test;
  return times.some((time, first) => {
    const last = times.findLastIndex((other) => other < begin && other - time <= spanMs);
    if (last <= first) return false;
    const risen = (values[last]! - values[first]!) * (spanMs / (times[last]! - time));
    return likeShare * risen >= grownBytes;
  });
}

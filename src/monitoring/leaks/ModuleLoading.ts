import type { Points } from '../../analysis/thinning.ts';
import type { GrowthRun } from '../growthRun.ts';

/** Modules that were loaded within one stretch of time. */
interface Stretch {
  /** Which one, from the epoch on. */
  readonly number: number;
  modules: number;
}

const stretchMs = 20_000;
const fewestLoading = 0.5;
/** Where it is looked for loading before it ended, and for how long after. */
const longestMs = 180_000;
const shortestTailMs = 30_000;
/** Growth that keeps this share of its rate when loading has ended is not of modules. */
const goingOnShare = 0.2;
/**
 * 2,560 files of 49 packages took 27 kB each; a package as a whole took 33 kB a file (median), 470 kB (90th percentile)
 * where it is a bundle. Of random sequences of packages, one each 2 to 20 s for 150 s or longer, 98 to 100 % stayed below this.
 */
const mostBytesPerModule = 128 * 1024;
/** So much loading within an hour is believed. */
const patienceMs = 720_000;
const hourMs = 3_600_000;
const mostStretches = hourMs / stretchMs;

/**
 * Whether the heap grows because modules are being loaded, which ends when all of them are. To be explained, growth needs
 * loading in at least half of its last three minutes, must not be more than 128 KiB a module, and must end when loading does.
 * So a leak beside it shows: by its size, or when loading ends, or after 12 min of loading within an hour at the latest, which
 * is when modules explain nothing more. That is also what becomes of a process that makes modules without end.
 */
export class ModuleLoading {
  /** Those in which modules were loaded, an hour's worth at most. */
  readonly #stretches: Stretch[] = [];
  #known = Number.NaN;

  /** Takes a count: distinct modules loaded so far. Worth calling every 10 s. */
  add(time: number, loaded: number): void {
    const modules = loaded - this.#known;
    // What was loaded before the first count was loaded nobody knows when.
    if (!(modules <= 0)) this.#known = loaded;
    if (!(modules > 0)) return;
    const number = stretchAt(time);
    const last = this.#stretches.at(-1);
    if (last?.number === number) last.modules += modules;
    else this.#stretches.push({ number, modules });
    if (this.#stretches.length > mostStretches) this.#stretches.shift();
  }

  /** Whether modules explain the growth for now. */
  explains({ points, test }: Pick<GrowthRun, 'points' | 'test'>): boolean {
    const fromMs = points.times[0]!;
    const toMs = points.times.at(-1)!;
    const loading = this.#between(fromMs, toMs);
    const last = loading.at(-1);
    if (last === undefined) return false;
    const endMs = Math.min(toMs, (last.number + 1) * stretchMs);
    const recentMs = Math.max(fromMs, endMs - longestMs);
    const loadedMs = this.#between(recentMs, endMs).length * stretchMs;
    if (toMs - endMs > longestMs || loadedMs < fewestLoading * (endMs - recentMs)) return false;
    if (this.#between(toMs - hourMs, toMs).length * stretchMs > patienceMs) return false;
    const modules = loading.reduce((sum, stretch) => sum + stretch.modules, 0);
    return (
      test.grownBytes <= modules * mostBytesPerModule &&
      !(rateSince(endMs, points) > goingOnShare * test.trend.slope)
    );
  }

  #between(fromMs: number, toMs: number): readonly Stretch[] {
    const [from, to] = [stretchAt(fromMs), stretchAt(toMs)];
    return this.#stretches.filter(({ number }) => number >= from && number <= to);
  }
}

function stretchAt(time: number): number {
  return Math.floor(time / stretchMs);
}

/** Bytes per millisecond; `NaN` where there are too few readings since then. */
function rateSince(sinceMs: number, { times, values }: Points): number {
  const first = times.findIndex((time) => time >= sinceMs);
  const tailMs = times.at(-1)! - times[first]!;
  return first >= 0 && tailMs >= shortestTailMs ? (values.at(-1)! - values[first]!) / tailMs : Number.NaN;
}

import { interpolated } from '../../analysis/interpolated.ts';
import { retainedByCause } from '../../analysis/retainedByCause.ts';
import { thinned } from '../../analysis/thinning.ts';
import type { RetainedPerRoute } from '../../wire/event.ts';

/** Routes told apart; what comes after them is counted together. */
const mostRoutes = 50;
const rows = 480;
/** Forty minutes at first, later 160. */
const firstBlockMs = 5000;
const lastBlockMs = 20_000;
const longestName = 200;
/** Of fewer requests nothing is told. */
const fewestRequests = 20;
const mostPoints = 120;
/** So many points for each route that is looked at on its own. */
const pointsPerRoute = 4;
const mostTold = 3;

interface Route {
  readonly name: string;
  /** Requests so far. */
  total: number;
  /** Requests by the time of each row. */
  readonly column: Float64Array;
}

/**
 * Counts requests by route, and remembers for two hours and more how many there had been when. It holds 4 kB for each of fifty
 * routes at most; counting takes a look-up by name and allocates nothing.
 */
export class RouteCounter {
  readonly #routes: Map<string, Route> = new Map();
  readonly #others: Route = { name: 'other', total: 0, column: new Float64Array(rows) };
  readonly #times: number[] = [];
  #blockMs = firstBlockMs;

  /** Bytes that the memory of the counts takes. */
  get heldBytes(): number {
    return (this.#routes.size + 2) * rows * Float64Array.BYTES_PER_ELEMENT;
  }

  /** Requests so far, by route; those beyond the first fifty as `other`. */
  get totals(): ReadonlyMap<string, number> {
    const all = [...this.#routes.values(), ...(this.#others.total > 0 ? [this.#others] : [])];
    return new Map(all.map(({ name, total }) => [name, total]));
  }

  /** Counts a request of a route, which is a pattern; `undefined` where none is known. */
  readonly record = (name: string | undefined): void => {
    const route = name === undefined ? this.#others : (this.#routes.get(name) ?? this.#add(name));
    route.total += 1;
  };

  /** Notes how many there are at this time, in epoch milliseconds. */
  sample(time: number): void {
    const times = this.#times;
    const last = times.at(-1);
    if (last !== undefined && !(time >= last + this.#blockMs)) return;
    if (times.length === rows) this.#makeRoom();
    const row = times.length;
    times.push(time);
    for (const route of this.#all()) route.column[row] = route.total;
  }

  /**
   * Bytes that stay behind for each request of the routes that can be told apart, the one that accounts for most of the
   * growth first. Points from before the counting are left out. Routes with few requests, and where there are few points
   * those with the fewest, are looked at together, and not told.
   */
  retained(times: readonly number[], bytes: readonly number[]): RetainedPerRoute[] {
    const known = this.#times;
    const from = times.findIndex((time) => time >= (known[0] ?? Number.POSITIVE_INFINITY));
    if (from < 0) return [];
    const points = thinned(times.slice(from), bytes.slice(from), mostPoints);
    const counted = this.#all().map(({ name, column }) => {
      const done = interpolated(known, column, points.times);
      return { name, done, count: done.at(-1)! - done[0]! };
    });
    const candidates = counted
      .filter(({ name, count }) => count >= fewestRequests && name !== this.#others.name)
      .sort((left, right) => right.count - left.count)
      .slice(0, Math.floor(points.times.length / pointsPerRoute));
    const left = counted.filter((route) => route.count > 0 && !candidates.includes(route));
    const rest = points.times.map((_, row) => left.reduce((sum, { done }) => sum + done[row]!, 0));
    return retainedByCause({
      times: points.times,
      levels: points.values,
      causes: candidates.map(({ done }) => done),
      rest: left.length > 0 ? rest : undefined,
    })
      .slice(0, mostTold)
      .map(({ cause, amount, low, high, correlation }) => ({
        route: candidates[cause]!.name,
        bytes: amount,
        lowBytes: low,
        highBytes: high,
        count: Math.round(candidates[cause]!.count),
        correlation,
      }));
  }

  #all(): Route[] {
    return [...this.#routes.values(), this.#others];
  }

  #add(name: string): Route {
    if (this.#routes.size >= mostRoutes || name.length > longestName) return this.#others;
    const route = { name, total: 0, column: new Float64Array(rows) };
    this.#routes.set(name, route);
    return route;
  }

  /** Every second row goes, as long as they stand closer than they must; then the oldest one. */
  #makeRoom(): void {
    const isThinned = this.#blockMs < lastBlockMs;
    if (isThinned) this.#blockMs *= 2;
    const kept = this.#times.map((_, row) => row).filter((row) => (isThinned ? row % 2 === 0 : row > 0));
    for (const { column } of this.#all()) for (const [row, old] of kept.entries()) column[row] = column[old]!;
    const times = kept.map((row) => this.#times[row]!);
    this.#times.splice(0, this.#times.length, ...times);
  }
}

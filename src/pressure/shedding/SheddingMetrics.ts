import type { PressureLevel } from '../../wire/event.ts';
import type { RequestPriority, RequestTreatment } from './RequestPriority.ts';

/** How many requests there were of one kind, while load was shed. */
export interface SheddingCount {
  readonly admitted: number;
  readonly refused: number;
}

/** What became of requests. All counts are of the time in which load was shed, and since the start. */
export interface SheddingMetrics {
  /** Whether load is shed at this moment. */
  readonly shedding: boolean;
  readonly level: PressureLevel;
  /** How much load is shed: 0 is none, 1 all that may be. */
  readonly severity: number;
  /** The share of requests that is refused at this moment, 0 to 1, by priority. */
  readonly refusedShare: Readonly<Record<RequestPriority, number>>;
  /** Requests that were let through. */
  readonly admitted: number;
  readonly refused: number;
  /** Of those that were let through: health checks, preflights, and what is exempt by route or priority. */
  readonly exempted: number;
  /** How often load began to be shed. */
  readonly episodes: number;
  /** By the level at the time of the refusal; `normal` is while shedding becomes less. */
  readonly refusedByLevel: Readonly<Record<PressureLevel, number>>;
  readonly byPriority: Readonly<Record<RequestPriority, SheddingCount>>;
  /**
   * By route: those of `routes`, and those that Fastify knows. The first hundred are told apart; the rest, and
   * what has no known route, is `(other)`.
   */
  readonly byRoute: Readonly<Record<string, SheddingCount>>;
}

/** A request that was let through. */
export interface Passage {
  readonly priority: RequestTreatment;
  readonly route: string | undefined;
}

interface Count {
  admitted: number;
  refused: number;
}

const mostRoutes = 100;
const otherRoutes = '(other)';

/** Counts. Whatever is asked for, it does not grow beyond a hundred routes. */
export class SheddingCounts {
  /** How often load began to be shed. */
  episodes = 0;
  refused = 0;
  #admitted = 0;
  #exempted = 0;
  readonly #byLevel: Record<PressureLevel, number> = { normal: 0, warning: 0, critical: 0 };
  readonly #byPriority: Record<RequestPriority, Count> = {
    low: { admitted: 0, refused: 0 },
    normal: { admitted: 0, refused: 0 },
    high: { admitted: 0, refused: 0 },
  };
  readonly #byRoute: Map<string, Count> = new Map();

  admit(passage: Passage): void {
    this.#pass(passage, 1);
  }

  /** What was admitted at one door is decided upon again at another one. */
  withdraw(passage: Passage): void {
    this.#pass(passage, -1);
  }

  refuse(priority: RequestPriority, route: string | undefined, level: PressureLevel): void {
    this.refused++;
    this.#byLevel[level]++;
    this.#byPriority[priority].refused++;
    this.#routeCount(route).refused++;
  }

  /** A copy. */
  read(): Pick<
    SheddingMetrics,
    'admitted' | 'refused' | 'exempted' | 'episodes' | 'refusedByLevel' | 'byPriority' | 'byRoute'
  > {
    const { low, normal, high } = this.#byPriority;
    return {
      admitted: this.#admitted,
      refused: this.refused,
      exempted: this.#exempted,
      episodes: this.episodes,
      refusedByLevel: { ...this.#byLevel },
      byPriority: { low: { ...low }, normal: { ...normal }, high: { ...high } },
      byRoute: Object.fromEntries([...this.#byRoute].map(([route, count]) => [route, { ...count }])),
    };
  }

  #pass({ priority, route }: Passage, requests: number): void {
    this.#admitted += requests;
    if (priority === 'exempt') this.#exempted += requests;
    else this.#byPriority[priority].admitted += requests;
    this.#routeCount(route).admitted += requests;
  }

  #routeCount(route: string | undefined): Count {
    const known = route === undefined ? undefined : this.#byRoute.get(route);
    if (known !== undefined) return known;
    const name = route === undefined || this.#byRoute.size >= mostRoutes ? otherRoutes : route;
    let count = this.#byRoute.get(name);
    if (count === undefined) {
      count = { admitted: 0, refused: 0 };
      this.#byRoute.set(name, count);
    }
    return count;
  }
}

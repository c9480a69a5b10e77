import { RecentMean } from './RecentMean.ts';

/**
 * Why an entry left: its time was up; it made room, for an entry or for bytes; memory was short; or it was deleted,
 * invalidated by a pattern, overwritten, or cleared with all others.
 */
export type RemovalReason =
  | 'expired'
  | 'entry-limit'
  | 'byte-limit'
  | 'pruned'
  | 'deleted'
  | 'invalidated'
  | 'replaced'
  | 'cleared';

/** What a cache has done since it was made, and holds now. */
export interface CacheMetrics {
  readonly entries: number;
  /** Estimated, unless sizes were given. */
  readonly bytes: number;
  /** Calls of `get` that found a value. */
  readonly hits: number;
  /** Calls of `get` that found none, those included that then waited for a generator. */
  readonly misses: number;
  /** Hits of hits and misses, 0 to 1; `undefined` before the first `get`. */
  readonly hitRate: number | undefined;
  /** Values that were stored. */
  readonly sets: number;
  /** Values that were not stored: larger than `maxBytes`, or new and set by `onRemoved` while room was made for another. */
  readonly refused: number;
  readonly generated: number;
  readonly generatorFailures: number;
  /** Entries that left, by reason. */
  readonly removed: Readonly<Record<RemovalReason, number>>;
  /** For how long the least valuable entry has been here, in milliseconds; `undefined` where there is none. */
  readonly leastValuableAgeMs: number | undefined;
  /**
   * Age at which entries are given up for want of room, in milliseconds, over the last 256 or so. Short against the time
   * between two uses: the cache is too small.
   */
  readonly evictionAgeMs: number | undefined;
}

/** To look at the clock takes longer than all else: of so many evictions one is. */
const oneOf = 8;

/** The counters behind {@link CacheMetrics}. */
export class CacheCounters {
  hits = 0;
  misses = 0;
  sets = 0;
  refused = 0;
  generated = 0;
  generatorFailures = 0;
  #evictions = 0;
  readonly #evictionAge: RecentMean = new RecentMean();
  readonly #removed: Record<RemovalReason, number> = {
    expired: 0,
    'entry-limit': 0,
    'byte-limit': 0,
    pruned: 0,
    deleted: 0,
    invalidated: 0,
    replaced: 0,
    cleared: 0,
  };

  removed(reason: RemovalReason, storedAtMs: number, now: () => number): void {
    this.#removed[reason]++;
    const isEviction = reason === 'entry-limit' || reason === 'byte-limit' || reason === 'pruned';
    if (isEviction && this.#evictions++ % oneOf === 0) this.#evictionAge.add(now() - storedAtMs);
  }

  metrics(now: Pick<CacheMetrics, 'entries' | 'bytes' | 'leastValuableAgeMs'>): CacheMetrics {
    const { hits, misses, sets, refused, generated, generatorFailures } = this;
    const asked = hits + misses;
    return {
      ...now,
      hits,
      misses,
      hitRate: asked === 0 ? undefined : hits / asked,
      sets,
      refused,
      generated,
      generatorFailures,
      removed: { ...this.#removed },
      evictionAgeMs: this.#evictionAge.value,
    };
  }
}

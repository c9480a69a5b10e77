import { RecentMean } from '../RecentMean.ts';
import type { CacheSettings } from '../UnifiedCacheOptions.ts';
import { estimateBytes } from './estimateBytes.ts';

/** What a cache keeps for an entry besides key and value: the entry, its numbers, its place in the table. */
const entryBytes = 160;
/** Where no limit depends on sizes, the first entries are estimated, and from then on one of so many. */
const first = 32;
const oneOf = 64;

/**
 * The sizes of a cache's entries. With `sizeOf` or a limit by bytes each entry's is known, and they are summed up. Without,
 * one of 64 is estimated, and stands for the others.
 */
export class EntrySizes<Key, Value> {
  readonly #sizeOf: CacheSettings<Key, Value>['sizeOf'];
  readonly #failed: (error: unknown) => void;
  readonly #isSummed: boolean;
  readonly #mean: RecentMean = new RecentMean();
  #sets = 0;
  #sum = 0;

  /** @param failed hears of a `sizeOf` that throws or returns no size */
  constructor(
    { sizeOf, maxBytes }: Pick<CacheSettings<Key, Value>, 'sizeOf' | 'maxBytes'>,
    failed: (error: unknown) => void,
  ) {
    this.#sizeOf = sizeOf;
    this.#failed = failed;
    this.#isSummed = sizeOf !== undefined || Number.isFinite(maxBytes);
  }

  /** Bytes of an entry; 0 where sizes are not summed up. */
  of(key: Key, value: Value, given: number | undefined): number {
    if (this.#isSummed) {
      return isSize(given) ? given : (this.#asToldFor(key, value) ?? this.#estimate(key, value));
    }
    if (this.#sets++ < first || this.#sets % oneOf === 0)
      this.#mean.add(isSize(given) ? given : this.#estimate(key, value));
    return 0;
  }

  add(bytes: number): void {
    this.#sum += bytes;
  }

  clear(): void {
    this.#sum = 0;
  }

  /** Bytes of all entries. */
  total(entries: number): number {
    return this.#isSummed ? this.#sum : Math.round(entries * (this.#mean.value ?? 0));
  }

  #asToldFor(key: Key, value: Value): number | undefined {
    if (this.#sizeOf === undefined) return undefined;
    try {
      const bytes: unknown = this.#sizeOf(value, key);
      if (isSize(bytes)) return bytes;
      this.#failed(new TypeError(`sizeOf returned ${typeof bytes === 'number' ? bytes : typeof bytes}`));
    } catch (error) {
      this.#failed(error);
    }
    return undefined;
  }

  #estimate(key: Key, value: Value): number {
    return entryBytes + estimateBytes(key) + estimateBytes(value);
  }
}

function isSize(bytes: unknown): bytes is number {
  return typeof bytes === 'number' && Number.isFinite(bytes) && bytes >= 0;
}

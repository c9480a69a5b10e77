import { checkedFunction } from '../../configuration/checkedOptions.ts';
import { callSafely } from '../../monitoring/FaultLog.ts';
import { CacheCounters, type CacheMetrics } from './CacheMetrics.ts';
import { declareCache } from './declareCache.ts';
import { EntryTable } from './EntryTable.ts';
import { type KeyPattern, keyMatcher } from './keyMatcher.ts';
import type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from './ManagedCache.ts';
import { PendingValues } from './PendingValues.ts';
import { checkedPruning, entriesToPrune } from './pruneShare.ts';
import { EntrySizes } from './sizes/EntrySizes.ts';
import {
  type CacheSettings,
  cacheSettings,
  ownTtlMs,
  type SetOptions,
  type UnifiedCacheOptions,
} from './UnifiedCacheOptions.ts';

/**
 * A bounded cache: least recently used, least often used, or first in, first out; with a time to live, limits by entries
 * and by bytes, and metrics. It has no timer: what has expired is not answered any more, and leaves when it is asked for,
 * pruned, or the least valuable.
 *
 * `undefined` is no value: to set it deletes the key, and a generator that returns it has nothing kept.
 */
export class UnifiedCache<Key, Value> implements ManagedCache, Iterable<[Key, Value]>, Disposable {
  readonly name: string;
  readonly #settings: CacheSettings<Key, Value>;
  readonly #table: EntryTable<Key, Value>;
  readonly #sizes: EntrySizes<Key, Value>;
  readonly #pending: PendingValues<Key, Value>;
  readonly #counters: CacheCounters = new CacheCounters();
  readonly #toldOf: Set<string> = new Set();
  readonly #withdraw: () => void;
  #isDisposed = false;

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  constructor(options: UnifiedCacheOptions<Key, Value> = {}) {
    this.#settings = cacheSettings(options);
    this.name = this.#settings.name;
    const { onRemoved, now, generatorTimeoutMs } = this.#settings;
    this.#sizes = new EntrySizes(this.#settings, (error) => this.#tell('sizeOf', error));
    this.#table = new EntryTable(this.#settings, this.#sizes, ({ key, value, storedAtMs }, reason) => {
      this.#counters.removed(reason, storedAtMs, now);
      if (onRemoved === undefined) return;
      callSafely(
        () => onRemoved(value, key, reason),
        (error) => this.#tell('onRemoved', error),
      );
    });
    this.#pending = new PendingValues(generatorTimeoutMs);
    this.#withdraw = declareCache(this, this.#settings);
  }

  /** Entries it holds, expired ones that have not left included. */
  get size(): number {
    return this.#table.size;
  }

  /** The same as `size`. */
  get entries(): number {
    return this.#table.size;
  }

  /** Bytes it holds: as `sizeOf` says, or estimated. */
  get bytes(): number {
    return this.#table.bytes;
  }

  get use(): CacheUse {
    return { hits: this.#counters.hits, misses: this.#counters.misses };
  }

  get metrics(): CacheMetrics {
    const { leastValuable } = this.#table;
    return this.#counters.metrics({
      entries: this.entries,
      bytes: this.bytes,
      leastValuableAgeMs: leastValuable && this.#settings.now() - leastValuable.storedAtMs,
    });
  }

  /** The value of a key; `undefined` where there is none, or it has expired. */
  get(key: Key): Value | undefined;
  /**
   * The value of a key, which is generated and kept where there is none. While a generator is at work others that ask for
   * the key wait for the same promise, and generate nothing. What fails is not kept: those who waited get the error, the
   * next to ask starts anew. What is set, deleted or invalidated meanwhile is not overwritten by what arrives.
   *
   * @throws TidemarkError `INVALID_OPTION` where the generator is no function, or as `set` does
   */
  get(key: Key, generator: (key: Key) => Promise<Value>, options?: SetOptions): Value | Promise<Value>;
  get(key: Key, generator: (key: Key) => Value, options?: SetOptions): Value;
  get(
    key: Key,
    generator?: (key: Key) => Value | Promise<Value>,
    options?: SetOptions,
  ): Value | undefined | Promise<Value> {
    if (generator !== undefined) checkedFunction('generator', generator);
    const entry = this.#table.find(key);
    if (entry !== undefined && !this.#table.isExpired(entry)) {
      this.#counters.hits++;
      this.#table.used(entry);
      return entry.value;
    }
    this.#counters.misses++;
    if (entry !== undefined) this.#table.remove(entry, 'expired');
    return generator === undefined ? undefined : this.#generate(key, generator, options);
  }

  /** The value of a key, without counting as a use. */
  peek(key: Key): Value | undefined {
    const entry = this.#table.find(key);
    return entry === undefined || this.#table.isExpired(entry) ? undefined : entry.value;
  }

  has(key: Key): boolean {
    const entry = this.#table.find(key);
    return entry !== undefined && !this.#table.isExpired(entry);
  }

  /**
   * Keeps a value, and gives up the least valuable entries where there is no room. A value larger than `maxBytes` is not
   * kept, and neither is what the key had; nor is a new key that `onRemoved` sets while room is made for another.
   *
   * @throws TidemarkError `INVALID_OPTION` where `ttlMs` is no number above 0, or `bytes` none from 0 on; `UNKNOWN_OPTION`
   */
  set(key: Key, value: Value, options?: SetOptions): this {
    const ttlMs = this.#ttlMs(options);
    if (value === undefined || this.#isDisposed) {
      this.delete(key);
      return this;
    }
    this.#pending.forgetKey(key);
    const bytes = this.#sizes.of(key, value, options?.bytes);
    const before = this.#table.find(key);
    if (bytes > this.#settings.maxBytes) {
      this.#counters.refused++;
      if (before !== undefined) this.#table.remove(before, 'byte-limit');
      return this;
    }
    const storedAtMs = this.#settings.now();
    const stored = { value, bytes, storedAtMs, expiresAtMs: storedAtMs + ttlMs };
    if (before !== undefined) this.#table.replace(before, stored);
    else if (!this.#table.add(key, stored)) {
      this.#counters.refused++;
      return this;
    }
    this.#counters.sets++;
    return this;
  }

  /** Says whether there was such a key. */
  delete(key: Key): boolean {
    this.#pending.forgetKey(key);
    const entry = this.#table.find(key);
    if (entry === undefined) return false;
    const wasExpired = this.#table.isExpired(entry);
    this.#table.remove(entry, wasExpired ? 'expired' : 'deleted');
    return !wasExpired;
  }

  /**
   * Deletes all entries whose key fits a pattern: a text in which `*` stands for anything, a regular expression, or a
   * function. Returns how many.
   *
   * @throws TidemarkError `INVALID_OPTION` where the pattern is none of these; and what the function throws
   */
  invalidate(pattern: KeyPattern<Key, Value>): number {
    const fits = typeof pattern === 'function' ? pattern : keyMatcher<Key>(pattern);
    const meant = [...this.#table].filter(({ key, value }) => fits(key, value));
    // A function may want to see the value, which is not there yet: what is under way then counts as meant.
    this.#pending.forget(typeof pattern === 'function' ? () => true : keyMatcher(pattern));
    for (const entry of meant) this.#table.remove(entry, 'invalidated');
    return meant.length;
  }

  /** Lets go of what has expired. Returns how many entries that were. */
  removeExpired(): number {
    const before = this.size;
    this.#table.removeExpired();
    return before - this.size;
  }

  /**
   * Lets go of what has expired, and then of a quarter of the other entries (`normal`), three quarters (`aggressive`), or
   * the share that is given (0 to 1), the least valuable first. Whatever callbacks do, it does not throw.
   *
   * @throws TidemarkError `INVALID_OPTION` where it is told to prune in another way
   */
  prune(how: PruneMode | number = 'normal'): PruneOutcome {
    checkedPruning(how);
    const { entries, bytes } = this;
    this.#table.removeExpired();
    for (let left = entriesToPrune(how, this.size); left > 0; left--) this.#table.evict('pruned');
    return { entries: entries - this.entries, bytes: bytes - this.bytes };
  }

  /** Lets go of everything. What is being generated is not kept. Never throws. */
  clear(): PruneOutcome {
    const { entries, bytes } = this;
    this.#pending.forget(() => true);
    this.#table.clear();
    return { entries: entries - this.entries, bytes: bytes - this.bytes };
  }

  /** Keys and values that have not expired, the most valuable first; without counting as a use. */
  *[Symbol.iterator](): IterableIterator<[Key, Value]> {
    for (const { key, value } of this.#table) yield [key, value];
  }

  *keys(): IterableIterator<Key> {
    for (const { key } of this.#table) yield key;
  }

  *values(): IterableIterator<Value> {
    for (const { value } of this.#table) yield value;
  }

  /** Lets go of everything, takes the cache out of monitor and manager, and keeps nothing from then on. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#withdraw();
    this.clear();
  }

  #generate(
    key: Key,
    generator: (key: Key) => Value | Promise<Value>,
    options: SetOptions | undefined,
  ): Value | Promise<Value> {
    this.#ttlMs(options);
    const nowMs = this.#settings.now();
    const awaited = this.#pending.find(key, nowMs);
    if (awaited !== undefined) return awaited;
    let value: Value | Promise<Value>;
    try {
      value = generator(key);
    } catch (error) {
      this.#counters.generatorFailures++;
      throw error;
    }
    if (!isPromise(value)) return this.#keep(key, value, options);
    return this.#pending.add(key, nowMs, value, {
      arrived: (arrived) => this.#keep(key, arrived, options),
      failed: () => this.#counters.generatorFailures++,
    });
  }

  #keep(key: Key, value: Value, options: SetOptions | undefined): Value {
    this.#counters.generated++;
    this.set(key, value, options);
    return value;
  }

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  #ttlMs(options: SetOptions | undefined): number {
    return ownTtlMs(options) ?? this.#settings.ttlMs;
  }

  #tell(what: string, error: unknown): void {
    if (this.#toldOf.has(what)) return;
    this.#toldOf.add(what);
    callSafely(
      () => this.#settings.logger?.warn(`tidemark: ${what} of the cache ${this.name} failed`, error),
      () => {},
    );
  }
}

function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

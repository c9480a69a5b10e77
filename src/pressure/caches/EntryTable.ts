import type { RemovalReason } from './CacheMetrics.ts';
import type { CacheEntry } from './eviction/CacheEntry.ts';
import { EvictionOrder } from './eviction/EvictionOrder.ts';
import { FrequencyOrder } from './eviction/FrequencyOrder.ts';
import { RecencyOrder } from './eviction/RecencyOrder.ts';
import type { EntrySizes } from './sizes/EntrySizes.ts';
import type { CacheSettings } from './UnifiedCacheOptions.ts';

const orders = { lru: RecencyOrder, lfu: FrequencyOrder, fifo: EvictionOrder };

/** Hears of an entry that has left the table. */
export type EntryLeft<Key, Value> = (
  entry: Pick<CacheEntry<Key, Value>, 'key' | 'value' | 'storedAtMs'>,
  reason: RemovalReason,
) => void;

/** What is stored under a key. */
export interface Stored<Value> {
  readonly value: Value;
  readonly bytes: number;
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
}

/** The entries of a cache, in the order in which they are given up, within the limits. */
export class EntryTable<Key, Value> {
  readonly #limits: Pick<CacheSettings<Key, Value>, 'maxEntries' | 'maxBytes' | 'now'>;
  readonly #entries: Map<Key, CacheEntry<Key, Value>> = new Map();
  readonly #order: EvictionOrder<Key, Value>;
  readonly #sizes: EntrySizes<Key, Value>;
  readonly #left: EntryLeft<Key, Value>;
  #makingRoom = false;

  constructor(
    settings: Pick<CacheSettings<Key, Value>, 'policy' | 'maxEntries' | 'maxBytes' | 'now'>,
    sizes: EntrySizes<Key, Value>,
    left: EntryLeft<Key, Value>,
  ) {
    this.#limits = settings;
    this.#order = new orders[settings.policy]();
    this.#sizes = sizes;
    this.#left = left;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#sizes.total(this.#entries.size);
  }

  get leastValuable(): CacheEntry<Key, Value> | undefined {
    return this.#order.first;
  }

  find(key: Key): CacheEntry<Key, Value> | undefined {
    return this.#entries.get(key);
  }

  isExpired(entry: CacheEntry<Key, Value>): boolean {
    return entry.expiresAtMs !== Number.POSITIVE_INFINITY && entry.expiresAtMs <= this.#limits.now();
  }

  used(entry: CacheEntry<Key, Value>): void {
    this.#order.used(entry);
  }

  /**
   * Adds an entry under a key that has none, and says whether it did: not while room is made for another one, since whoever
   * hears of what has to go for that, and adds something new each time, would never end.
   */
  add(key: Key, { value, bytes, storedAtMs, expiresAtMs }: Stored<Value>): boolean {
    if (this.#makingRoom) return false;
    if (this.#entries.size >= this.#limits.maxEntries || this.#isTooLargeWith(bytes)) this.#makeRoom(bytes);
    const entry: CacheEntry<Key, Value> = {
      key,
      value,
      bytes,
      storedAtMs,
      expiresAtMs,
      uses: 0,
      isHeld: true,
      previous: undefined,
      next: undefined,
    };
    this.#entries.set(key, entry);
    this.#order.add(entry);
    this.#sizes.add(bytes);
    return true;
  }

  /** Gives an entry a new value, for which others may have to go. */
  replace(entry: CacheEntry<Key, Value>, { value, bytes, storedAtMs, expiresAtMs }: Stored<Value>): void {
    const old = { key: entry.key, value: entry.value, storedAtMs: entry.storedAtMs };
    this.#sizes.add(bytes - entry.bytes);
    entry.value = value;
    entry.bytes = bytes;
    entry.storedAtMs = storedAtMs;
    entry.expiresAtMs = expiresAtMs;
    this.#order.replaced(entry);
    if (this.bytes > this.#limits.maxBytes) this.#makeRoomBeside(entry);
    if (old.value !== value) this.#left(old, 'replaced');
  }

  remove(entry: CacheEntry<Key, Value>, reason: RemovalReason): void {
    if (!entry.isHeld) return;
    entry.isHeld = false;
    this.#entries.delete(entry.key);
    this.#order.remove(entry);
    this.#sizes.add(-entry.bytes);
    this.#left(entry, reason);
  }

  /** Gives up the least valuable entry. */
  evict(reason: RemovalReason): void {
    const { first } = this.#order;
    if (first !== undefined) this.remove(first, reason);
  }

  removeExpired(): void {
    let entry = this.#order.first;
    while (entry !== undefined) {
      const { next }: CacheEntry<Key, Value> = entry;
      if (this.isExpired(entry)) this.remove(entry, 'expired');
      entry = next;
    }
  }

  clear(): void {
    const all = [...this.#entries.values()];
    this.#entries.clear();
    this.#order.clear();
    this.#sizes.clear();
    for (const entry of all) entry.isHeld = false;
    for (const entry of all) this.#left(entry, 'cleared');
  }

  /** The entries that have not expired, the most valuable first; those there are when it begins, whatever happens meanwhile. */
  *[Symbol.iterator](): IterableIterator<CacheEntry<Key, Value>> {
    const all: CacheEntry<Key, Value>[] = [];
    for (let entry = this.#order.last; entry !== undefined; entry = entry.previous) all.push(entry);
    for (const entry of all) if (entry.isHeld && !this.isExpired(entry)) yield entry;
  }

  #isTooLargeWith(bytes: number): boolean {
    const { maxBytes } = this.#limits;
    return maxBytes !== Number.POSITIVE_INFINITY && this.#entries.size > 0 && this.bytes + bytes > maxBytes;
  }

  #makeRoom(bytes: number): void {
    this.#makingRoom = true;
    try {
      while (this.#entries.size >= this.#limits.maxEntries) this.evict('entry-limit');
      while (this.#isTooLargeWith(bytes)) this.evict('byte-limit');
    } finally {
      this.#makingRoom = false;
    }
  }

  #makeRoomBeside(kept: CacheEntry<Key, Value>): void {
    const isMaking = this.#makingRoom;
    this.#makingRoom = true;
    try {
      while (this.bytes > this.#limits.maxBytes) {
        const { first } = this.#order;
        const other = first === kept ? kept.next : first;
        if (other === undefined) return;
        this.remove(other, 'byte-limit');
      }
    } finally {
      this.#makingRoom = isMaking;
    }
  }
}

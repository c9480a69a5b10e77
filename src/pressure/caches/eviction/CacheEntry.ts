/** What a {@link UnifiedCache} keeps of a key: the value, and its place in the order of eviction. */
export interface CacheEntry<Key, Value> {
  readonly key: Key;
  value: Value;
  bytes: number;
  storedAtMs: number;
  /** Infinity where it never expires. */
  expiresAtMs: number;
  /** How often it was used, as LFU counts it. */
  uses: number;
  /** False once it has left: a callback may remove an entry that is about to be removed. */
  isHeld: boolean;
  /** The entry that is given up just before this one. */
  previous: CacheEntry<Key, Value> | undefined;
  next: CacheEntry<Key, Value> | undefined;
}

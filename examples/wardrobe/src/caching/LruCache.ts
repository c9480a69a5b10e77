import { WardrobeError } from '../WardrobeError.ts';
import type { Cache } from './Cache.ts';

export interface LruCacheOptions {
  readonly maxEntries: number;
  /** Time to live in milliseconds, counted from `set`. @default Infinity */
  readonly ttlMs?: number;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly expiresAtMs: number;
}

/** Keeps the `maxEntries` most recently used values, none longer than `ttlMs`. */
export class LruCache<Value> implements Cache<Value> {
  /** In order of use, the least recent first. */
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #maxEntries: number;
  readonly #ttlMs: number;
  readonly #now: () => number;

  constructor({ maxEntries, ttlMs = Number.POSITIVE_INFINITY, now }: LruCacheOptions) {
    if (!Number.isInteger(maxEntries) || maxEntries < 1) {
      throw new WardrobeError(
        'INVALID_ARGUMENT',
        `maxEntries must be a whole number from 1, received ${maxEntries}`,
      );
    }
    this.#maxEntries = maxEntries;
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.expiresAtMs <= this.#now()) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAtMs: this.#now() + this.#ttlMs });
    if (this.#entries.size > this.#maxEntries) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest as string);
    }
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  prune(): number {
    const nowMs = this.#now();
    const before = this.#entries.size;
    for (const [key, entry] of this.#entries) {
      if (entry.expiresAtMs <= nowMs) this.#entries.delete(key);
    }
    return before - this.#entries.size;
  }
}

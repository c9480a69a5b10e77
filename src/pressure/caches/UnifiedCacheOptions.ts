import { checkedFunction, checkedOptions } from '../../configuration/checkedOptions.ts';
import { checkedName } from '../../monitoring/holders/checkedHolder.ts';
import type { Holder } from '../../monitoring/holders/Holder.ts';
import { invalidOption } from '../../TidemarkError.ts';
import type { RemovalReason } from './CacheMetrics.ts';
import { isAmount } from './isAmount.ts';
import type { ManagedCache } from './ManagedCache.ts';

/** Which entry is given up for a new one: the least recently used, the least often used, or the oldest. */
export type EvictionPolicy = 'lru' | 'lfu' | 'fifo';

/** What a cache needs of a `MemoryMonitor`, to say that it is bounded. */
export interface HolderRegistry {
  registerHolder(holder: Holder): () => void;
}

/** What a cache needs of a `MemoryPressureManager`. */
export interface CacheManager {
  /** Takes a cache under management. What it returns, as a function or as its `unmanage`, takes the cache out again. */
  manage(cache: ManagedCache): unknown;
}

/** What a cache needs of a logger. */
export interface CacheLogger {
  warn(message: string, ...details: unknown[]): unknown;
}

export interface UnifiedCacheOptions<Key, Value> {
  /** What it is called in reports. @default 'cache' */
  readonly name?: string | undefined;
  /** @default 'lru' */
  readonly policy?: EvictionPolicy | undefined;
  /** @default 1000, where `maxBytes` is not given either */
  readonly maxEntries?: number | undefined;
  /** Where no `sizeOf` is given, sizes are estimated at each `set`: see `estimateBytes`. */
  readonly maxBytes?: number | undefined;
  /** How long an entry lives from when it was set, in milliseconds. @default Infinity */
  readonly ttlMs?: number | undefined;
  /** Bytes of an entry, the key included; quicker and better than an estimate. */
  readonly sizeOf?: ((value: Value, key: Key) => number) | undefined;
  /** Hears of each entry that has left, after it has. What it throws harms nobody. New keys that it sets while room is made are not kept. */
  readonly onRemoved?: ((value: Value, key: Key, reason: RemovalReason) => void) | undefined;
  /** After so many milliseconds a new caller no longer waits for a generator that another has started. @default 60000 */
  readonly generatorTimeoutMs?: number | undefined;
  /** Told that the cache is bounded, so that what it holds is not taken for a leak. */
  readonly monitor?: HolderRegistry | undefined;
  /** Where the bytes of the values are, for the monitor: `external` where they are buffers. @default 'heap' */
  readonly memory?: 'heap' | 'external' | undefined;
  /** Prunes the cache when memory runs short. */
  readonly manager?: CacheManager | undefined;
  /** Hears, once for each, that `sizeOf` or `onRemoved` fails, or that the manager has been closed. */
  readonly logger?: CacheLogger | undefined;
  /** A clock in milliseconds that never goes back. @default performance.now */
  readonly now?: (() => number) | undefined;
}

/** For one entry alone. */
export interface SetOptions {
  /** @default the cache's */
  readonly ttlMs?: number | undefined;
  /** Its bytes, if they are known. */
  readonly bytes?: number | undefined;
}

/** Options with their defaults. */
export interface CacheSettings<Key, Value> extends UnifiedCacheOptions<Key, Value> {
  readonly name: string;
  readonly policy: EvictionPolicy;
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly ttlMs: number;
  readonly generatorTimeoutMs: number;
  readonly now: () => number;
}

const known = {
  owner: 'UnifiedCache',
  names: [
    'name',
    'policy',
    'maxEntries',
    'maxBytes',
    'ttlMs',
    'sizeOf',
    'onRemoved',
    'generatorTimeoutMs',
    'monitor',
    'memory',
    'manager',
    'logger',
    'now',
  ] satisfies (keyof UnifiedCacheOptions<unknown, unknown>)[],
};
const knownOfEntry = { owner: 'an entry', names: ['ttlMs', 'bytes'] satisfies (keyof SetOptions)[] };
const policies: readonly unknown[] = ['lru', 'lfu', 'fifo'];
const defaultMaxEntries = 1000;
const defaultGeneratorTimeoutMs = 60_000;
const steadyClock: () => number = performance.now.bind(performance);

/** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
export function cacheSettings<Key, Value>(given: UnifiedCacheOptions<Key, Value>): CacheSettings<Key, Value> {
  checkedOptions('options', given, known);
  const { policy = 'lru', maxBytes, maxEntries, ttlMs, generatorTimeoutMs, now } = given;
  if (!policies.includes(policy)) throw invalidOption('policy', 'one of "lru", "lfu", "fifo"', policy);
  if (maxEntries !== undefined && (!Number.isSafeInteger(maxEntries) || maxEntries < 1)) {
    throw invalidOption('maxEntries', 'a whole number from 1', maxEntries);
  }
  if (given.memory !== undefined && given.memory !== 'heap' && given.memory !== 'external') {
    throw invalidOption('memory', 'one of "heap", "external"', given.memory);
  }
  if (maxBytes !== undefined) checkedAmount('maxBytes', maxBytes);
  for (const option of ['sizeOf', 'onRemoved', 'now'] as const) {
    if (given[option] !== undefined) checkedFunction(option, given[option]);
  }
  if (given.monitor !== undefined) {
    checkedFunction('monitor.registerHolder', given.monitor?.registerHolder);
  }
  if (given.manager !== undefined) checkedFunction('manager.manage', given.manager?.manage);
  if (given.logger !== undefined) checkedFunction('logger.warn', given.logger?.warn);
  return {
    ...given,
    name: given.name === undefined ? 'cache' : checkedName('name', given.name),
    policy,
    maxEntries: maxEntries ?? (maxBytes === undefined ? defaultMaxEntries : Number.POSITIVE_INFINITY),
    maxBytes: maxBytes ?? Number.POSITIVE_INFINITY,
    ttlMs: ttlMs === undefined ? Number.POSITIVE_INFINITY : checkedDuration('ttlMs', ttlMs),
    generatorTimeoutMs:
      generatorTimeoutMs === undefined
        ? defaultGeneratorTimeoutMs
        : checkedDuration('generatorTimeoutMs', generatorTimeoutMs),
    now: now ?? steadyClock,
  };
}

/**
 * The time to live of an entry with options of its own, all of which are checked; `undefined` where they do not say.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function ownTtlMs(options: SetOptions | undefined): number | undefined {
  if (options === undefined) return undefined;
  const { ttlMs, bytes } = checkedOptions('options', options, knownOfEntry);
  if (bytes !== undefined && !isAmount(bytes)) {
    throw invalidOption('bytes', 'a finite number, at least 0', bytes);
  }
  return ttlMs === undefined ? undefined : checkedDuration('ttlMs', ttlMs);
}

/** @throws TidemarkError `INVALID_OPTION` */
function checkedDuration(option: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0)) throw invalidOption(option, 'a number above 0', value);
  return value;
}

function checkedAmount(option: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw invalidOption(option, 'a finite number above 0', value);
  }
}

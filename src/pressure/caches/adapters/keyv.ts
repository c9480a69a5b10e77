import type { CacheUse } from '../ManagedCache.ts';
import { entriesToPrune } from '../pruneShare.ts';
import { type CacheHandle, firstOf, hasFunctions } from './CacheHandle.ts';
import { cacheableMemory, countedUse } from './cacheable.ts';
import { unusable } from './collections.ts';
import { lruCache } from './lruCache.ts';
import { quickLru } from './quickLru.ts';

interface Keyv {
  readonly namespace?: unknown;
  readonly store?: unknown;
  readonly opts: { readonly store?: unknown; readonly namespace?: unknown };
  readonly stats?: unknown;
}

const expiry = /"expires":(\d+)\}$/;

/** Keyv, where its store is in this process; of a Map that several share only what is in its own namespace. */
export function keyv(cache: object, now: () => number = Date.now): CacheHandle | string | undefined {
  if (!hasFunctions(cache, 'get', 'set', 'delete', 'clear') || !('opts' in cache)) return undefined;
  const { store, opts, namespace, stats } = cache as object as Keyv;
  const inside = store ?? opts?.store;
  if (typeof inside !== 'object' || inside === null) return undefined;
  const use = () => countedUse(stats);
  const handle = storeHandle(inside, namespace ?? opts.namespace, now);
  return typeof handle === 'string'
    ? handle
    : { ...handle, kind: 'keyv', use: () => use() ?? handle.use?.() };
}

/** Cacheable: its first level, which is in memory. What the second level has stays there, and is fetched again. */
export function cacheable(cache: object): CacheHandle | string | undefined {
  if (!('primary' in cache) || !hasFunctions(cache, 'get', 'set', 'delete', 'clear')) return undefined;
  const { primary, stats } = cache as { readonly primary: unknown; readonly stats?: unknown };
  const handle = typeof primary === 'object' && primary !== null ? keyv(primary) : undefined;
  if (handle === undefined || typeof handle === 'string') return handle;
  const use = (): CacheUse | undefined => countedUse(stats) ?? handle.use?.();
  return { ...handle, kind: 'cacheable', use };
}

function storeHandle(store: object, namespace: unknown, now: () => number): CacheHandle | string {
  const known = quickLru(store) ?? lruCache(store);
  if (known !== undefined) return known;
  if (store instanceof Map) {
    const prefix = typeof namespace === 'string' ? `${namespace}:` : '';
    return unusable(store, 'Map') ?? mapHandle(store, prefix, now);
  }
  const memory = memoryOf(store, namespace);
  const handle = memory && cacheableMemory(memory);
  if (handle !== undefined) return handle;
  const { name } = store.constructor ?? {};
  return `Its entries are kept by ${name || 'a store'}, as far as Tidemark knows not in the memory of this process.`;
}

/** Keyv's own adapter around a CacheableMemory has one for each namespace. */
function memoryOf(store: object, namespace: unknown): object | undefined {
  if (!hasFunctions(store, 'getStore')) return undefined;
  const memory = store.getStore(namespace);
  return typeof memory === 'object' && memory !== null ? memory : undefined;
}

function mapHandle(entries: Map<unknown, unknown>, prefix: string, now: () => number): CacheHandle {
  const isOwn = (key: unknown) => prefix === '' || (typeof key === 'string' && key.startsWith(prefix));
  const own = () => [...entries.keys()].filter(isOwn);
  return {
    kind: 'Map',
    // Where a Map is shared, all of it is told: to count what is one's own would take long at each look.
    entries: () => entries.size,
    contents: () => entries,
    prune: (mode) => {
      const nowMs = now();
      for (const key of own()) if (expiresAtMs(entries.get(key)) <= nowMs) entries.delete(key);
      const left = own();
      for (const key of firstOf(left, entriesToPrune(mode, left.length))) entries.delete(key);
    },
    clear: () => {
      for (const key of own()) entries.delete(key);
    },
  };
}

/** Keyv keeps `{ value, expires }`, most often as JSON. */
function expiresAtMs(stored: unknown): number {
  if (typeof stored === 'string') {
    const [, digits] = expiry.exec(stored.slice(-40)) ?? [];
    return digits === undefined ? Number.POSITIVE_INFINITY : Number(digits);
  }
  const { expires } = (stored ?? {}) as { readonly expires?: unknown };
  return typeof expires === 'number' ? expires : Number.POSITIVE_INFINITY;
}

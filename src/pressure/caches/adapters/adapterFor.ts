import { checkedFunction, checkedOptions } from '../../../configuration/checkedOptions.ts';
import { checkedName } from '../../../monitoring/holders/checkedHolder.ts';
import { invalidOption } from '../../../TidemarkError.ts';
import type { ManagedCache } from '../ManagedCache.ts';
import { AdaptedCache } from './AdaptedCache.ts';
import { anyCache } from './anyCache.ts';
import { type CacheHandle, hasFunctions, type Recognizer } from './CacheHandle.ts';
import { cacheableMemory } from './cacheable.ts';
import { map, set, weakCollection } from './collections.ts';
import { cacheable, keyv } from './keyv.ts';
import { lruCache, oldLruCache } from './lruCache.ts';
import { memoizer } from './memoizers.ts';
import { nodeCache } from './nodeCache.ts';
import { quickLru } from './quickLru.ts';
import type { SizeOf } from './SampledSize.ts';

export interface AdapterOptions {
  /** What the cache is called in reports. @default its own name, or its kind */
  readonly name?: string | undefined;
  /** Bytes of an entry. @default an estimate, where entries can be seen */
  readonly sizeOf?: SizeOf | undefined;
  /** How many entries it holds now, where it does not tell. */
  readonly entries?: (() => number) | undefined;
}

/** What came of looking for an adapter. */
export type Adaptation =
  | {
      readonly adapted: true;
      /** What it was taken for: `lru-cache`. */
      readonly kind: string;
      readonly cache: ManagedCache;
    }
  | {
      readonly adapted: false;
      /** One sentence. */
      readonly reason: string;
    };

/** The more particular ones first: quick-lru is a Map, too, and all of them can be cleared. */
const recognizers: readonly Recognizer[] = [
  lruCache,
  oldLruCache,
  quickLru,
  nodeCache,
  cacheableMemory,
  cacheable,
  (cache) => keyv(cache),
  (cache) => map(cache),
  set,
  weakCollection,
  (cache) => anyCache(cache),
];

/**
 * Finds out what a cache is, by its shape, and how it can be pruned: lru-cache, quick-lru, node-cache, Keyv and cacheable
 * (where they keep entries in memory), functions of lodash's memoize and of memoizee, Maps, Sets, and whatever has `prune`
 * or `clear`. A `UnifiedCache` is managed as it is. Never throws.
 */
export function adapterFor(cache: unknown, options: AdapterOptions = {}): Adaptation {
  if ((typeof cache !== 'object' && typeof cache !== 'function') || cache === null) {
    const kind = cache === null || cache === undefined ? String(cache) : `a ${typeof cache}`;
    return { adapted: false, reason: `It is no cache, but ${kind}.` };
  }
  if (cache === globalThis.console) {
    return { adapted: false, reason: 'It is the console, whose clear() empties the terminal.' };
  }
  try {
    checkedAdapterOptions(options, cache);
  } catch (error) {
    return { adapted: false, reason: `${(error as Error).message}.` };
  }
  try {
    if (isManaged(cache)) return { adapted: true, kind: 'managed', cache };
    const handle = memoizer(cache, recognize) ?? recognize(cache);
    if (handle === undefined) {
      return { adapted: false, reason: 'It is of no known kind, and has neither prune(mode) nor clear().' };
    }
    if (typeof handle === 'string') return { adapted: false, reason: handle };
    return { adapted: true, kind: handle.kind, cache: adapt(cache, handle, options) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { adapted: false, reason: `To look at it fails: ${message}.` };
  }
}

/**
 * Refuses what cannot be meant: what is misspelt or of the wrong kind, and, for a cache that tells all of it itself, another
 * name, or sizes and entries that nobody would hear.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function checkedAdapterOptions(options: AdapterOptions, cache: unknown): void {
  checkedOptions('options', options, { owner: 'manage()', names: ['name', 'sizeOf', 'entries'] });
  const { name, sizeOf, entries } = options;
  if (name !== undefined) checkedName('name', name);
  if (sizeOf !== undefined) checkedFunction('sizeOf', sizeOf);
  if (entries !== undefined) checkedFunction('entries', entries);
  const ownName = managedName(cache);
  if (ownName === undefined) return;
  if (name !== undefined && name !== ownName) {
    throw invalidOption('name', `"${ownName}", which this cache calls itself`, name);
  }
  const rule = 'left out: this cache tells it itself';
  if (sizeOf !== undefined) throw invalidOption('sizeOf', rule, sizeOf);
  if (entries !== undefined) throw invalidOption('entries', rule, entries);
}

/** The name of a cache that is managed as it is; `undefined` for others, which may be anybody's code. */
function managedName(cache: unknown): string | undefined {
  try {
    return typeof cache === 'object' && cache !== null && isManaged(cache) ? cache.name : undefined;
  } catch {
    return undefined;
  }
}

function recognize(cache: object): CacheHandle | string | undefined {
  for (const recognizer of recognizers) {
    const handle = recognizer(cache);
    if (handle !== undefined) return handle;
  }
  return undefined;
}

function adapt(cache: object, handle: CacheHandle, { name, sizeOf, entries }: AdapterOptions): ManagedCache {
  const ownName = (cache as { readonly name?: unknown }).name;
  const called = name ?? (typeof ownName === 'string' && ownName !== '' ? ownName : handle.kind);
  return new AdaptedCache(called, entries === undefined ? handle : { ...handle, entries }, sizeOf);
}

function isManaged(cache: object): cache is ManagedCache {
  const { name, entries } = cache as Partial<ManagedCache>;
  const hasCount = typeof entries === 'number' || (entries === undefined && 'entries' in cache);
  return typeof name === 'string' && hasCount && hasFunctions(cache, 'prune', 'clear') && 'bytes' in cache;
}

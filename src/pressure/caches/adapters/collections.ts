import { errorInWords } from '../../errorInWords.ts';
import { entriesToPrune } from '../pruneShare.ts';
import { type CacheHandle, firstOf } from './CacheHandle.ts';

/** What a Map of a memoizer has as values: memoize, mem and p-memoize share it. */
interface Memoized {
  readonly data: unknown;
  readonly maxAge: number;
}

/** A Map that is used as a cache: the oldest entries go first. The `cache` of memoize, mem and p-memoize is one. */
export function map(cache: object, now: () => number = Date.now): CacheHandle | string | undefined {
  if (!(cache instanceof Map)) return undefined;
  const entries: Map<unknown, unknown> = cache;
  return (
    unusable(entries, 'Map') ?? {
      kind: 'Map',
      entries: () => entries.size,
      contents: () => entries,
      prune: (mode) => {
        const nowMs = now();
        for (const [key, value] of entries) {
          if (isMemoized(value) && value.maxAge <= nowMs) entries.delete(key);
        }
        for (const key of firstOf(entries.keys(), entriesToPrune(mode, entries.size))) entries.delete(key);
      },
      clear: () => entries.clear(),
    }
  );
}

/** A Set that is used as a cache, of what was seen already, say: the oldest members go first. */
export function set(cache: object): CacheHandle | string | undefined {
  if (!(cache instanceof Set)) return undefined;
  const members: Set<unknown> = cache;
  return (
    unusable(members, 'Set') ?? {
      kind: 'Set',
      entries: () => members.size,
      contents: () => withoutKeys(members),
      prune: (mode) => {
        for (const member of firstOf(members, entriesToPrune(mode, members.size))) members.delete(member);
      },
      clear: () => members.clear(),
    }
  );
}

/**
 * Why a Map or a Set cannot be pruned, in a sentence; `undefined` where it can. Behind a Proxy that hands its methods over as
 * they are each of them throws, since a Proxy is no Map; one that binds them is as good as the Map.
 */
export function unusable(
  collection: Map<unknown, unknown> | Set<unknown>,
  kind: 'Map' | 'Set',
): string | undefined {
  try {
    // Whoever lets these through lets `delete` through, too, which cannot be tried.
    const works = Number.isInteger(collection.size) && collection.has(unusable) === false;
    collection.keys().next();
    if (works && typeof collection.delete === 'function') return undefined;
    return `It looks like a ${kind}, but does not answer as one. ${handOver(kind)}`;
  } catch (error) {
    return `It looks like a ${kind}, but its methods do not work on it, as behind a Proxy that does not bind them (${errorInWords(error)}). ${handOver(kind)}`;
  }
}

function handOver(kind: 'Map' | 'Set'): string {
  return `Hand over the ${kind} itself.`;
}

/** Nobody can list or count what is in them. */
export function weakCollection(cache: object): string | undefined {
  const isWeak = cache instanceof WeakMap || cache instanceof WeakSet;
  return isWeak
    ? 'What is in a WeakMap or WeakSet cannot be listed; it goes by itself when its keys go.'
    : undefined;
}

function* withoutKeys(members: Iterable<unknown>): Iterable<readonly [unknown, unknown]> {
  for (const member of members) yield [undefined, member];
}

function isMemoized(value: unknown): value is Memoized {
  if (typeof value !== 'object' || value === null) return false;
  return 'data' in value && typeof (value as Partial<Memoized>).maxAge === 'number';
}

import type { CacheUse, PruneMode } from '../ManagedCache.ts';

/** What an adapter can do with a cache of one kind. Any of it may throw. */
export interface CacheHandle {
  /** What it is: `lru-cache`. */
  readonly kind: string;
  /** `undefined` where nobody knows. */
  entries(): number | undefined;
  /** Keys and values, from which some are taken to estimate sizes. Must not count as a use; may drop what has expired. */
  contents?(): Iterable<readonly [key: unknown, value: unknown]>;
  /** `undefined` where it is not counted. */
  use?(): CacheUse | undefined;
  /** Returns how many entries it let go of, where the difference of `entries` would not say so. */
  prune(mode: PruneMode): unknown;
  clear(): unknown;
}

/** Makes a handle for a cache of the kind it knows. `undefined`: it is of another; a text: why it cannot be managed. */
export type Recognizer = (cache: object) => CacheHandle | string | undefined;

/** Whether all of these are there and can be called. */
export function hasFunctions<Name extends string>(
  cache: object,
  ...names: readonly Name[]
): cache is Record<Name, (...given: unknown[]) => unknown> {
  return names.every((name) => typeof (cache as Record<string, unknown>)[name] === 'function');
}

/** Whether all of these are numbers. */
export function hasNumbers<Name extends string>(
  cache: object,
  ...names: readonly Name[]
): cache is Record<Name, number> {
  return names.every((name) => typeof (cache as Record<string, unknown>)[name] === 'number');
}

/** The first of them, in an array of its own, so that they can be deleted one by one. */
export function firstOf<Item>(items: Iterable<Item>, count: number): Item[] {
  const first: Item[] = [];
  if (count <= 0) return first;
  for (const item of items) {
    first.push(item);
    if (first.length >= count) break;
  }
  return first;
}

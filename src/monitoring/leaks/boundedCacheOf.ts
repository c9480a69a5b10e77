import type { AllocationSite } from '../../wire/event.ts';

/** Files of packages in which every store is bounded, whatever it is told. */
const boundedFiles: Readonly<Record<string, RegExp>> = {
  // Without a positive integer `max` it throws, and it takes all of its memory at once.
  'lru.min': /./,
  // The four caches throw without a finite, positive integer as capacity; the other collections of the package grow.
  mnemonist: /[\\/]lru-(?:cache|map)(?:-with-delete)?\.[cm]?js$/,
};

/**
 * The package of a bounded cache that a site is in, without anybody having declared it; `undefined` elsewhere. Growth whose
 * leading sites are all in such caches is a cache that fills, however long it lasts: it should not be confirmed because it
 * persists. What it has eaten of the heap, and objects beyond a declared bound, are another matter.
 *
 * Only packages that cannot hold more than a finite number that was given to them count. So these do not: lru-cache (a
 * `ttl` alone bounds nothing, and before version 7 it needed no limit), quick-lru, hashlru and flru (an infinite
 * limit is accepted), tiny-lru (0, the default, is no limit), node-cache, keyv, @isaacs/ttlcache and memoizers (unbounded
 * unless told otherwise). Those are for `registerHolder`.
 *
 * What a cache *holds* is as a rule allocated by the application, in sites of its own, which this knows nothing of.
 */
export function boundedCacheOf({
  package: name,
  file,
}: Pick<AllocationSite, 'package' | 'file'>): string | undefined {
  if (name === undefined || !Object.hasOwn(boundedFiles, name)) return undefined;
  return boundedFiles[name]!.test(file) ? name : undefined;
}

/** Whether all of it is in caches that cannot grow without end: those may fill for as long as it takes. */
export function areBoundedCaches(sites: readonly Pick<AllocationSite, 'package' | 'file'>[]): boolean {
  return sites.length > 0 && sites.every((site) => boundedCacheOf(site) !== undefined);
}

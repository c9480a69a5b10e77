import type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from './ManagedCache.ts';

/** A cache that is watched, and not held: once the application has let go of it, it counts as empty. */
export class WeakCache implements ManagedCache {
  readonly kind: string = 'UnifiedCache';
  readonly name: string;
  readonly #cache: WeakRef<ManagedCache>;

  constructor(cache: ManagedCache, name: string = cache.name) {
    this.name = name;
    this.#cache = new WeakRef(cache);
  }

  /** The cache itself, where it is one that is watched by this and still there; else what was given. */
  static identityOf(cache: unknown): unknown {
    return cache instanceof WeakCache ? (cache.#cache.deref() ?? cache) : cache;
  }

  get entries(): number | undefined {
    const cache = this.#cache.deref();
    return cache === undefined ? 0 : cache.entries;
  }

  get bytes(): number | undefined {
    const cache = this.#cache.deref();
    return cache === undefined ? 0 : cache.bytes;
  }

  get use(): CacheUse | undefined {
    return this.#cache.deref()?.use;
  }

  prune(mode: PruneMode): PruneOutcome | Promise<PruneOutcome> {
    return this.#cache.deref()?.prune(mode) ?? { entries: 0, bytes: 0 };
  }

  clear(): PruneOutcome | Promise<PruneOutcome> {
    return this.#cache.deref()?.clear() ?? { entries: 0, bytes: 0 };
  }
}

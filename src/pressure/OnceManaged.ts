import { invalidOption } from '../TidemarkError.ts';
import { type AdapterOptions, checkedAdapterOptions } from './caches/adapters/adapterFor.ts';
import type { ManagedCache } from './caches/ManagedCache.ts';
import { WeakCache } from './caches/WeakCache.ts';
import { managedCacheOf } from './managedCacheOf.ts';

interface Taken {
  readonly name: string;
  readonly release: () => void;
}

/** What is under management already: a cache that is given twice is one cache. Holds nothing. */
export class OnceManaged {
  readonly #known: WeakMap<object, Taken> = new WeakMap();

  /**
   * Takes a cache, unless it has been taken.
   *
   * @param begin takes what the manager prunes for it, and returns the function that lets go of that
   * @returns a function that lets go of it; the same for the same cache
   * @throws TidemarkError `INVALID_OPTION` where it cannot be pruned, or has been taken under another name; `UNKNOWN_OPTION`
   */
  take(
    given: unknown,
    options: AdapterOptions | undefined,
    begin: (managed: ManagedCache) => () => void,
  ): () => void {
    // A `UnifiedCache` that was made with this manager has declared itself.
    const cache = WeakCache.identityOf(given) as object;
    const known = this.#known.get(cache);
    if (options !== undefined) checkedAdapterOptions(options, known === undefined ? given : undefined);
    if (known !== undefined) {
      const name = options?.name ?? known.name;
      if (name === known.name) return known.release;
      throw invalidOption('name', `"${known.name}", under which this cache is managed already`, name);
    }
    const managed = managedCacheOf(given, options);
    const end = begin(managed);
    // Whatever has an adapter is an object or a function. Whoever can let go of it need not hold it.
    const weakly = new WeakRef(cache);
    const release = (): void => {
      const held = weakly.deref();
      // Called again, it must not let go of what has been taken anew since.
      if (held !== undefined && this.#known.get(held)?.release === release) this.#known.delete(held);
      end();
    };
    this.#known.set(cache, { name: managed.name, release });
    return release;
  }
}

import { callSafely } from '../../monitoring/FaultLog.ts';
import type { Holder } from '../../monitoring/holders/Holder.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { UnifiedCache } from './UnifiedCache.ts';
import type { CacheLogger, CacheManager, CacheSettings, HolderRegistry } from './UnifiedCacheOptions.ts';
import { WeakCache } from './WeakCache.ts';

const mostNames = 1000;
/** By how much estimated sizes may be too low. */
const estimateSlack = 2;

/** Takes a cache that was thrown away out of what it was declared to. */
const thrownAway: FinalizationRegistry<() => void> = new FinalizationRegistry((withdraw) => withdraw());

/**
 * Tells monitor and manager of a cache, where it was given any. Neither holds it: what the application lets go of is
 * garbage, and then withdrawn. Returns what withdraws it before.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function declareCache<Key, Value>(
  cache: UnifiedCache<Key, Value>,
  settings: CacheSettings<Key, Value>,
): () => void {
  const { monitor, manager } = settings;
  const withdrawals: (() => void)[] = [];
  let { name } = settings;
  if (monitor !== undefined) {
    const declared = declareHolder(monitor, holderOf(cache, settings));
    withdrawals.push(declared.unregister);
    name = declared.name;
  }
  // Under the name it was declared with, so that it is known to be the same cache.
  if (manager !== undefined) withdrawals.push(managed(manager, new WeakCache(cache, name), settings.logger));
  const withdraw = () => {
    for (const each of withdrawals.splice(0)) each();
  };
  if (withdrawals.length > 0) thrownAway.register(cache, withdraw);
  return withdraw;
}

/**
 * Bytes on the heap are not declared: the monitor sees in the live size what an entry takes, and an estimate, or a `sizeOf`
 * that counts something else, would make it look for the difference. Bytes of buffers are exact, and are.
 */
function holderOf<Key, Value>(
  cache: UnifiedCache<Key, Value>,
  { maxEntries, maxBytes, memory }: CacheSettings<Key, Value>,
): Holder {
  const weakly = new WeakRef(cache);
  const isExternal = memory === 'external';
  return {
    name: cache.name,
    entries: () => weakly.deref()?.entries ?? 0,
    maxEntries: Number.isFinite(maxEntries) ? maxEntries : undefined,
    bytes: isExternal ? () => weakly.deref()?.bytes ?? 0 : undefined,
    maxBytes: Number.isFinite(maxBytes) ? maxBytes * (isExternal ? 1 : estimateSlack) : undefined,
    memory,
    prune: (share) => weakly.deref()?.prune(share),
  };
}

/** A cache that is made when its manager has been closed already, at the end of a process, works without it, and says so. */
function managed(manager: CacheManager, cache: WeakCache, logger: CacheLogger | undefined): () => void {
  try {
    return undoing(manager.manage(cache));
  } catch (error) {
    if (!(error instanceof TidemarkError && error.code === 'MANAGER_CLOSED')) throw error;
    const sentence = `The cache ${cache.name} is not pruned when memory runs short: its manager has been closed.`;
    if (logger !== undefined)
      callSafely(
        () => logger.warn(`tidemark: ${sentence}`),
        () => {},
      );
    else globalThis.process?.emitWarning?.(sentence, { type: 'TidemarkWarning', code: error.code });
    return () => {};
  }
}

/** A manager answers with a function that takes the cache out again, or with an object that has it as `unmanage`. */
function undoing(answer: unknown): () => void {
  if (typeof answer === 'function') return () => void answer();
  const { unmanage } = (answer ?? {}) as { readonly unmanage?: unknown };
  return typeof unmanage === 'function' ? () => void unmanage() : () => {};
}

/** Declares a store under its name, or the name with a number where another store has it. */
function declareHolder(registry: HolderRegistry, holder: Holder): { name: string; unregister: () => void } {
  for (let number = 1; ; number++) {
    const name = number === 1 ? holder.name : `${holder.name} (${number})`;
    try {
      return { name, unregister: registry.registerHolder({ ...holder, name }) };
    } catch (error) {
      const isTaken = error instanceof TidemarkError && error.option === 'holder.name';
      if (!isTaken || number >= mostNames) throw error;
    }
  }
}

import type { FaultLog } from '../monitoring/FaultLog.ts';
import { callSafely } from '../monitoring/FaultLog.ts';
import type { Holder } from '../monitoring/holders/Holder.ts';
import type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from './caches/ManagedCache.ts';
import { pruneOrder } from './caches/pruneOrder.ts';
import { errorInWords } from './errorInWords.ts';

/** Something that keeps spare members that it can do without: connections, buffers, workers. */
export interface ManagedPool {
  readonly name: string;
  /** Lets go of members that are idle. Returns how many, if it knows. */
  shrink(mode: PruneMode): number | undefined | Promise<unknown>;
}

/** What pruning let go of. */
export interface PruneSummary {
  /** Entries of caches and holders, and members of pools, as far as anybody knows. */
  readonly entries: number;
  /** Bytes that caches say they have let go of, never more than is in use; `undefined` where none of them knows. */
  readonly bytes: number | undefined;
  /** Those that let go of something. */
  readonly pruned: readonly string[];
  /** Those that could not be pruned, and why. */
  readonly failed: readonly string[];
}

/** What {@link PressureCaches} work with. */
export interface PressureCachesOptions {
  /** The declared holders that have `prune`. */
  readonly holders: () => readonly Holder[];
  /** Bytes in use at this moment: nobody can have let go of more. */
  readonly usedBytes: () => number;
  readonly faults: FaultLog;
}

const mostMembers = 1000;
const holderShares: Readonly<Record<PruneMode, number>> = { normal: 0.25, aggressive: 0.5 };

/** All that can be asked to let go of memory: managed caches, pools, and declared holders with `prune`. */
export class PressureCaches {
  readonly #options: PressureCachesOptions;
  readonly #caches: Set<ManagedCache> = new Set();
  /** Hits at the last pruning: those since then tell what a cache is worth now. */
  readonly #usedBefore: WeakMap<ManagedCache, CacheUse> = new WeakMap();
  readonly #pools: Set<ManagedPool> = new Set();

  constructor(options: PressureCachesOptions) {
    this.#options = options;
  }

  /** The caches under management, in the order in which they came. */
  get caches(): readonly ManagedCache[] {
    return [...this.#caches];
  }

  /** Whether anybody has anything to let go of, as far as is known. */
  get prunable(): boolean {
    if (this.#pools.size > 0 || this.#options.holders().length > 0) return true;
    for (const cache of this.#caches) if (holdsSomething(cache)) return true;
    return false;
  }

  /** Returns a function that takes it out again. Beyond 1,000 of them none is added, and the logger hears of it. */
  addCache(cache: ManagedCache): () => void {
    return this.#add(this.#caches, cache);
  }

  /** Likewise. */
  addPool(pool: ManagedPool): () => void {
    return this.#add(this.#pools, pool);
  }

  /** Asks all of them to let go of a part of what they hold, first those that it costs the fewest hits. Whatever they do, it does not throw. */
  prune(mode: PruneMode): PruneSummary {
    const tally = new PruneTally(this.#options.usedBytes());
    for (const cache of pruneOrder([...this.#caches], (each) => this.#usedBefore.get(each))) {
      tally.take(nameOf(cache), () => {
        const { use } = cache;
        if (use !== undefined) this.#usedBefore.set(cache, use);
        return cache.prune(mode);
      });
    }
    for (const pool of this.#pools) {
      tally.take(nameOf(pool), () => ({ entries: this.#settled(pool.shrink(mode)), bytes: undefined }));
    }
    const names = new Set([...this.#caches].map(nameOf));
    for (const holder of this.#options.holders()) {
      // A cache that is both managed and declared is one cache.
      if (names.has(holder.name)) continue;
      tally.take(holder.name, () => this.#pruneHolder(holder, holderShares[mode]));
    }
    return tally.summary;
  }

  #add<Member extends { readonly name: string }>(members: Set<Member>, member: Member): () => void {
    if (members.size >= mostMembers && !members.has(member)) {
      const left = new RangeError(`More than ${mostMembers} are managed; ${nameOf(member)} is left out.`);
      this.#options.faults.report('manage', left);
      return () => {};
    }
    members.add(member);
    return () => void members.delete(member);
  }

  #pruneHolder({ entries, prune }: Holder, share: number): PruneOutcome {
    const before = entries();
    this.#settled(prune?.(share));
    return { entries: before - entries(), bytes: undefined };
  }

  /** What is asynchronous goes on by itself; its failure is told to the logger. */
  #settled(result: unknown): number | undefined {
    if (typeof result === 'number') return result;
    callSafely(
      () => result,
      (error) => this.#options.faults.report('something that was pruned', error),
    );
    return undefined;
  }
}

/** Adds up what those say who were asked, and believes no more than can be true. */
class PruneTally {
  readonly #mostBytes: number;
  readonly #pruned: string[] = [];
  readonly #failed: string[] = [];
  #entries = 0;
  #bytes: number | undefined;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get summary(): PruneSummary {
    const bytes = this.#bytes === undefined ? undefined : Math.min(this.#bytes, this.#mostBytes);
    return { entries: this.#entries, bytes, pruned: this.#pruned, failed: this.#failed };
  }

  take(name: string, prune: () => PruneOutcome): void {
    try {
      const { entries, bytes, failure } = prune();
      if (failure !== undefined) this.#failed.push(`${name}: ${failure}`);
      if (isAmount(entries)) this.#entries += entries;
      if (isAmount(bytes)) this.#bytes = (this.#bytes ?? 0) + bytes;
      const nothing = entries === 0 && !(isAmount(bytes) && bytes > 0);
      if (!nothing && failure === undefined) this.#pruned.push(name);
    } catch (error) {
      this.#failed.push(`${name}: ${errorInWords(error)}`);
    }
  }
}

/** A cache may be anybody's code. */
function holdsSomething(cache: ManagedCache): boolean {
  try {
    return cache.entries !== 0;
  } catch {
    return false;
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function nameOf({ name }: { readonly name: string }): string {
  return String(name);
}

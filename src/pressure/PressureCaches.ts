import type { FaultLog } from '../monitoring/FaultLog.ts';
import type { Holder } from '../monitoring/holders/Holder.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { CacheEntry } from '../wire/call.ts';
import { AdaptedCache } from './caches/adapters/AdaptedCache.ts';
import { cacheEntry, otherEntry } from './caches/cacheEntry.ts';
import { isPromise } from './caches/isPromise.ts';
import { knownSize } from './caches/knownSize.ts';
import type { CacheUse, ManagedCache, PruneMode } from './caches/ManagedCache.ts';
import { pruneOrder } from './caches/pruneOrder.ts';
import { entriesToPrune } from './caches/pruneShare.ts';
import { MemberNames, ownNameOf } from './MemberNames.ts';
import { PruneRound, type PruneWait } from './PruneRound.ts';
import type { PlannedPruning, PruneSummary } from './PruneSummary.ts';
import { PruneTally } from './PruneTally.ts';

/** Something that keeps spare members that it can do without: connections, buffers, workers. */
export interface ManagedPool {
  readonly name: string;
  /** Lets go of members that are idle. Returns how many, if it knows. */
  shrink(mode: PruneMode): number | undefined | Promise<unknown>;
}

/** A managed cache, and what it is called in what is told: caches with equal names are numbered. */
export interface NamedCache {
  readonly name: string;
  readonly cache: ManagedCache;
}

/** What {@link PressureCaches} work with. */
export interface PressureCachesOptions {
  /** The declared holders that have `prune`. */
  readonly holders: () => readonly Holder[];
  /** Bytes in use at this moment: nobody can have let go of more. */
  readonly usedBytes: () => number;
  readonly timers: Timers;
  readonly faults: FaultLog;
}

const mostMembers = 1000;
const holderShares: Readonly<Record<PruneMode, number>> = { normal: 0.25, aggressive: 0.5 };

/** All that can be asked to let go of memory: managed caches, pools, and declared holders with `prune`. */
export class PressureCaches {
  /** Managers do not show their members; whoever shows the process, as a dashboard does, finds them here. */
  static readonly #managers: WeakMap<object, PressureCaches> = new WeakMap();
  readonly #options: PressureCachesOptions;
  readonly #caches: Set<ManagedCache> = new Set();
  /** Hits at the last pruning: those since then tell what a cache is worth now. */
  readonly #usedBefore: WeakMap<ManagedCache, CacheUse> = new WeakMap();
  readonly #pools: Set<ManagedPool> = new Set();
  readonly #names: MemberNames = new MemberNames();
  /** Those that were asked to prune and are not done yet. */
  readonly #busy: WeakSet<object> = new WeakSet();

  constructor(options: PressureCachesOptions) {
    this.#options = options;
  }

  /** Makes those of a manager. */
  static ofManager(manager: object, options: PressureCachesOptions): PressureCaches {
    const members = new PressureCaches(options);
    PressureCaches.#managers.set(manager, members);
    return members;
  }

  /** Those of a manager. */
  static of(manager: object): PressureCaches {
    return PressureCaches.#managers.get(manager) as PressureCaches;
  }

  /** The caches under management, in the order in which they came. */
  get caches(): readonly NamedCache[] {
    return [...this.#caches].map((cache) => ({ name: this.#names.of(cache), cache }));
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

  /**
   * Asks all of them to let go of a part of what they hold, first those that it costs the fewest hits. Those that answer at
   * once have done so when it returns; those that return a promise are waited for, until the time is up. Never rejects.
   *
   * @param only the name of those that are asked @default all of them
   */
  prune(mode: PruneMode, wait: PruneWait, only?: string): Promise<PruneSummary> {
    const isAsked = (name: string): boolean => only === undefined || name === only;
    const { usedBytes, timers, faults } = this.#options;
    const tally = new PruneTally(usedBytes());
    const round = new PruneRound({ tally, busy: this.#busy, timers, faults });
    for (const cache of this.#ordered()) {
      if (!isAsked(this.#names.of(cache))) continue;
      const prune = () => {
        const { use } = cache;
        if (use !== undefined) this.#usedBefore.set(cache, use);
        return cache.prune(mode);
      };
      // Our adapters have counted already, and better where a size shows a part alone.
      const entries = () => (cache instanceof AdaptedCache ? undefined : cache.entries);
      round.ask({ member: cache, name: this.#names.of(cache), prune, entries });
    }
    for (const pool of this.#pools) {
      if (!isAsked(this.#names.of(pool))) continue;
      const prune = () => pool.shrink(mode);
      round.ask({ member: pool, name: this.#names.of(pool), prune, entries: () => undefined });
    }
    for (const holder of this.#ownHolders()) {
      if (!isAsked(holder.name)) continue;
      const prune = () => settledWithoutCount(holder.prune?.(holderShares[mode]));
      round.ask({ member: holder, name: holder.name, prune, entries: holder.entries });
    }
    return round.end(wait);
  }

  /** What {@link prune} would let go of, in that order, as far as anybody knows. Nothing is done. */
  plan(mode: PruneMode): PlannedPruning[] {
    const caches = this.#ordered().map((cache) => {
      const { entries, bytes } = knownSize(cache);
      const going = entries === undefined ? undefined : entriesToPrune(mode, entries);
      const isKnown = going !== undefined && entries !== undefined && entries > 0 && bytes !== undefined;
      const goingBytes = isKnown ? Math.round((bytes / entries) * going) : undefined;
      return { name: this.#names.of(cache), entries: going, bytes: going === 0 ? 0 : goingBytes };
    });
    const pools = [...this.#pools].map((pool) => ({
      name: this.#names.of(pool),
      entries: undefined,
      bytes: undefined,
    }));
    const holders = this.#ownHolders().map((holder) => {
      const { entries } = knownSize({ entries: holder.entries(), bytes: undefined });
      const going = entries === undefined ? undefined : Math.ceil(holderShares[mode] * entries);
      return { name: holder.name, entries: going, bytes: undefined };
    });
    return [...caches, ...pools, ...holders].filter(({ entries }) => entries !== 0);
  }

  /** All of them as they are now, in the order in which they are pruned. */
  entries(): CacheEntry[] {
    const plan = new Map(this.plan('normal').map((going) => [going.name, going]));
    return [
      ...this.#ordered().map((cache) => ({
        ...cacheEntry(cache, this.#usedBefore.get(cache)),
        name: this.#names.of(cache),
      })),
      ...[...this.#pools].map((pool) => otherEntry(this.#names.of(pool), 'pool')),
      ...this.#ownHolders().map((holder) => otherEntry(holder.name, 'declared holder', holder)),
    ].map((entry) => ({
      ...entry,
      goingEntries: plan.get(entry.name)?.entries,
      goingBytes: plan.get(entry.name)?.bytes,
    }));
  }

  #ordered(): ManagedCache[] {
    return pruneOrder([...this.#caches], (each) => this.#usedBefore.get(each));
  }

  /** A cache that is both managed and declared is one cache. */
  #ownHolders(): readonly Holder[] {
    const names = new Set([...this.#caches].map(ownNameOf));
    return this.#options.holders().filter(({ name }) => !names.has(name));
  }

  #add<Member extends { readonly name: string }>(members: Set<Member>, member: Member): () => void {
    if (members.size >= mostMembers && !members.has(member)) {
      const left = new RangeError(
        `More than ${mostMembers} are managed; ${this.#names.of(member)} is left out.`,
      );
      this.#options.faults.report('manage', left);
      return () => {};
    }
    members.add(member);
    this.#names.add(member);
    let isIn = true;
    return () => {
      // It may have been given again since then.
      if (!isIn) return;
      isIn = false;
      members.delete(member);
      this.#names.delete(member);
    };
  }
}

/** What `prune` of a holder returns means nothing: its entries are counted before and after. */
function settledWithoutCount(told: unknown): unknown {
  return isPromise(told) ? Promise.resolve(told).then(() => undefined) : undefined;
}

/** A cache may be anybody's code. */
function holdsSomething(cache: ManagedCache): boolean {
  try {
    return cache.entries !== 0;
  } catch {
    return false;
  }
}

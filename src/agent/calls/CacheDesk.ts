import type { GarbageCollections } from '../../pressure/GarbageCollections.ts';
import type { MemoryPressureManager } from '../../pressure/MemoryPressureManager.ts';
import { PressureCaches } from '../../pressure/PressureCaches.ts';
import type { CacheEntry, PruningOutcome } from '../../wire/call.ts';

/** What is to be pruned, and what measuring it may cost. */
interface PruneOrder {
  readonly mode: 'normal' | 'aggressive';
  readonly cache?: string | undefined;
  readonly maxPauseMs: number;
}

const waitMs = 10_000;

/** The caches of a pressure manager, for those who look at them from outside. */
export class CacheDesk {
  readonly #manager: () => Promise<MemoryPressureManager>;
  readonly #collections: Pick<GarbageCollections, 'collect'>;

  constructor(
    manager: () => Promise<MemoryPressureManager>,
    collections: Pick<GarbageCollections, 'collect'>,
  ) {
    this.#manager = manager;
    this.#collections = collections;
  }

  async entries(): Promise<readonly CacheEntry[]> {
    return (await this.#members()).entries();
  }

  /**
   * Prunes between two collections, so that what is told as freed is what is in use no more: the first takes the garbage
   * that has nothing to do with it. Where a collection would take too long, only the caches' own account is told.
   */
  async prune({ mode, cache, maxPauseMs }: PruneOrder): Promise<PruningOutcome> {
    const members = await this.#members();
    const before = this.#collections.collect({ maxPauseMs });
    const summary = await members.prune(mode, { limitMs: waitMs }, cache);
    const after = before.performed ? this.#collections.collect({ maxPauseMs }) : before;
    const isMeasured = before.performed && after.performed;
    return {
      ...summary,
      freedBytes: isMeasured ? before.usedBytesAfter - after.usedBytesAfter : undefined,
      notMeasured: after.performed ? undefined : after.reason,
      pauseMs: before.performed ? before.pauseMs + (after.performed ? after.pauseMs : 0) : undefined,
    };
  }

  async #members(): Promise<PressureCaches> {
    return PressureCaches.of(await this.#manager());
  }
}

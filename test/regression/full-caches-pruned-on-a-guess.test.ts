import { describe, expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess, type PressedSource } from '../pressure/PressedProcess.ts';

const limitBytes = 200 * mib;
const filledPerTick = 0.8;
/** Entries with which V8 collects by itself. */
const collectedAt = [40, 80, 112];

/** What V8 knows to be live is what its last collection has left. */
class CollectedHeap {
  readonly #source: PressedSource;

  constructor(source: PressedSource) {
    this.#source = source;
    source.heapLimitBytes = limitBytes;
    source.liveBytes = 0;
    const { collector } = source;
    source.collector = {
      ...collector!,
      collect: () => {
        const collection = collector!.collect();
        this.look();
        return collection;
      },
    };
  }

  look(): void {
    this.#source.more = { liveBytes: this.#source.liveBytes };
  }
}

/** A cache of so many megabytes fills within seconds, and goes on taking one for another for as long again. */
async function filled(capacity: number): Promise<{ process: PressedProcess; cache: PressedCache }> {
  let heap: CollectedHeap | undefined;
  const process = new PressedProcess({}, {}, (source) => {
    heap = new CollectedHeap(source);
  });
  const { source, manager } = process;
  const cache = new PressedCache(source, 0);
  manager.manage(cache);
  manager.enableAutomaticManagement();
  const collected = [...collectedAt];
  for (let tick = 0; tick < 240; tick++) {
    const added = Math.min(filledPerTick, capacity - cache.entries);
    cache.entries += added;
    source.liveBytes += added * mib;
    source.garbageBytes += (filledPerTick - added) * mib;
    if (cache.entries >= collected[0]!) {
      collected.shift();
      heap!.look();
    }
    await process.pass(100);
    if (cache.pruned.length > 0) break;
  }
  return { process, cache };
}

describe('a cache that is only likely to have filled the heap', () => {
  it('is not pruned before a collection has shown that it has, and it has not', async () => {
    const { process, cache } = await filled(118);
    expect(process.applied).toEqual(['critical-memory: freed']);
    const [applied] = process.manager.applied;
    expect(applied!.reason).toMatch(/probably/);
    expect(applied!.detail).toMatch(
      /^A collection of 20 ms freed .* Less is live than was likely: nothing was pruned\.$/,
    );
    expect(cache.pruned).toEqual([]);
    expect(cache.entries).toBe(118);
  });

  it('is pruned at once where it has', async () => {
    const { process, cache } = await filled(180);
    expect(cache.pruned).toEqual(['aggressive']);
    expect(process.source.collections).toHaveLength(2);
  });
});

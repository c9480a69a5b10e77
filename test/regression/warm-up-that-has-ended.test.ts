import { describe, expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

/** A cache takes so many megabytes of a heap of 200 MB each tenth of a second, until it has its capacity. */
async function warmedUp(
  perTick: number,
  capacity: number,
): Promise<{ process: PressedProcess; cache: PressedCache }> {
  const process = new PressedProcess({}, {}, (source) => {
    source.heapLimitBytes = 200 * mib;
    source.liveBytes = 0;
  });
  const { source, manager } = process;
  const cache = new PressedCache(source, 0);
  manager.manage(cache);
  manager.enableAutomaticManagement();
  for (let tick = 0; tick < 80 && cache.pruned.length === 0; tick++) {
    const added = Math.min(perTick, capacity - cache.entries);
    cache.entries += added;
    source.liveBytes += added * mib;
    await process.pass(100);
  }
  return { process, cache };
}

describe('a cache that fills fast', () => {
  it('is left alone below the first mark, where a collection shows that it is not there yet', async () => {
    const { process, cache } = await warmedUp(4.5, 128);
    expect(process.applied).toEqual(['critical-memory: freed-nothing']);
    expect(process.manager.applied[0]!.detail).toMatch(/nothing was pruned/);
    expect(cache.pruned).toEqual([]);
  });

  it('is pruned in time where it goes on, by one who has looked in vain just before', async () => {
    const { process, cache } = await warmedUp(4.5, 400);
    expect(process.applied).toContain('critical-memory: freed-nothing');
    expect(cache.pruned).toEqual(['aggressive']);
    // Less than a second before the end.
    expect(cache.pruned.length && process.time.ms).toBeLessThan(4200);
  });
});

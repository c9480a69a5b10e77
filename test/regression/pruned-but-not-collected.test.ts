import { describe, expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

/** A cache that fills the heap, in a process whose collections take nine tenths of a second. */
async function pressedTwice(refilledEntries: number): Promise<PressedProcess> {
  const process = new PressedProcess({}, {}, (source) => {
    source.liveBytes = 600 * mib;
    source.pauseMs = 900;
  });
  const cache = new PressedCache(process.source, 380);
  process.manager.manage(cache);
  process.manager.enableAutomaticManagement();
  await process.pass(1000);
  expect(process.source.collections).toHaveLength(1);
  cache.entries += refilledEntries;
  process.source.liveBytes = 980 * mib;
  await process.pass(2000);
  return process;
}

describe('a cache that was pruned, and has filled again before the next collection was in the budget', () => {
  it('is collected all the same, since it killed a process in 256 MB that had let go of 50', async () => {
    const process = await pressedTwice(285);
    expect(process.source.collections).toHaveLength(2);
    const critical = process.manager.applied.filter(({ strategy }) => strategy === 'critical-memory');
    expect(critical.map(({ measured }) => measured)).toEqual([true, true]);
  });

  it('where nothing was let go of the budget holds', async () => {
    const process = await pressedTwice(-95);
    expect(process.source.collections).toHaveLength(1);
    expect(process.applied.length).toBeGreaterThan(1);
    expect(process.manager.applied.some(({ detail }) => detail.includes('may take 25 % of the time'))).toBe(
      true,
    );
  });
});

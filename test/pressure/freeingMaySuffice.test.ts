import { describe, expect, it } from 'vitest';
import { freeingMaySuffice } from '../../src/pressure/freeingMaySuffice.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess, type PressedSource } from './PressedProcess.ts';

describe('freeing memory may suffice', () => {
  const prospect = { prunable: true, collectible: false, fruitless: 0, applied: true, share: 0.9 };

  it('while there is something to prune, and that has helped so far', () => {
    expect(freeingMaySuffice(prospect)).toBe(true);
  });

  it('not where nothing can be pruned, nor where it has freed nothing, nor at the end', () => {
    expect(freeingMaySuffice({ ...prospect, prunable: false })).toBe(false);
    expect(freeingMaySuffice({ ...prospect, fruitless: 1 })).toBe(false);
    expect(freeingMaySuffice({ ...prospect, share: 0.95 })).toBe(false);
  });
});

describe('a collection may suffice', () => {
  const garbage = { prunable: false, collectible: true, fruitless: 0, applied: false, share: 0.9 };

  it('where garbage is more than what memory is short of, unless the last one has freed nothing', () => {
    expect(freeingMaySuffice(garbage)).toBe(true);
    expect(freeingMaySuffice({ ...garbage, fruitless: 1 })).toBe(false);
  });

  it('at the end only while it is made: right after it everybody knows what it has freed', () => {
    expect(freeingMaySuffice({ ...garbage, share: 0.97 })).toBe(false);
    expect(freeingMaySuffice({ ...garbage, share: 0.97, applied: true })).toBe(true);
    expect(freeingMaySuffice({ ...garbage, share: 0.97, applied: true, collectible: false })).toBe(false);
  });
});

/** A process whose live heap is at 88 % of its limit, and what a load shedder is told in it. */
function watched(cachedMegabytes: number): { process: PressedProcess; told: string[] } {
  return watchedFrom(cachedMegabytes, (source) => {
    source.liveBytes = (880 - cachedMegabytes) * mib;
  });
}

function watchedFrom(
  cachedMegabytes: number,
  prepare: (source: PressedSource) => void,
): { process: PressedProcess; told: string[]; cache: PressedCache } {
  const process = new PressedProcess({}, {}, prepare);
  const cache = new PressedCache(process.source, cachedMegabytes);
  const told: string[] = [];
  process.manager.addLoadShedder({
    shed: (level) => told.push(`shed ${level}`),
    restore: () => {},
    observe: ({ level }) => told.push(level),
  });
  process.manager.manage(cache);
  process.manager.enableAutomaticManagement();
  return { process, told, cache };
}

describe('a load shedder', () => {
  it('hears of no critical level where a cache can be pruned, and is not told to shed', async () => {
    const { process, told } = watched(600);
    await process.pass(12_000);
    expect(process.applied).toContain('critical-memory: freed');
    expect(new Set(told)).toEqual(new Set(['normal', 'warning']));
  });

  it('hears of it and is told to shed where there is nothing to prune', async () => {
    const { process, told } = watched(0);
    await process.pass(12_000);
    expect(told).toContain('critical');
    expect(told).toContain('shed critical');
  });

  it('hears of it once pruning has freed nothing', async () => {
    const { process, told } = watched(1);
    await process.pass(12_000);
    expect(process.applied).toContain('critical-memory: freed-nothing');
    expect(told.slice(-2)).toContain('critical');
  });

  it('hears of it where the critical strategy was replaced by none', async () => {
    const { process, told } = watched(600);
    process.manager.registerStrategy('critical', {
      name: 'critical-memory',
      apply: () => undefined,
    })();
    await process.pass(12_000);
    expect(told).toContain('critical');
  });
});

describe('a container that garbage fills', () => {
  const pace = 6 * mib;

  /** Garbage of 60 MB a second in a container of 500 MB, of which the rest takes so much. */
  async function filled(restMegabytes: number, seconds: number) {
    const { process, told, cache } = watchedFrom(40, (source) => {
      source.containerLimitBytes = 500 * mib;
      source.containerUsedBytes = restMegabytes * mib;
    });
    for (let tenth = 0; tenth < 10 * seconds; tenth++) {
      process.source.garbageBytes += pace;
      process.source.containerUsedBytes! += pace;
      await process.pass(100);
    }
    return { process, told, cache };
  }

  it('is emptied by collections: no cache is pruned for it, and no load is shed', async () => {
    const { process, told, cache } = await filled(250, 60);
    expect(process.manager.applied.length).toBeGreaterThan(5);
    expect(process.manager.applied.at(-1)!.detail).toMatch(/^A collection of 20 ms freed \d+ MB\.$/);
    expect(new Set(told)).toEqual(new Set(['normal', 'warning']));
    expect(cache.entries).toBe(40);
    expect(process.source.containerUsedBytes).toBeLessThan(500 * mib);
  });

  it('is pruned and sheds load once a collection has not freed enough', async () => {
    const { told, cache } = await filled(440, 8);
    expect(told).toContain('shed critical');
    expect(cache.entries).toBeLessThan(40);
  });

  it('is emptied first in a dry run, too', async () => {
    const { manager, source } = new PressedProcess({}, {}, (each) => {
      each.containerLimitBytes = 500 * mib;
      each.containerUsedBytes = 480 * mib;
      each.garbageBytes = 200 * mib;
    });
    manager.enableAutomaticManagement({ dryRun: true });
    manager.getCurrentPressureLevel();
    expect(manager.applied[0]?.detail).toMatch(/^It would collect garbage first, which may suffice\. /);
    expect(source.collections).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { freeingMaySuffice } from '../../src/pressure/freeingMaySuffice.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from './PressedProcess.ts';

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

/** A process whose live heap is at 88 % of its limit, and what a load shedder is told in it. */
function watched(cachedMegabytes: number): { process: PressedProcess; told: string[] } {
  const process = new PressedProcess({}, {}, (source) => {
    source.liveBytes = (880 - cachedMegabytes) * mib;
  });
  const told: string[] = [];
  process.manager.addLoadShedder({
    shed: (level) => told.push(`shed ${level}`),
    restore: () => {},
    observe: ({ level }) => told.push(level),
  });
  process.manager.manage(new PressedCache(process.source, cachedMegabytes));
  process.manager.enableAutomaticManagement();
  return { process, told };
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

import { describe, expect, it } from 'vitest';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

interface Life {
  readonly leakMegabytesPerSecond: number;
  readonly garbageMegabytesPerSecond: number;
  readonly cachedMegabytes?: number;
  readonly startMegabytes?: number;
  readonly seconds?: number;
}

/** A process with a limit of 180 MB whose V8 collects its garbage by itself; its caches fill again while it lives. */
async function lived({
  leakMegabytesPerSecond,
  garbageMegabytesPerSecond,
  cachedMegabytes = 0,
  startMegabytes = 100,
  seconds = 60,
}: Life) {
  const process = new PressedProcess({}, {}, (source) => {
    source.heapLimitBytes = 180 * mib;
    source.liveBytes = startMegabytes * mib;
  });
  const { source, manager } = process;
  const cache = new PressedCache(source, cachedMegabytes);
  if (cachedMegabytes > 0) manager.manage(cache);
  const asked: number[] = [];
  manager.addRecycler({ readyInMs: 2000, requestRecycling: () => void asked.push(source.liveBytes / mib) });
  manager.enableAutomaticManagement();
  for (let tenth = 0; tenth < 10 * seconds && source.liveBytes < 165 * mib; tenth++) {
    source.liveBytes += (leakMegabytesPerSecond * mib) / 10;
    source.garbageBytes = (source.garbageBytes + (garbageMegabytesPerSecond * mib) / 10) % (8 * mib);
    if (tenth % 20 === 0 && cache.entries < cachedMegabytes) {
      cache.entries += 1;
      source.liveBytes += mib;
    }
    await process.pass(100);
  }
  manager.close();
  return { asked, process };
}

describe('a leak with garbage beside it', () => {
  it('has its replacement asked for at once, though each collection frees some', async () => {
    const { asked, process } = await lived({ leakMegabytesPerSecond: 2, garbageMegabytesPerSecond: 5 });
    expect(asked[0]).toBeLessThan(148);
    expect(process.applied.filter((each) => each === 'critical-memory: freed')).toEqual([]);
  });

  it('is not said to have been helped', async () => {
    const { process } = await lived({ leakMegabytesPerSecond: 2, garbageMegabytesPerSecond: 5 });
    const message = process.logger.lines.find((line) => line.includes('was applied'));
    expect(message).toMatch(/critical-memory was applied: freed nothing/);
    expect(message).toMatch(/freed [\d.]+ [MmKk]B of garbage, and what is live grows on\./);
  });

  it('has it asked for in time, too, where small caches are pruned again and again', async () => {
    const { asked } = await lived({
      leakMegabytesPerSecond: 2,
      garbageMegabytesPerSecond: 5,
      cachedMegabytes: 4,
    });
    expect(asked[0]).toBeLessThan(152);
  });

  it('is no matter of a replacement where a cache is what grows', async () => {
    const { asked, process } = await lived({
      leakMegabytesPerSecond: 0,
      garbageMegabytesPerSecond: 5,
      cachedMegabytes: 60,
      startMegabytes: 90,
    });
    expect(process.applied).toContain('critical-memory: freed');
    expect(asked).toEqual([]);
  });
});

describe('a process that makes garbage near its limit', () => {
  it('and holds no more than before, is not replaced', async () => {
    const { asked, process } = await lived({
      leakMegabytesPerSecond: 0,
      garbageMegabytesPerSecond: 20,
      startMegabytes: 150,
      seconds: 120,
    });
    expect(process.applied.length).toBeGreaterThan(0);
    expect(asked).toEqual([]);
  });
});

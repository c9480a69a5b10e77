import { describe, expect, it } from 'vitest';
import { LazyHolderFinder } from '../../src/agent/LazyHolderFinder.ts';
import type { HolderFinder } from '../../src/sampling/HolderFinder.ts';

class FakeFinder implements HolderFinder {
  readonly asked: unknown[] = [];

  async take(longestPauseMs: number) {
    this.asked.push(longestPauseMs);
    return { performed: true, pauseMs: 1 } as const;
  }

  async find() {
    return { performed: true, snapshots: 3, holders: [] } as const;
  }

  stop(): void {
    this.asked.push('stop');
  }
}

describe('holders that are looked for with code loaded late', () => {
  it('cost nothing until a snapshot is wanted, and the code is loaded once', async () => {
    const finder = new FakeFinder();
    let loads = 0;
    const lazy = new LazyHolderFinder(async () => {
      loads += 1;
      return finder;
    });
    lazy.stop();
    expect(await lazy.find()).toEqual({ performed: false, reason: 'No heap snapshot was taken.' });
    expect(loads).toBe(0);
    expect(await lazy.take(5)).toEqual({ performed: true, pauseMs: 1 });
    await lazy.take(6);
    expect(await lazy.find()).toMatchObject({ snapshots: 3 });
    lazy.stop();
    expect(loads).toBe(1);
    expect(finder.asked).toEqual([5, 6, 'stop']);
  });

  it('say so where the code cannot be loaded, and try again', async () => {
    let fails = true;
    const lazy = new LazyHolderFinder(async () => {
      if (fails) throw new Error('no such file');
      return new FakeFinder();
    });
    expect(await lazy.take(1)).toEqual({
      performed: false,
      reason: 'The code that finds holders cannot be loaded: no such file.',
    });
    fails = false;
    expect(await lazy.take(1)).toMatchObject({ performed: true });
  });
});

import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../../src/monitoring/FaultLog.ts';
import type { Holder } from '../../../src/monitoring/holders/Holder.ts';
import { Holders } from '../../../src/monitoring/holders/Holders.ts';
import { PruneExperiment, type PruneResult } from '../../../src/monitoring/holders/PruneExperiment.ts';
import type { Collector } from '../../../src/sampling/Collector.ts';
import type { LiveReading } from '../../../src/sampling/MemorySource.ts';
import { epoch, kib, mib } from '../simulation.ts';

interface StoreOptions extends Partial<Holder> {
  /** Share of what is let go of that becomes free. */
  readonly freed?: number;
}

/** A store of 1,000 entries of 5 KB, 60 MB of other things, and a collector. */
class Stage {
  entries = 1000;
  liveBytes: number = 60 * mib + 5000 * kib;
  collections = 0;
  isSilent = false;
  readonly listeners: Set<(reading: LiveReading) => void> = new Set();
  refuse = Number.POSITIVE_INFINITY;
  readonly holders: Holders = new Holders(new FaultLog(undefined, () => 0));
  readonly collector: Collector = {
    collect: () => {
      this.collections += 1;
      if (this.collections > this.refuse)
        return { performed: false, reason: 'V8 does not expose its collector.' };
      const { liveBytes, collections: majorCollections } = this;
      for (const tell of this.isSilent ? [] : this.listeners) {
        tell({ time: epoch, liveBytes, externalBytes: 0, majorCollections });
      }
      return { performed: true, pauseMs: 20, cpuMs: 20 };
    },
    loopUse: () => 0,
  };
  readonly experiment: PruneExperiment = new PruneExperiment({
    collector: this.collector,
    onReading: (listener) => {
      this.listeners.add(listener);
      return () => this.listeners.delete(listener);
    },
  });

  constructor({ freed = 1, ...holder }: StoreOptions = {}) {
    this.holders.register({
      name: 'pages',
      entries: () => this.entries,
      bytes: () => this.entries * 5 * kib,
      maxEntries: 10_000,
      prune: (share) => {
        const gone = Math.round(share * this.entries);
        this.entries -= gone;
        this.liveBytes -= freed * gone * 5 * kib;
      },
      ...holder,
    });
  }

  run(share?: number): Promise<PruneResult> {
    return this.experiment.run('pages', this.holders.account('pages'), share);
  }
}

describe('the prune experiment', () => {
  it('finds that a cache gives back what it lets go of', async () => {
    const stage = new Stage();
    expect(await stage.run()).toEqual({
      performed: true,
      entries: 150,
      freedBytes: 750 * kib,
      expectedBytes: 750 * kib,
      conclusion: 'reclaimable',
      advice:
        '750 kB of 750 kB came back: pages is a cache, and no leak. Where it takes too much, give it a lower bound.',
      pauseMs: 40,
    });
    expect(stage.collections).toBe(2);
    expect(stage.listeners.size).toBe(0);
  });

  it('finds that somebody else holds what a cache lets go of', async () => {
    expect(await new Stage({ freed: 0 }).run()).toMatchObject({
      freedBytes: 0,
      conclusion: 'not-reclaimable',
    });
  });

  it.each([
    [0.35, 0.15],
    [0, 0.05],
  ])('leaves open what it cannot tell: %d of a share of %d', async (freed, share) => {
    expect(await new Stage({ freed }).run(share)).toMatchObject({ conclusion: 'unclear' });
  });

  it('goes by the estimate of an entry where the holder tells no bytes', async () => {
    const stage = new Stage({ bytes: undefined });
    for (let reading = 0; reading < 6; reading++) {
      stage.entries = 500 + 100 * reading;
      stage.liveBytes = 60 * mib + stage.entries * 5 * kib;
      stage.holders.heldBytes(epoch + reading * 30_000, stage.liveBytes);
    }
    expect(await stage.run(0.2)).toMatchObject({ expectedBytes: 1000 * kib, conclusion: 'reclaimable' });
  });

  it('says what was freed where the size of an entry is not known', async () => {
    const freed = await new Stage({ bytes: undefined }).run();
    expect(freed).toMatchObject({ conclusion: 'reclaimable', freedBytes: 750 * kib });
    expect(freed).toHaveProperty('expectedBytes', undefined);
    expect(await new Stage({ bytes: undefined, freed: 0 }).run()).toMatchObject({ conclusion: 'unclear' });
    expect(await new Stage({ memory: 'external', freed: 0 }).run()).toMatchObject({ conclusion: 'unclear' });
  });

  it('waits for a prune that is asynchronous, and is made one at a time', async () => {
    let go: () => void = () => {};
    const stage = new Stage({
      prune: async () => {
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        stage.entries -= 100;
        stage.liveBytes -= 500 * kib;
      },
    });
    const first = stage.run();
    expect(await stage.run()).toEqual({ performed: false, reason: 'Another experiment is under way.' });
    go();
    expect(await first).toMatchObject({ entries: 100, conclusion: 'reclaimable' });
  });

  it.each<[string, StoreOptions, RegExp]>([
    ['has no prune', { prune: undefined }, /declared without prune/],
    ['lets go of nothing', { prune: () => 0 }, /has let go of nothing/],
    [
      'throws',
      {
        prune: () => {
          throw new Error('locked');
        },
      },
      /pages could not be pruned: locked/,
    ],
    ['rejects', { prune: () => Promise.reject('locked') }, /pages could not be pruned: locked/],
  ])('is not performed where the holder %s', async (_what, options, reason) => {
    const stage = new Stage(options);
    expect(await stage.run()).toEqual({ performed: false, reason: expect.stringMatching(reason) });
  });

  it('is not performed without a collector, or where one refuses', async () => {
    const stage = new Stage();
    const without = new PruneExperiment({ onReading: () => () => {} });
    expect(await without.run('pages', stage.holders.account('pages'))).toMatchObject({ performed: false });
    stage.refuse = 0;
    expect(await stage.run()).toMatchObject({ reason: 'V8 does not expose its collector.' });
    stage.refuse = 2;
    expect(await stage.run()).toMatchObject({ performed: false });
    stage.refuse = 10;
    stage.isSilent = true;
    expect(await stage.run()).toMatchObject({ reason: 'The collection gave no reading.' });
  });

  it('is not performed on a holder that nobody has registered', async () => {
    const { experiment } = new Stage();
    expect(await experiment.run('tiles', undefined)).toEqual({
      performed: false,
      reason: 'No holder is registered as tiles.',
    });
  });

  it.each([0, -1, 0.6, Number.NaN])('refuses a share of %d', async (share) => {
    await expect(new Stage().run(share)).rejects.toThrow('share must be a number above 0 and at most 0.5');
  });
});

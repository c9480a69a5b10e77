import { describe, expect, it } from 'vitest';
import { boundedLines } from '../../src/cli/snapshot/suspectSentences.ts';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import type { SuspectReport } from '../../src/wire/snapshot.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

/** A cache that holds so many entries before the first of three snapshots, and 300 more in each of the others. */
async function reportOn(cache: string, before: number, options = '{}'): Promise<SuspectReport> {
  const path = await takenSnapshots(`
    class Entry { constructor(i) { this.i = i; this.note = 'entry ' + i + Math.random(); this.body = Array(20).fill(i + 0.5); } }
    class Evicting { max = 5000; map = new Map(); set(k, v) { this.map.set(k, v); if (this.map.size > this.max) this.map.delete(this.map.keys().next().value); } }
    class Broken { max = 200; map = new Map(); set(k, v) { this.map.set(k, v); if (this.map.size > this.max) this.map.delete({}); } }
    class Decoy { cache = new Map(); oldCache = new Map([['one', {}]]); set(k, v) { this.cache.set(k, v); } }
    import(${JSON.stringify(import.meta.resolve('quick-lru'))}).then(async ({ default: QuickLRU }) => {
      const { LRUCache } = await import(${JSON.stringify(import.meta.resolve('lru-cache'))});
      globalThis.cache = ${cache};
      let id = 0;
      const add = (count) => { for (let i = 0; i < count; i++) cache.set('k' + ++id, new Entry(id)); };
      add(${before});
      for (const name of ['a', 'b', 'c']) {
        add(300);
        snap(name, ${options});
      }
    });
  `);
  const file = (name: string) => new SnapshotFile(path(name)).read();
  const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
  return findSuspects(new HeapSnapshot(await file('c')), earlier);
}

const withNumbers = '{ exposeNumericValues: true }';

describe('a cache with a bound that takes in 300 entries more between each two snapshots', {
  timeout: 300_000,
}, () => {
  it('is not accused as a quick-lru that was full before (was), and told as what it is', async () => {
    const { suspects, bounded, restBytes, thresholdBytes } = await reportOn(
      'new QuickLRU({ maxSize: 1000 })',
      3050,
    );
    expect(suspects).toEqual([]);
    expect(restBytes).toBeLessThan(thresholdBytes);
    expect(bounded).toMatchObject([{ bound: { entries: 1950, capacity: undefined } }]);
    expect(boundedLines(bounded![0]!, 400)[0]).toMatch(
      /^not accused, a cache with a bound: globalThis\.cache\.#cache \(Map\) grew by .* it has 1,950 entries, and has been full before$/,
    );
  });

  it('is not accused as an lru-cache whose places are all there', async () => {
    const { suspects, bounded } = await reportOn('new LRUCache({ max: 5000 })', 50);
    expect(suspects).toEqual([]);
    expect(bounded).toMatchObject([{ bound: { entries: 950, capacity: 5000 } }]);
  });

  it('is accused where the file does not say that it has one', async () => {
    const { suspects, bounded } = await reportOn('new Evicting()', 50);
    expect(suspects).toMatchObject([{ path: 'globalThis.cache.map' }]);
    expect(bounded).toEqual([]);
  });

  it('is not accused where the file has numbers, and the limit is kept', async () => {
    const { suspects, bounded } = await reportOn('new Evicting()', 50, withNumbers);
    expect(suspects).toEqual([]);
    expect(bounded).toMatchObject([
      { path: 'globalThis.cache.map', bound: { entries: 950, capacity: 5000 } },
    ]);
  });

  it('is accused where it is beyond its limit, where that is far away, and where it is no quick-lru', async () => {
    expect((await reportOn('new Broken()', 50, withNumbers)).suspects).toHaveLength(1);
    expect(
      (await reportOn('Object.assign(new Evicting(), { max: 1e6 })', 50, withNumbers)).suspects,
    ).toHaveLength(1);
    expect((await reportOn('new Decoy()', 50)).suspects).toHaveLength(1);
    expect(
      (await reportOn('new LRUCache({ maxSize: 5e7, sizeCalculation: () => 300 })', 50)).suspects,
    ).toHaveLength(1);
  });
});

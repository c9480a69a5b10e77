import { describe, expect, it } from 'vitest';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import type { SuspectReport } from '../../src/wire/snapshot.ts';
import { takenSnapshots } from '../profiling/heap-snapshot/takenSnapshot.ts';

const price = `let n = 0;
  class Price { constructor() { this.n = n++; this.text = 'price ' + n + Math.random(); this.list = [1.5, n, {}]; } }
  const prices = (length) => Array.from({ length }, () => new Price());
  const leak = globalThis.leak = [];`;

async function reportOf(program: string): Promise<SuspectReport> {
  const path = await takenSnapshots(`${price} ${program}; work(); work(); snap('a'); work(); snap('b');`);
  const file = (name: string) => new SnapshotFile(path(name)).read();
  return findSuspects(new HeapSnapshot(await file('b')), [summaryOf(await file('a'))]);
}

describe('of two snapshots, beside a leak', { timeout: 120_000 }, () => {
  it('what was replaced by as much is not accused (was: five suspects, of more than was born)', async () => {
    const report = await reportOf(`
      const tiles = globalThis.tiles = new Map(), shown = globalThis.shown = new Array(10).fill(null);
      let latest; globalThis.get = () => latest;
      function work() {
        latest = prices(2000); globalThis.alias = latest;
        globalThis.other = prices(2000);
        const local = prices(2000); globalThis.again = () => local;
        for (let at = 0; at < 10; at++) { const tile = prices(300); tiles.set(at, tile); shown[at] = tile; }
        leak.push(...prices(3000));
      }`);
    expect(report.suspects).toMatchObject([{ path: 'globalThis.leak', gains: [{ counts: [3000] }] }]);
    expect(report.spread).toEqual([]);
    expect(report.steadyBytes).toBeLessThan(report.grownBytes + report.thresholdBytes);
  });

  it('what was replaced by more is told by what is more, though another list of the kind was replaced by as much', async () => {
    const report = await reportOf(`
      let state = { items: prices(1000), prices: [] }, all = new Map(), round = 0; globalThis.get = () => [state, all];
      function work() {
        round += 1;
        state = { ...state, items: [...state.items, ...prices(1000)], prices: prices(3000) };
        all = new Map(Array.from({ length: 1000 + round * 500 }, (_, at) => ['key' + at, new Price()]));
      }`);
    const told = report.suspects.map(({ path, gains }) => [path.split(' ').at(-1)!, gains[0]!.counts]);
    expect(told).toEqual([
      ['items', [1000]],
      [expect.any(String), [500]],
    ]);
    expect(report.suspects[1]!.className).toBe('Map');
  });
});

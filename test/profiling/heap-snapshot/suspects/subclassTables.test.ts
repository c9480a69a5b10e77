import { describe, expect, it } from 'vitest';
import { HeapSnapshot } from '../../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { takenSnapshots } from '../takenSnapshot.ts';

describe('the table of an instance of a class of Maps or Sets', { timeout: 120_000 }, () => {
  it('counts as little as that of a Map where it doubles: each is told to grow by what it was given', async () => {
    const path = await takenSnapshots(`
      class Sub extends Map {} class Deeper extends Sub {} class Group extends Set {}
      globalThis.plain = new Map(); globalThis.sub = new Deeper(); globalThis.group = new Group(); let n = 0;
      const item = () => ({ n, tag: ['t' + n, { n }] });
      const work = () => { for (let i = 0; i < 600; i++) { n++; plain.set(n, item()); sub.set(n, item()); group.add(item()); } };
      work(); work(); snap('a'); work(); snap('b'); work(); snap('c');`);
    const file = (name: string) => new SnapshotFile(path(name)).read();
    const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
    const { suspects } = findSuspects(new HeapSnapshot(await file('c')), earlier);
    const grown = new Map(suspects.map((one) => [one.path, one.bytesPerInterval]));
    expect([...grown.keys()].sort()).toEqual(['globalThis.group', 'globalThis.plain', 'globalThis.sub']);
    const [first, second] = grown.get('globalThis.plain')!;
    for (const [, bytes] of grown) {
      expect(bytes[0]! / first!).toBeCloseTo(1, 1);
      expect(bytes[1]! / second!).toBeCloseTo(1, 1);
    }
  });
});

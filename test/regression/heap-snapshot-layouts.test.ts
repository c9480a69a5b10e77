import { describe, expect, it } from 'vitest';
import { HeapSnapshot } from '../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { newKernels } from '../../src/profiling/heap-snapshot/newKernels.ts';
import { ScriptNames } from '../../src/profiling/heap-snapshot/ScriptNames.ts';
import { summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { snapshotDiff } from '../../src/profiling/heap-snapshot/snapshotDiff.ts';
import { readText, snapshotText, type TinyNode } from '../profiling/heap-snapshot/TinySnapshot.ts';

const nodes: readonly TinyNode[] = [
  { type: 'synthetic', edges: [['shortcut', 'global', 1]] },
  { name: 'Foo', size: 8, location: [1, 2, 3] },
];

describe('a heap snapshot', () => {
  it.each(['"location_fields":["object_index","script_id","line","column"]', '"line","column"'])(
    'whose head does not say %s is read as one without locations (was an endless loop)',
    async (fields) => {
      const without = fields.startsWith('"location_fields"') ? '"x":[]' : '"row","column"';
      const graph = await readText(snapshotText(nodes).replace(fields, without));
      const snapshot = new HeapSnapshot(graph);
      expect(snapshot.histogram).toMatchObject([{ name: 'Foo', place: undefined }]);
      expect(new ScriptNames(graph, [1]).placeOf(1)).toBeUndefined();
    },
  );

  it('whose plain name has the last index that there can be is not one of plain objects', async () => {
    const text = snapshotText([...nodes, { name: 'Foo', size: 8 }]);
    const graph = await readText(text.replace(/\n,3,\d+,5,/, '\n,3,4294967295,5,'));
    expect(graph.isNamed(2, 'Object')).toBe(false);
    expect(new HeapSnapshot(graph).histogram.map(({ name }) => name).sort()).toEqual(['?', 'Foo']);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'that has a type of nodes called %s, as every object has a member, shows it by that name',
    async (type) => {
      const text = snapshotText([...nodes, { type: 'bigint', size: 8 }]).replace('"bigint"', `"${type}"`);
      const snapshot = new HeapSnapshot(await readText(text));
      expect(snapshot.histogram.map(({ name }) => name).sort()).toEqual([`(${type})`, 'Foo']);
    },
  );

  it('of few objects, one with a great id, is compared without hundreds of megabytes', async () => {
    const text = snapshotText([...nodes, { name: 'Bar', size: 8, id: 2 ** 31 - 1 }]);
    const before = summaryOf(await readText(snapshotText(nodes)));
    const arrays = process.memoryUsage().arrayBuffers;
    const changes = snapshotDiff(before, new HeapSnapshot(await readText(text)));
    expect(changes).toMatchObject([{ name: 'Bar', added: 1 }]);
    expect(process.memoryUsage().arrayBuffers - arrays).toBeLessThan(50e6);
  });
});

describe('a heap snapshot that was cut where its edges begin', () => {
  it.each(newKernels().map((kernel) => [kernel.kind, kernel] as const))(
    'is told to have none of them (was: as many as it has nodes), %s',
    async (_, kernel) => {
      const text = snapshotText(nodes);
      const start = text.slice(0, text.indexOf('"edges":[') + '"edges":['.length);
      await expect(readText(start, { kernel })).rejects.toThrow(/in its edges: 0 of 1 are there/);
    },
  );
});

import { expect, it } from 'vitest';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { entryCount } from '../../../src/profiling/heap-snapshot/suspects/entryCount.ts';
import { takenSnapshots } from './takenSnapshot.ts';

const program = `
  class Thing { constructor(i) { this.i = i; } }
  class Cache extends Map {}
  const holder = globalThis.holder = {
    texts: new Map(), numbers: new Map(), keys: new Map(), cache: new Cache(), one: new Map(),
    set: new Set(), list: [], dictionary: {}, fixed: { a: new Thing(1), b: new Thing(2), c: 3 }, weak: new WeakMap(), none: new Map(),
  };
  const keys = globalThis.keys = [];
  for (let i = 0; i < 100; i++) {
    holder.texts.set('k' + i, new Thing(i));
    holder.numbers.set(i, new Thing(i));
    holder.keys.set({ i }, i);
    holder.cache.set('c' + i, { i });
    holder.set.add(new Thing(i));
    holder.list.push(new Thing(i));
    holder.dictionary['key with ' + i] = new Thing(i);
    keys.push({ i });
    holder.weak.set(keys[i], new Thing(i));
  }
  holder.one.set('key', { value: 1 });
  for (let i = 0; i < 30; i++) { holder.texts.delete('k' + i); holder.set.delete([...holder.set][0]); }
  delete holder.dictionary['key with 3'];
  snap('a');
`;

it('the entries of maps and sets, the elements of arrays and the properties of objects are counted', async () => {
  const path = await takenSnapshots(program);
  const file = new SnapshotFile(path('a'));
  const graph = await file.read();
  const { nodes, edges, strings } = graph;
  const childrenOf = (node: number): Map<string, number> => {
    const children = new Map<string, number>();
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      if (edges.types[edge] === graph.edgeType('property'))
        children.set(strings.text(edges.names[edge]!), edges.targets[edge]!);
    }
    return children;
  };
  let holder: number | undefined;
  for (let node = 0; node < graph.nodeCount && holder === undefined; node++)
    holder = childrenOf(node).get('holder');
  const counts = Object.fromEntries(
    [...childrenOf(holder!)]
      .filter(([name]) => name !== '__proto__')
      .map(([name, node]) => [name, entryCount(graph, node)]),
  );
  file.close();
  expect(counts).toEqual({
    texts: 70,
    numbers: 100,
    keys: 100,
    cache: 100,
    one: 1,
    set: 70,
    list: 100,
    dictionary: 99,
    fixed: 2,
    weak: 100,
    none: 0,
  });
});

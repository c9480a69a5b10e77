import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newKernels } from '../../../src/profiling/heap-snapshot/newKernels.ts';
import { readSnapshot } from '../../../src/profiling/heap-snapshot/readSnapshot.ts';
import type { SnapshotGraph } from '../../../src/profiling/heap-snapshot/SnapshotGraph.ts';
import { inPieces, readText, snapshotText, type TinyNode } from './TinySnapshot.ts';

const nodes: readonly TinyNode[] = [
  {
    type: 'synthetic',
    name: '',
    edges: [
      ['shortcut', 'global', 1],
      ['element', 1, 2],
    ],
  },
  {
    name: 'Object',
    size: 24,
    edges: [
      ['property', 'wéird "name"\n\ud800', 2],
      ['weak', 0, 3],
    ],
  },
  { name: 'Foo', size: 2 ** 33, detachedness: 2, location: [7, 12, 3] },
  { type: 'string', name: 'x'.repeat(3000), size: 16 },
];
const kinds = newKernels().map(({ kind }) => kind);
const kernelOf = (kind: string) => newKernels().find((kernel) => kernel.kind === kind)!;

function told(graph: SnapshotGraph) {
  const { nodes, edges, locations, nodeCount } = graph;
  return {
    types: [...nodes.types],
    ids: [...nodes.ids],
    names: Array.from({ length: nodeCount }, (_, node) => graph.nameOf(node)),
    sizes: Array.from({ length: nodeCount }, (_, node) => graph.sizeOf(node)),
    detachedness: [...nodes.detachedness],
    firstEdges: [...nodes.firstEdges],
    edgeTypes: [...edges.types],
    edgeNames: [...edges.names],
    targets: [...edges.targets],
    locations: [...locations],
  };
}

describe.each(kinds)('reading a snapshot with the kernel in %s', (kind) => {
  it('gives every field of nodes and edges as it was written', async () => {
    const graph = await readText(snapshotText(nodes), { kernel: kernelOf(kind) });
    expect(told(graph)).toMatchObject({
      types: [9, 3, 3, 2],
      ids: [1, 3, 5, 7],
      names: ['', 'Object', 'Foo', 'x'.repeat(3000)],
      sizes: [0, 24, 2 ** 33, 16],
      detachedness: [0, 0, 2, 0],
      firstEdges: [0, 2, 4, 4, 4],
      targets: [1, 2, 2, 3],
      locations: [14, 7, 12, 3],
    });
    expect(graph.strings.text(graph.edges.names[2]!)).toBe('wéird "name"\n\ud800');
  });

  it('reads the layout of Node.js 24, whose records are shorter', async () => {
    const old = told(await readText(snapshotText(nodes), { kernel: kernelOf(kind) }));
    const graph = await readText(snapshotText(nodes, { version: 'node24', separator: ',' }), {
      kernel: kernelOf(kind),
    });
    expect(told(graph)).toEqual({ ...old, locations: [12, 7, 12, 3] });
  });

  it('does not care where the pieces end', async () => {
    const text = snapshotText(nodes);
    const whole = told(await readText(text, { kernel: kernelOf(kind) }));
    for (const size of [1, 2, 3, 7, 64, 1000]) {
      expect(told(await readText(text, { kernel: kernelOf(kind), size }))).toEqual(whole);
    }
  });

  it('names the section in which a file was cut short', async () => {
    const text = snapshotText(nodes);
    const cut = (before: string) => readText(text.slice(0, text.indexOf(before)), { kernel: kernelOf(kind) });
    await expect(cut('"meta"')).rejects.toThrow(/be whole, but it ends after \d+ bytes, in its head/);
    await expect(cut('"nodes"')).rejects.toThrow(/before its nodes/);
    await expect(cut('\n,2,')).rejects.toThrow(/in its nodes: 2 of 4 are there/);
    await expect(cut('],\n"trace_function_infos"')).rejects.toThrow(/in its edges: \d of 4/);
    await expect(cut('"strings"')).rejects.toThrow(/before its strings/);
    await expect(cut('xxx')).rejects.toThrow(/in its strings/);
  });

  it('refuses numbers that do not fit, wherever they stand', async () => {
    const text = snapshotText(nodes);
    const put = (before: string, after: string) =>
      readText(text.replace(before, after), { kernel: kernelOf(kind) });
    await expect(put(',3,24,2,', `,${2 ** 32},24,2,`)).rejects.toThrow(/there is a larger one/);
    await expect(put(',3,24,2,', `,3,${'9'.repeat(400)},2,`)).rejects.toThrow(/there is a larger one/);
    await expect(put(',3,24,2,', ',3,24,-2,')).rejects.toThrow(/have numbers in its nodes/);
    await expect(put(',3,24,2,', ',3,2.4,2,')).rejects.toThrow(/have numbers in its nodes/);
    await expect(put(',3,24,2,', ',3,"24",2,')).rejects.toThrow(/have numbers in its nodes/);
    await expect(put(',3,24,2,', ',3,24,3,')).rejects.toThrow(/as many edges as its nodes say/);
    await expect(put('"node_count":4', '"node_count":3')).rejects.toThrow(/as many nodes as its head says/);
    await expect(put('"node_count":4', '"node_count":5')).rejects.toThrow(/says 5 and there are 4/);
    await expect(put('"edge_count":4', '"edge_count":3')).rejects.toThrow(/as many edges/);
  });

  it('refuses edges that lead nowhere', async () => {
    const text = snapshotText([{ edges: [['element', 0, 1]] }]);
    await expect(readText(text, { kernel: kernelOf(kind) })).rejects.toThrow(/edges that lead to its nodes/);
    const between = text.replace('1,0,7', '1,0,6');
    await expect(readText(between, { kernel: kernelOf(kind) })).rejects.toThrow(
      /edges that lead to its nodes/,
    );
  });

  it('holds sizes of 4 GB and more exactly, and refuses hundreds of them', async () => {
    const huge = Array.from({ length: 300 }, () => ({ size: 2 ** 40 + 1 }));
    const graph = await readText(snapshotText(huge.slice(0, 200)), { kernel: kernelOf(kind) });
    expect(graph.sizeOf(199)).toBe(2 ** 40 + 1);
    await expect(readText(snapshotText(huge), { kernel: kernelOf(kind) })).rejects.toThrow(
      /at most 256 objects/,
    );
  });

  it('gives the graph or an error, and nothing else, for whatever is done to a file', async () => {
    const text = Buffer.from(
      snapshotText(nodes.map((node) => ({ ...node, name: node.name?.slice(0, 5) ?? '' }))),
    );
    const edit = fc.record({
      at: fc.nat(text.length - 1),
      remove: fc.nat(20),
      put: fc.oneof(
        fc.constantFrom('"', ']', '[', '{', '}', ',', '\\', '99999999999', '-1', '\u0000'),
        fc.string(),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 300 }),
        async (edits, size) => {
          let bytes = text;
          for (const { at, remove, put } of edits) {
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + remove)]);
          }
          const outcome = await readSnapshot(
            { chunks: inPieces(bytes, size) },
            { kernel: kernelOf(kind) },
          ).catch((error) => error);
          if (outcome instanceof Error)
            expect(outcome).toMatchObject({ name: 'TidemarkError', code: 'INVALID_SNAPSHOT' });
          else expect(outcome.nodeCount).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a file that is no snapshot', () => {
  it.each([
    ['', /it is empty/],
    ['hello', /this begins with "hello"/],
    ['{"snap', /it ends after 6 bytes, in its head/],
    ['{"head":{"callFrame":', /sampling heap profile/],
    ['{"nodes":[{"id":1', /CPU profile/],
    [
      '{"nodes":[1]}',
      /begin with {"snapshot":, but this begins with "{\\"nodes\\":\[1\]}", without the snapshot\.meta/,
    ],
    ['{"time":1,"pid":2}', /this is a recording: tidemark analyze/],
    ['{"snapshot":{}}', /have an object as snapshot.meta, but it is undefined/],
    ['{"snapshot":[],"nodes":[]}', /have an object as snapshot/],
    ['{"snapshot":{"meta":{"node_fields":["type","name"]}},', /have the node field id/],
    ['{"snapshot":{"meta":{"node_fields":7}},', /have a list of names as snapshot.meta.node_fields/],
    ['{"snapshot":{nonsense},', /have JSON as its head/],
  ])('%j is told for what it is', async (text, message) => {
    await expect(readText(text)).rejects.toMatchObject({
      code: 'INVALID_SNAPSHOT',
      message: expect.stringMatching(message),
    });
  });

  it('tells what is compressed', async () => {
    await expect(readSnapshot({ chunks: inPieces(Uint8Array.of(0x1f, 0x8b, 8, 0), 4) })).rejects.toThrow(
      /gunzip/,
    );
    await expect(
      readSnapshot({ chunks: inPieces(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), 4) }),
    ).rejects.toThrow(/zstd/);
  });

  it('is refused before memory is taken for what its head promises', async () => {
    const text = snapshotText(nodes).replace('"node_count":4', '"node_count":4000000000');
    const bytes = Buffer.from(text);
    const options = { sizeBytes: bytes.length };
    await expect(readSnapshot({ chunks: inPieces(bytes, 999) }, options)).rejects.toThrow(
      /4,000,000,000 nodes/,
    );
  });

  it.each([
    ['"node_count":4', '"node_count":4.5', /snapshot.node_count, but it is 4.5/],
    ['"node_count":4', '"node_count":4,"root_index":3', /root among its nodes/],
    ['"node_count":4', '"node_count":4,"root_index":70', /root among its nodes/],
    ['"edge_fields":["type"', '"edge_fields":["kind"', /edge fields type, name_or_index, to_node/],
    ['"nodes":[', '"nodes":{', /have a list of nodes/],
    [',\n"edges"', ',\n!"edges"', /consist of named sections/],
    [',\n"edges"', `,\n"${'k'.repeat(300)}"`, /consist of named sections/],
  ])('%s, changed to %s, is told', async (before, after, message) => {
    await expect(readText(snapshotText(nodes).replace(before, after))).rejects.toThrow(message);
  });

  it('is told which section it lacks', async () => {
    const text = snapshotText(nodes);
    await expect(readText(text.replace('"strings"', '"words"'))).rejects.toThrow(/have a section strings/);
  });
});

describe('what a snapshot may have', () => {
  it('types that nobody knows are kept, and numbered', async () => {
    const graph = await readText(snapshotText([{ type: '99', name: 'x' }]));
    expect(graph.typeOf(0)).toBe('type 99');
  });

  it('sections that nobody knows, however deep, are passed over', async () => {
    const deep = `"news":${'['.repeat(100_000)}"]\\""${']'.repeat(100_000)},"flag":true,"x":null,\n"edges"`;
    const graph = await readText(snapshotText(nodes).replace('"edges"', deep), { size: 1000 });
    expect(graph.edgeCount).toBe(4);
  });

  it('a name that does not exist reads as a question mark', async () => {
    const graph = await readText(snapshotText([{ name: 'x' }]));
    expect(graph.strings.text(99)).toBe('?');
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const reading = readSnapshot(
      { chunks: inPieces(Buffer.from(snapshotText(nodes)), 100) },
      {
        signal: stop.signal,
        progress: (bytes) => {
          seen.push(bytes);
          if (bytes >= 300) stop.abort();
        },
      },
    );
    await expect(reading).rejects.toThrow(/abort/);
    expect(seen).toEqual([100, 200, 300]);
  });
});

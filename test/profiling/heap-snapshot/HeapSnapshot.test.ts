import { describe, expect, it } from 'vitest';
import type { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { analysed, type TinyNode } from './TinySnapshot.ts';

const root = (...to: number[]): TinyNode => ({
  type: 'synthetic',
  edges: to.map((node) => ['shortcut', 'global', node]),
});

const sizes = ({ graph }: HeapSnapshot) =>
  Array.from({ length: graph.nodeCount }, (_, node) => graph.sizeOf(node));
const classNames = ({ classes, graph }: HeapSnapshot) =>
  Array.from({ length: graph.nodeCount }, (_, node) => classes.classes[classes.classOf[node]!]!.name);

describe('sizes', () => {
  it("of V8's own parts go to the one object that they belong to", async () => {
    const snapshot = await analysed([
      root(1),
      {
        name: 'Map',
        size: 10,
        edges: [
          ['internal', 'table', 2],
          ['property', 'other', 4],
        ],
      },
      { type: 'array', size: 100, edges: [['internal', 'x', 3]] },
      { type: 'hidden', size: 1000 },
      {
        name: 'Foo',
        size: 7,
        edges: [
          ['internal', 'shared', 5],
          ['internal', 'text', 6],
        ],
      },
      { type: 'array', size: 50, edges: [] },
      { type: 'native', name: 'system / ExternalStringData', size: 3 },
    ]);
    expect(sizes(snapshot)).toEqual([0, 1110, 0, 0, 60, 0, 0]);
    expect(snapshot.totalBytes).toBe(1170);
  });

  it('stay where two objects share a part, or only V8 holds it', async () => {
    const snapshot = await analysed([
      { ...root(1, 2), edges: [...root(1, 2).edges!, ['internal', 'own', 4]] },
      { name: 'A', size: 1, edges: [['internal', 'p', 3]] },
      { name: 'B', size: 1, edges: [['internal', 'p', 3]] },
      { type: 'array', size: 100 },
      { type: 'hidden', size: 5 },
    ]);
    expect(sizes(snapshot)).toEqual([0, 1, 1, 100, 5]);
  });

  it('are left alone in a snapshot that exposes internals, and add up beyond 4 GB', async () => {
    const exposed = await analysed([
      { type: 'synthetic', edges: [['element', 1, 1]] },
      { type: 'synthetic', name: '(GC roots)', edges: [['element', 0, 2]] },
      { name: 'A', size: 1, edges: [['internal', 'p', 3]] },
      { type: 'array', size: 2 ** 32 },
    ]);
    expect(sizes(exposed)).toEqual([0, 0, 1, 2 ** 32]);
    const huge = await analysed([
      root(1),
      { name: 'A', size: 2 ** 32 - 2, edges: [['internal', 'p', 2]] },
      { type: 'array', size: 2 ** 32 },
    ]);
    expect(sizes(huge)).toEqual([0, 2 ** 33 - 2, 0]);
  });
});

describe('distances', () => {
  it('count from the program, over edges that are not weak, and apart for what is not its own', async () => {
    const { distances } = await analysed([
      {
        type: 'synthetic',
        edges: [
          ['element', 0, 4],
          ['shortcut', 'global', 1],
        ],
      },
      {
        name: 'A',
        edges: [
          ['property', 'b', 2],
          ['weak', 'c', 3],
        ],
      },
      { name: 'B', edges: [] },
      { name: 'C', edges: [] },
      {
        type: 'synthetic',
        name: '(GC roots)',
        edges: [
          ['element', 0, 3],
          ['element', 1, 2],
        ],
      },
      { name: 'held by nobody' },
    ]);
    expect([...distances]).toEqual([100_000_000, 1, 2, 100_000_002, 100_000_001, 0xffff_ffff]);
  });

  it('to a value in a WeakMap go over the farther of key and table, and it hangs on the key', async () => {
    const twin = (edge: number) =>
      `${edge} / part of key (Key (1) @7) -> value (V @9) pair in WeakMap (table @5)`;
    const { distances, tree } = await analysed([
      root(1, 2),
      { name: 'WeakMap', edges: [['internal', 'table', 3]], id: 3 },
      { name: 'A', edges: [['property', 'next', 5]], id: 11 },
      { type: 'array', edges: [['internal', twin(1), 6]], id: 5 },
      { name: 'Key', edges: [['internal', twin(2), 6]], id: 7 },
      { name: 'B', edges: [['property', 'next', 4]], id: 13 },
      { name: 'V', id: 9 },
    ]);
    expect(distances[6]).toBe(4);
    expect(distances[4]).toBe(3);
    expect(tree.dominatorOf(6)).toBe(4);
  });

  it('do not follow what V8 shares between classes', async () => {
    const { distances } = await analysed([
      root(1),
      {
        name: 'A',
        edges: [
          ['internal', 'descriptors', 2],
          ['internal', 'context', 4],
        ],
      },
      {
        type: 'array',
        name: '(map descriptors)',
        edges: [
          ['internal', '4', 3],
          ['internal', '5', 5],
          ['element', 7, 6],
          ['hidden', 1, 7],
        ],
      },
      { name: 'skipped' },
      {
        type: 'hidden',
        name: 'system / NativeContext',
        edges: [
          ['internal', 'sloppy_function_map', 3],
          ['internal', 'map', 7],
        ],
      },
      { name: 'met' },
      { name: 'skipped' },
      { name: 'met' },
    ]);
    expect([...distances].slice(3)).toEqual([0xffff_ffff, 2, 3, 0xffff_ffff, 3]);
  });
});

describe('classes', () => {
  it('are named by type, name, tag and state', async () => {
    const snapshot = await analysed([
      root(1, 2, 3, 4, 5, 6, 7, 8),
      { type: 'hidden', name: 'x' },
      { type: 'code', name: 'x' },
      { type: 'closure', name: 'onTick' },
      { type: 'regexp', name: '/x/' },
      { type: 'string', name: 'text' },
      { type: 'native', name: '<div id="a" class="b">' },
      { type: 'native', name: 'Detached <div id="a">' },
      {
        type: 'native',
        name: 'Document',
        detachedness: 2,
        edges: [
          ['internal', 'child', 9],
          ['property', 'js', 10],
        ],
      },
      { type: 'native', name: '<p x>' },
      { name: 'Foo' },
      { type: '77' },
    ]);
    expect(classNames(snapshot)).toEqual([
      '(synthetic)',
      '(system)',
      '(compiled code)',
      'Function',
      'RegExp',
      '(string)',
      '<div>',
      'Detached <div>',
      'Detached Document',
      'Detached <p>',
      'Foo',
      '(type 77)',
    ]);
  });

  it('what a document shows is not detached, even if something detached refers to it', async () => {
    const snapshot = await analysed([
      root(1, 2),
      {
        type: 'native',
        name: 'Gone',
        detachedness: 2,
        edges: [
          ['internal', 'x', 3],
          ['weak', 'y', 4],
        ],
      },
      { type: 'native', name: 'Shown', detachedness: 1, edges: [['internal', 'x', 3]] },
      { type: 'native', name: 'Both' },
      { type: 'native', name: 'Neither' },
    ]);
    expect(classNames(snapshot).slice(1)).toEqual(['Detached Gone', 'Shown', 'Both', 'Neither']);
  });

  it('of the same name in different places are two', async () => {
    const snapshot = await analysed([
      root(1, 2, 3, 4),
      { name: 'Foo', size: 3, location: [5, 10, 2] },
      { name: 'Foo', size: 3, location: [5, 10, 2] },
      { name: 'Foo', size: 2, location: [6, 10, 2] },
      { type: 'closure', name: 'f', size: 1, location: [6, 10, 2] },
    ]);
    expect(snapshot.histogram.map(({ name, count, place }) => [name, count, place?.scriptId])).toEqual([
      ['Foo', 2, 5],
      ['Foo', 1, 6],
      ['Function', 1, undefined],
    ]);
  });

  it('of plain objects are the properties that several begin with', async () => {
    const plain = (...names: string[]): TinyNode => ({
      name: 'Object',
      size: 1,
      edges: [...names, '__proto__'].map((name) => ['property', name, 1]),
    });
    const long = Array.from({ length: 30 }, (_, index) => `property${index}`);
    const snapshot = await analysed([
      root(2, 3, 4, 5, 6, 7, 8, 9, 10),
      { type: 'string', name: '' },
      plain('a', 'b'),
      plain('a', 'b'),
      plain('a', 'b', 'c'),
      plain('b', 'a'),
      plain('z'),
      plain(),
      plain(...long),
      plain(...long),
      plain('x,y'),
      plain('x,y'),
    ]);
    const names = classNames(snapshot).slice(2);
    expect(names.slice(0, 6)).toEqual(['{a, b}', '{a, b}', '{a, b}', '{a, b}', 'Object', 'Object']);
    expect(names[6]).toMatch(/^\{property0, property1, .{90,100}\}$/);
    expect(names.slice(8)).toEqual(['{"x,y"}', '{"x,y"}']);
  });

  it('retain what is retained by their objects, each byte once', async () => {
    const { histogram } = await analysed([
      root(1),
      { name: 'Node', size: 10, edges: [['property', 'next', 2]] },
      { name: 'Node', size: 10, edges: [['property', 'x', 3]] },
      { name: 'X', size: 5, edges: [['property', 'n', 4]] },
      { name: 'Node', size: 1 },
    ]);
    expect(
      histogram.map(({ name, count, shallowBytes, retainedBytes }) => [
        name,
        count,
        shallowBytes,
        retainedBytes,
      ]),
    ).toEqual([
      ['Node', 3, 21, 26],
      ['X', 1, 5, 6],
    ]);
  });
});

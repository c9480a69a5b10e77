import { describe, expect, it } from 'vitest';
import { nodeWords } from '../../../src/profiling/heap-snapshot/nodeWords.ts';
import { PathWords } from '../../../src/profiling/heap-snapshot/PathWords.ts';
import { fixIdea } from '../../../src/profiling/heap-snapshot/suspects/fixIdea.ts';
import { analysed, type TinyEdge, type TinyNode } from './TinySnapshot.ts';

/** A chain from the global object over these edges; the last node is at its end. */
async function pathOver(
  ...edges: readonly (readonly [type: string, name: string | number, holder?: string])[]
) {
  const nodes: TinyNode[] = [{ type: 'synthetic', edges: [['shortcut', 'global', 1]] }];
  for (const [index, [type, name, holder = 'Foo']] of edges.entries()) {
    nodes.push({ name: index === 0 ? 'global' : holder, edges: [[type, name, index + 2] as TinyEdge] });
  }
  nodes.push({ name: 'End' });
  const { graph, retainers } = await analysed(nodes);
  const words = new PathWords(graph, retainers);
  const last = nodes.length - 1;
  return {
    text: words.pathTo(last),
    masked: words
      .stepsTo(last)
      .map(({ masked }) => masked)
      .join(''),
  };
}

describe('a path', () => {
  it('reads as JavaScript', async () => {
    expect((await pathOver(['property', 'app'], ['property', 'a key'], ['element', 7])).text).toBe(
      'globalThis.app["a key"][7]',
    );
    expect((await pathOver(['property', '<symbol kState>'], ['property', 'x"y'])).text).toBe(
      'globalThis[kState]["x\\"y"]',
    );
    expect((await pathOver(['property', 'k'.repeat(90)], ['property', '3d'])).text).toMatch(
      /^globalThis\.k+\["3d"\]$/,
    );
  });

  it('has private fields as JavaScript writes them, and keys of plain objects that look like these in quotes', async () => {
    expect((await pathOver(['property', 'app'], ['property', '#done', 'App'])).text).toBe(
      'globalThis.app.#done',
    );
    expect((await pathOver(['property', 'byTag'], ['property', '#done', 'Object'])).text).toBe(
      'globalThis.byTag["#done"]',
    );
    expect(fixIdea({ className: 'Array', maskedPath: 'app.#done._events.x', gains: undefined })).toMatch(
      /^this\.#done\.off\("x", listener\)/,
    );
  });

  it("leaves out V8's own steps, and names those that the language has no word for", async () => {
    expect((await pathOver(['property', 'map'], ['internal', 'table'], ['internal', '12'])).text).toBe(
      'globalThis.map[entry]',
    );
    expect((await pathOver(['property', 'f'], ['internal', 'context'], ['context', 'session'])).text).toBe(
      'globalThis.f → variable session',
    );
    expect((await pathOver(['property', 'f'], ['hidden', 3, 'system / Context'])).text).toBe(
      'globalThis.f → a closure variable',
    );
    expect((await pathOver(['property', 'f'], ['hidden', 3])).text).toBe('globalThis.f[entry]');
    expect((await pathOver(['internal', 'native_context'])).text).toBe('globalThis{native_context}');
  });

  it('to a value in a WeakMap says so, and goes over the farther of key and table', async () => {
    const twin = '3 / part of key (Key @5) -> value (V @9) pair in WeakMap (table @7)';
    const { graph, retainers } = await analysed([
      { type: 'synthetic', edges: [['shortcut', 'global', 1]] },
      {
        name: 'global',
        edges: [
          ['property', 'key', 2],
          ['property', 'map', 5],
        ],
      },
      { name: 'Key', edges: [['internal', twin, 4]] },
      { type: 'array', edges: [['internal', `4${twin}`, 4]] },
      { name: 'V' },
      { name: 'WeakMap', edges: [['internal', 'table', 3]] },
    ]);
    expect(new PathWords(graph, retainers).pathTo(4)).toBe('globalThis.map[value in a WeakMap]');
  });

  it('is masked where runs differ', async () => {
    expect((await pathOver(['property', 'a'], ['element', 99])).masked).toBe('globalThis.a[*]');
  });

  it('is the shortest, begins at the program where it can, and never takes weak edges', async () => {
    const { graph, retainers: tree } = await analysed([
      {
        type: 'synthetic',
        edges: [
          ['element', 1, 3],
          ['shortcut', 'global', 1],
          ['weak', 'w', 5],
        ],
      },
      {
        name: 'global',
        edges: [
          ['property', 'a', 2],
          ['weak', 'gone', 4],
        ],
      },
      { name: 'A', edges: [['property', 'b', 4]] },
      {
        type: 'synthetic',
        name: '(GC roots)',
        edges: [
          ['element', 0, 4],
          ['element', 1, 6],
        ],
      },
      { name: 'B' },
      { name: 'only weakly held' },
      { name: 'of V8 alone' },
    ]);
    const words = new PathWords(graph, tree);
    expect(words.pathTo(4)).toBe('globalThis.a.b');
    expect(words.pathTo(5)).toBe('');
    expect(words.pathTo(6)).toBe('(GC roots)[1]');
    expect(words.pathTo(0)).toBe('');
    expect(tree.edgesTo(4).map((edge) => tree.sourceOf(edge))).toEqual([2, 3]);
  });
});

describe('words for a node', () => {
  it('say its class, and of functions and texts which', async () => {
    const snapshot = await analysed([
      { type: 'synthetic' },
      { type: 'closure', name: 'onTick' },
      { type: 'closure', name: '' },
      { type: 'string', name: 't'.repeat(60) },
      { type: 'concatenated string', name: '(concatenated string)' },
      { name: 'Foo' },
      { name: '' },
    ]);
    expect([1, 2, 3, 4, 5, 6].map((node) => nodeWords(snapshot, node))).toEqual([
      'function onTick',
      'function (anonymous)',
      `"${'t'.repeat(40)}…"`,
      '(concatenated string)',
      'Foo',
      '(object)',
    ]);
  });
});

describe('what to try', () => {
  it.each([
    ['Map', 'globalThis.cache', 'Foo', /^bound it/],
    ['WeakMap', 'globalThis.cache', 'Foo', /^let go of its keys/],
    ['Set', 'x', undefined, /^bound it/],
    ['Array', 'globalThis.bus._events["data ready"]', 'function f', /^bus\.off\("data ready", listener\)/],
    ['Object', 'globalThis._events', undefined, /^globalThis\.off\("event"/],
    ['Array', 'globalThis.list', 'Foo', /ring buffer/],
    ['Foo', 'x', 'Timeout', /clearTimeout/],
    ['Foo', 'x', 'Promise', /settle or abandon/],
    ['function onTick', 'x', 'Foo', /closure outlives/],
    ['AsyncContextFrame', 'x', 'Foo', /asynchronous context|delete the key/],
    ['Foo', 'x', 'Foo', /^remove what/],
  ])('with a %s at %s that gains %s', (className, maskedPath, gains, idea) => {
    expect(fixIdea({ className, maskedPath, gains })).toMatch(idea);
  });
});

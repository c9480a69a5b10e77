import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compiledKernel } from '../../../scripts/build-kernel.mjs';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { ScriptKernel } from '../../../src/profiling/heap-snapshot/kernel/ScriptKernel.ts';
import { WebAssemblyKernel } from '../../../src/profiling/heap-snapshot/kernel/WebAssemblyKernel.ts';
import { newKernel } from '../../../src/profiling/heap-snapshot/readSnapshot.ts';
import { windowBytes } from '../../../src/profiling/heap-snapshot/windowSizes.ts';
import { readText, snapshotText, type TinyEdge } from './TinySnapshot.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const graphs = fc.integer({ min: 1, max: 30 }).chain((count) => {
  const twin = fc
    .tuple(fc.nat(3), fc.nat(count), fc.nat(count))
    .map(
      ([n, key, table]) =>
        `${n} / part of key (K @${2 * key + 1}) -> value (V @5) pair in WeakMap (table @${2 * table + 1})`,
    );
  const edge = fc.tuple(
    fc.constantFrom('property', 'internal', 'internal', 'weak', 'shortcut', 'context'),
    fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'sloppy_function_map', '4'), twin),
    fc.nat(count - 1),
  );
  const node = fc.record({
    type: fc.constantFrom('object', 'closure', 'array', 'hidden', 'native', 'synthetic', 'string', '99'),
    name: fc.constantFrom(
      'Object',
      'Foo',
      'system / NativeContext',
      '(map descriptors)',
      'system / ExternalStringData',
    ),
    size: fc.oneof(fc.nat(100), fc.constant(2 ** 32), fc.constant(2 ** 32 - 1)),
    detachedness: fc.constantFrom(0, 0, 1, 2),
    edges: fc.array(edge as fc.Arbitrary<TinyEdge>, { maxLength: 5 }),
  });
  return fc.array(node, { minLength: count, maxLength: count });
});

const analyse = async (text: string, kernel: ScriptKernel | WebAssemblyKernel, size: number) => {
  const outcome = await readText(text, { kernel, size }).catch((error: Error) => error);
  if (outcome instanceof Error) return { error: outcome.message };
  const { tree, distances, histogram, graph } = new HeapSnapshot(outcome);
  return {
    nodes: graph.nodeCount,
    dominators: [...tree.dominators].slice(1, graph.nodeCount + 1),
    retained: [...tree.retainedSizes],
    distances: [...distances],
    histogram,
  };
};

const tooLarge = '99999999999999999999';

describe('the two kernels', () => {
  it('say the same of every graph', async () => {
    const kernels = [() => new ScriptKernel(windowBytes), () => new WebAssemblyKernel(windowBytes)];
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4000 }), async (nodes, size) => {
        const text = snapshotText(nodes);
        const [script, assembly] = await Promise.all(kernels.map((kernel) => analyse(text, kernel(), size)));
        expect(assembly).toEqual(script);
        expect(script).toHaveProperty('nodes', nodes.length);
      }),
      { numRuns: 100 },
    );
  });

  it('find every edge whose name is missing, and no number that stands in the place of a name', () => {
    const edge = fc.tuple(fc.constantFrom(0, 1, 2, 3, 31, 32, 255), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 40 }), fc.nat(10), (edges, least) => {
        const numbered = (1 << 1) | (1 << 3);
        const missing = edges.flatMap(([type, name], at) =>
          name >= least && type !== 1 && type !== 3 ? [at] : [],
        );
        for (const kernel of [new ScriptKernel(1024), new WebAssemblyKernel(1024)]) {
          kernel.reserve(5 * edges.length + 64);
          const types = kernel.bytes(edges.length);
          const names = kernel.words(edges.length);
          types.set(edges.map(([type]) => type));
          names.set(edges.map(([, name]) => name));
          const columns = { types, names, targets: kernel.words(0) };
          const found: number[] = [];
          const next = (from: number) => kernel.nextMissing(from, columns, least, numbered);
          for (let at = next(0); at < edges.length; at = next(at + 1)) found.push(at);
          expect(found, kernel.kind).toEqual(missing);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuse the same files with the same words', async () => {
    const text = snapshotText([
      { edges: [['property', 'a', 1]], size: 12 },
      { name: 'B', edges: [['element', 3, 0]], location: [1, 2, 3] },
    ]);
    const kernels = [() => new ScriptKernel(windowBytes), () => new WebAssemblyKernel(windowBytes)];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: text.indexOf('"nodes"'), max: text.length - 1 }),
        fc.constantFrom('', '9', tooLarge, '-', '"', ']', ' ', ',', '12345678901', '\u0000'),
        fc.integer({ min: 1, max: 999 }),
        async (at, put, size) => {
          const changed = text.slice(0, at) + put + text.slice(at + 1);
          const [script, assembly] = await Promise.all(
            kernels.map((kernel) => analyse(changed, kernel(), size)),
          );
          // Of two faults in one record, of which one is a number that is too large, each may tell another one.
          if (put === tooLarge && 'error' in script!) expect(assembly).toHaveProperty('error');
          else expect(assembly).toEqual(script);
        },
      ),
      { numRuns: 200, examples: [[738, tooLarge, 1]] },
    );
  });

  it('are chosen by what this Node.js can run', async () => {
    expect(newKernel().kind).toBe('webassembly');
    vi.stubGlobal('WebAssembly', undefined);
    const kernel = newKernel();
    expect(kernel.kind).toBe('typescript');
    expect((await readText(snapshotText([{ name: 'x' }]), { kernel })).nameOf(0)).toBe('x');
  });

  it('change over to the one without limits where a snapshot is too large for the other', async () => {
    const kernel = new WebAssemblyKernel(windowBytes);
    vi.spyOn(kernel, 'reserve').mockImplementation(() => {
      throw new RangeError('Unable to grow');
    });
    const graph = await readText(snapshotText([{ name: 'x', edges: [['property', 'y', 0]] }]), { kernel });
    expect(graph.kernel.kind).toBe('typescript');
    expect(graph.nameOf(0)).toBe('x');
  });

  it('come from sources that are compiled as they stand', async () => {
    const file = new URL('../../../src/profiling/heap-snapshot/kernel/kernelBinary.ts', import.meta.url);
    expect((await compiledKernel()) === readFileSync(file, 'utf8')).toBe(true);
  });
});

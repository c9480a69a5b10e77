import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newKernels } from '../../../src/profiling/heap-snapshot/newKernels.ts';
import { analysed, type TinyEdge, type TinyNode } from './TinySnapshot.ts';

const kinds = newKernels().map(({ kind }) => kind);
const kernelOf = (kind: string) => newKernels().find((kernel) => kernel.kind === kind)!;

/** Which edges hold what they lead to, straight from the rules. */
function essentialEdges(nodes: readonly TinyNode[]): [number, number][] {
  const pageOwned = reached(
    (nodes[0]!.edges ?? []).filter(([type]) => type === 'shortcut').map(([, , to]) => to),
    (node) => (nodes[node]!.edges ?? []).filter(([type]) => type !== 'weak').map(([, , to]) => to),
  );
  return nodes.flatMap(({ edges = [] }, from) =>
    edges
      .filter(([type, , to]) => {
        if (type === 'weak' || to === from) return false;
        if (from === 0) return true;
        return type !== 'shortcut' && (pageOwned.has(from) || !pageOwned.has(to));
      })
      .map(([, , to]): [number, number] => [from, to]),
  );
}

function reached(starts: readonly number[], next: (node: number) => readonly number[]): Set<number> {
  const found = new Set(starts);
  for (const node of found) for (const to of next(node)) found.add(to);
  return found;
}

/** Immediate dominators from the definition: what cannot be reached without a node is dominated by it. */
function naiveDominators(nodes: readonly TinyNode[]): number[] {
  const edges = essentialEdges(nodes);
  const all = nodes.map((_, node) => node);
  const targets = (node: number) => edges.filter(([from]) => from === node).map(([, to]) => to);
  let reach = reached([0], targets);
  const weaklyHeld = all.filter((node) => !reach.has(node) && !edges.some(([, to]) => to === node));
  edges.push(...weaklyHeld.map((node): [number, number] => [0, node]));
  reach = reached([0], targets);
  edges.push(...all.filter((node) => !reach.has(node)).map((node): [number, number] => [0, node]));
  const dominated = all.map((removed) => {
    const left =
      removed === 0
        ? new Set<number>()
        : reached([0], (node) => targets(node).filter((to) => to !== removed));
    return new Set(all.filter((node) => !left.has(node)));
  });
  return all.map((node) => {
    const above = all.filter((one) => one !== node && dominated[one]!.has(node));
    return above.find((one) => above.every((other) => dominated[other]!.has(one))) ?? 0;
  });
}

const graphs = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const edge = fc.tuple(
    fc.constantFrom('property', 'property', 'property', 'internal', 'weak', 'shortcut'),
    fc.constant('e'),
    fc.nat(count - 1),
  );
  const node = fc.record({
    type: fc.constantFrom('object', 'closure'),
    size: fc.nat(100),
    edges: fc.array(edge as fc.Arbitrary<TinyEdge>, { maxLength: 4 }),
  });
  return fc.array(node, { minLength: count, maxLength: count });
});

describe.each(kinds)('the dominator tree of the kernel in %s', (kind) => {
  it('is that of the definition, for any graph', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (nodes) => {
        const { tree, graph } = await analysed(nodes, kernelOf(kind));
        const dominators = naiveDominators(nodes);
        expect(nodes.map((_, node) => tree.dominatorOf(node))).toEqual(dominators);
        const retained = nodes.map((_, node) => graph.sizeOf(node));
        const depth = (node: number): number => (node === 0 ? 0 : 1 + depth(dominators[node]!));
        const deepestFirst = nodes.map((_, node) => node).sort((a, b) => depth(b) - depth(a));
        for (const node of deepestFirst) if (node !== 0) retained[dominators[node]!]! += retained[node]!;
        expect(nodes.map((_, node) => tree.retainedSizes[node])).toEqual(retained);
      }),
      { numRuns: 400 },
    );
  });

  it('takes a linked list of 200,000 without a stack of that depth', async () => {
    const length = 200_000;
    const list = Array.from(
      { length },
      (_, node): TinyNode => ({
        size: 1,
        edges:
          node + 1 < length
            ? [
                ['property', 'next', node + 1],
                ['property', 'first', Math.max(1, node - 1)],
              ]
            : [],
      }),
    );
    const { tree } = await analysed(list, kernelOf(kind));
    expect(tree.retainedSizes[0]).toBe(length);
    expect(tree.retainedSizes[length >> 1]).toBe(length / 2);
  });
});

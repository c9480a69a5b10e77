import fc from 'fast-check';
import { expect, it } from 'vitest';
import type {
  DominatorChildren,
  DominatorTree,
} from '../../../../src/profiling/heap-snapshot/DominatorTree.ts';
import { accumulatorsOf } from '../../../../src/profiling/heap-snapshot/suspects/accumulators.ts';
import { hoards } from '../../../../src/profiling/heap-snapshot/suspects/hoards.ts';

/** A tree in which place p + 2 has the size and is dominated as the p-th of these says; the node of each place is place - 1. */
function treeOf(places: readonly { readonly bytes: number; readonly above: number }[]) {
  const nodeCount = places.length + 1;
  const order = Uint32Array.from({ length: nodeCount + 1 }, (_, place) => Math.max(0, place - 1));
  const placeOfNode = Uint32Array.from({ length: nodeCount }, (_, node) => node + 1);
  const dominators = new Uint32Array(nodeCount + 1);
  const own = new Float64Array(nodeCount + 1);
  dominators[1] = 1;
  for (const [index, { bytes, above }] of places.entries()) {
    const place = index + 2;
    dominators[place] = 1 + (above % (place - 1));
    own[place] = bytes;
  }
  const retainedSizes = new Float64Array(nodeCount);
  const first = new Uint32Array(nodeCount + 1);
  const next = new Uint32Array(nodeCount + 1);
  for (let place = nodeCount; place >= 1; place--) {
    retainedSizes[place - 1]! += own[place]!;
    if (place === 1) break;
    const above = dominators[place]!;
    retainedSizes[above - 1]! += retainedSizes[place - 1]!;
    next[place] = first[above]!;
    first[above] = place;
  }
  const tree = {
    nodeCount,
    places: placeOfNode,
    order,
    dominators,
    retainedSizes,
  } as unknown as DominatorTree;
  const children: DominatorChildren = { first, next };
  return { tree, children, own };
}

const places = fc.array(fc.record({ bytes: fc.nat(40), above: fc.nat() }), { maxLength: 60 });

it('what a place keeps alive counts in the lowest place that has enough of it, as it does between snapshots', () => {
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 300 }), fc.nat(5), (given, threshold, every) => {
      const { tree, children, own } = treeOf(given);
      const isPassed = (place: number): boolean => place % (every + 1) === every;
      const { accumulators } = accumulatorsOf(
        children,
        [(place) => own[place]!],
        threshold,
        undefined,
        isPassed,
      );
      expect(hoards(tree, threshold, isPassed)).toEqual(
        accumulators.map(({ place, bytes }) => ({ place, bytes })),
      );
    }),
    { numRuns: 500 },
  );
});

it('a place that nothing may stay in passes on what it has', () => {
  const { tree } = treeOf([
    { bytes: 10, above: 0 },
    { bytes: 50, above: 1 },
  ]);
  expect(hoards(tree, 50, () => false)).toEqual([{ place: 3, bytes: 50 }]);
  expect(hoards(tree, 50, (place) => place === 3)).toEqual([{ place: 2, bytes: 60 }]);
});

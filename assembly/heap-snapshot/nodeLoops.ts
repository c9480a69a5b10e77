// The loops over every node that need no edges, and the one over every edge's name: `SnapshotKernel` says what each does,
// scriptLoops.ts does the same in TypeScript.
import { ownedBySeveral, setWord, unowned, word } from './arrays';
import { hugeSize } from './state';

export function listOwners(
  nodeCount: u32,
  types: usize,
  names: usize,
  owners: usize,
  stack: usize,
  hidden: u32,
  array: u32,
  native: u32,
  externalString: u32,
): u32 {
  let depth: u32 = 0;
  for (let node: u32 = 0; node < nodeCount; node++) {
    const type = <u32>load<u8>(types + node);
    if (type === hidden || type === array || (type === native && word(names, node) === externalString)) {
      setWord(owners, node, unowned);
    } else {
      setWord(owners, node, node);
      setWord(stack, depth++, node);
    }
  }
  return depth;
}

export function settleOwners(
  from: u32,
  nodeCount: u32,
  types: usize,
  sizes: usize,
  owners: usize,
  root: u32,
  synthetic: u32,
): u32 {
  for (let node = from; node < nodeCount; node++) {
    const owner = word(owners, node);
    if (owner === node || owner === unowned || owner === ownedBySeveral) continue;
    if (owner === root || <u32>load<u8>(types + owner) === synthetic) continue;
    const size = <u64>word(sizes, node);
    if (size === 0) continue;
    const sum = <u64>word(sizes, owner) + size;
    if (sum >= hugeSize) return node;
    setWord(sizes, owner, <u32>sum);
    setWord(sizes, node, 0);
  }
  return nodeCount;
}

export function sumRetained(
  nodeCount: u32,
  sizes: usize,
  order: usize,
  places: usize,
  dominators: usize,
  retained: usize,
): void {
  for (let node: u32 = 0; node < nodeCount; node++) {
    store<f64>(retained + ((<usize>node) << 3), <f64>word(sizes, node));
  }
  for (let place = nodeCount; place >= 1; place--) {
    const node = word(order, place);
    setWord(places, node, place);
    if (place === 1) break;
    const above = retained + ((<usize>word(order, word(dominators, place))) << 3);
    store<f64>(above, load<f64>(above) + load<f64>(retained + ((<usize>node) << 3)));
  }
}

export function listChildren(nodeCount: u32, dominators: usize, first: usize, next: usize): void {
  memory.fill(first, 0, (<usize>nodeCount + 1) << 2);
  memory.fill(next, 0, (<usize>nodeCount + 1) << 2);
  for (let place = nodeCount; place >= 2; place--) {
    const above = word(dominators, place);
    setWord(next, place, word(first, above));
    setWord(first, above, place);
  }
}

export function nextMissing(
  from: u32,
  edgeCount: u32,
  types: usize,
  names: usize,
  least: u32,
  numbered: u32,
): u32 {
  let edge = from;
  const limit = i32x4.splat(least);
  while (edge < edgeCount) {
    if (edge + 4 <= edgeCount) {
      const four = v128.load(names + ((<usize>edge) << 2));
      if (!v128.any_true(i32x4.ge_u(four, limit))) {
        edge += 4;
        continue;
      }
    }
    const end = min(edge + 4, edgeCount);
    for (; edge < end; edge++) {
      if (word(names, edge) < least) continue;
      const type = <u32>load<u8>(types + edge);
      if (type >= 32 || ((numbered >>> type) & 1) === 0) return edge;
    }
  }
  return edgeCount;
}

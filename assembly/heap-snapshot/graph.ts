// The loops over every node and edge: `SnapshotKernel` says what each does, scriptGraph.ts does the same in TypeScript.
import { ownedBySeveral, setWord, unowned, word } from './arrays';

/** Whether a special edge may be walked: answered outside. */
declare function isPassable(edge: u32): bool;

function hasBit(bits: usize, index: u32): bool {
  return ((load<u8>(bits + (index >>> 3)) >>> <u8>(index & 7)) & 1) !== 0;
}

function setBit(bits: usize, index: u32): void {
  const at = bits + (index >>> 3);
  store<u8>(at, load<u8>(at) | ((<u8>1) << (<u8>(index & 7))));
}

export function markReachable(
  firstEdges: usize,
  types: usize,
  targets: usize,
  marks: usize,
  stack: usize,
  depth: u32,
  weak: u32,
): void {
  while (depth > 0) {
    const node = word(stack, --depth);
    const end = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < end; edge++) {
      const target = word(targets, edge);
      if (hasBit(marks, target) || load<u8>(types + edge) === weak) continue;
      setBit(marks, target);
      setWord(stack, depth++, target);
    }
  }
}

export function spreadOwners(
  firstEdges: usize,
  types: usize,
  targets: usize,
  owners: usize,
  stack: usize,
  depth: u32,
  weak: u32,
): void {
  while (depth > 0) {
    const node = word(stack, --depth);
    const owner = word(owners, node);
    const end = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < end; edge++) {
      const target = word(targets, edge);
      const present = word(owners, target);
      if (present === target || present === owner || present === ownedBySeveral) continue;
      if (load<u8>(types + edge) === weak) continue;
      setWord(owners, target, present === unowned ? owner : ownedBySeveral);
      setWord(stack, depth++, target);
    }
  }
}

export function depthFirst(
  start: u32,
  parent: u32,
  reached: u32,
  firstEdges: usize,
  types: usize,
  targets: usize,
  essential: usize,
  pageOwned: usize,
  visited: usize,
  places: usize,
  order: usize,
  parents: usize,
  next: usize,
  weak: u32,
  shortcut: u32,
  isInPage: bool,
): u32 {
  let place = reached + 1;
  setBit(visited, start);
  setWord(places, start, place);
  setWord(order, place, start);
  setWord(parents, place, parent);
  let node = start;
  let here = place;
  let edge = word(firstEdges, node);
  while (true) {
    const isForeign = !isInPage && !hasBit(pageOwned, node);
    const end = word(firstEdges, node + 1);
    let target: u32 = 0;
    for (; edge < end; edge++) {
      const bits = essential + (edge >>> 3);
      const bit = (<u8>1) << (<u8>(edge & 7));
      const known = load<u8>(bits);
      if ((known & bit) !== 0) {
        store<u8>(bits, known & ~bit);
        continue;
      }
      target = word(targets, edge);
      const type = <u32>load<u8>(types + edge);
      if (type === weak || type === shortcut || target === node) continue;
      if (isForeign && hasBit(pageOwned, target)) continue;
      store<u8>(bits, known | bit);
      if (!hasBit(visited, target)) break;
    }
    if (edge < end) {
      setWord(next, here, edge + 1);
      setBit(visited, target);
      place++;
      setWord(places, target, place);
      setWord(order, place, target);
      setWord(parents, place, here);
      node = target;
      here = place;
      edge = word(firstEdges, node);
    } else {
      if (node === start) return place;
      here = word(parents, here);
      node = word(order, here);
      edge = word(next, here);
    }
  }
}

export function findDominators(
  nodeCount: u32,
  firstEdges: usize,
  targets: usize,
  essential: usize,
  semi: usize,
  places: usize,
  parents: usize,
  stack: usize,
  firstPredecessors: usize,
  ancestors: usize,
  predecessors: usize,
): void {
  for (let place: u32 = 0; place <= nodeCount; place++) {
    setWord(semi, place, word(parents, place));
    setWord(ancestors, place, word(parents, place));
    setWord(firstPredecessors, place, 0);
  }
  for (let node: u32 = 0; node < nodeCount; node++) {
    const place = word(places, node);
    const end = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < end; edge++) {
      if (!hasBit(essential, edge)) continue;
      const target = word(places, word(targets, edge));
      if (target < place) setWord(firstPredecessors, target, word(firstPredecessors, target) + 1);
      else if (place < word(semi, target)) setWord(semi, target, place);
    }
  }
  let sum: u32 = 0;
  for (let place: u32 = 1; place <= nodeCount; place++) {
    sum += word(firstPredecessors, place);
    setWord(firstPredecessors, place, sum);
  }
  setWord(firstPredecessors, nodeCount + 1, sum);
  for (let node: u32 = 0; node < nodeCount; node++) {
    const place = word(places, node);
    const end = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < end; edge++) {
      if (!hasBit(essential, edge)) continue;
      const target = word(places, word(targets, edge));
      if (target >= place) continue;
      const at = word(firstPredecessors, target) - 1;
      setWord(predecessors, at, place);
      setWord(firstPredecessors, target, at);
    }
  }
  const least = places;
  for (let place = nodeCount; place >= 2; place--) {
    const end = word(firstPredecessors, place + 1);
    let lowest = word(semi, place);
    for (let at = word(firstPredecessors, place); at < end; at++) {
      const predecessor = word(predecessors, at);
      if (word(ancestors, predecessor) > place) compress(predecessor, place, least, ancestors, stack);
      lowest = min(lowest, word(least, predecessor));
    }
    setWord(semi, place, lowest);
    setWord(least, place, lowest);
  }
  setWord(parents, 1, 1);
  for (let place: u32 = 2; place <= nodeCount; place++) {
    const lowest = word(semi, place);
    let dominator = word(parents, place);
    while (dominator > lowest) dominator = word(parents, dominator);
    setWord(parents, place, dominator);
  }
}

function compress(from: u32, above: u32, least: usize, ancestors: usize, stack: usize): void {
  let place = from;
  let depth: u32 = 0;
  for (let up = word(ancestors, place); up > above; up = word(ancestors, place)) {
    setWord(stack, depth++, place);
    place = up;
  }
  let lowest = word(least, place);
  const top = word(ancestors, place);
  while (depth > 0) {
    place = word(stack, --depth);
    lowest = min(lowest, word(least, place));
    setWord(least, place, lowest);
    setWord(ancestors, place, top);
  }
}

export function breadthFirst(
  firstEdges: usize,
  types: usize,
  targets: usize,
  visited: usize,
  distances: usize,
  reachedBy: usize,
  queue: usize,
  from: u32,
  to: u32,
  end: u32,
  weak: u32,
  special: usize,
): u32 {
  let last = end;
  for (let at = from; at < to; at++) {
    const node = word(queue, at);
    const distance = word(distances, node) + 1;
    const stop = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < stop; edge++) {
      const target = word(targets, edge);
      if (hasBit(visited, target) || load<u8>(types + edge) === weak) continue;
      if (hasBit(special, edge) && !isPassable(edge)) continue;
      setBit(visited, target);
      setWord(distances, target, distance);
      setWord(reachedBy, target, edge);
      setWord(queue, last++, target);
    }
  }
  return last;
}

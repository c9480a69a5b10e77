// The loops over every node and edge: `SnapshotKernel` says what each does, scriptGraph.ts does the same in TypeScript.

const unowned: u32 = 0xffff_ffff;
const ownedBySeveral: u32 = 0xffff_fffe;
const unreachable: u32 = 0xffff_ffff;

/** Whether a special edge may be walked: answered outside. */
declare function isPassable(edge: u32): bool;

function word(array: usize, index: u32): u32 {
  return load<u32>(array + ((<usize>index) << 2));
}

function setWord(array: usize, index: u32, value: u32): void {
  store<u32>(array + ((<usize>index) << 2), value);
}

function hasBit(bits: usize, index: u32): bool {
  return ((load<u8>(bits + (index >>> 3)) >>> <u8>(index & 7)) & 1) !== 0;
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
      if (load<u8>(marks + target) !== 0 || load<u8>(types + edge) === weak) continue;
      store<u8>(marks + target, 1);
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

export function markEssential(
  nodeCount: u32,
  root: u32,
  firstEdges: usize,
  types: usize,
  targets: usize,
  pageOwned: usize,
  weak: u32,
  shortcut: u32,
  essential: usize,
  inDegrees: usize,
): void {
  for (let node: u32 = 0; node < nodeCount; node++) {
    const isForeign = node !== root && load<u8>(pageOwned + node) === 0;
    const end = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < end; edge++) {
      const type = <u32>load<u8>(types + edge);
      const target = word(targets, edge);
      if (type === weak || target === node) continue;
      if (type === shortcut && node !== root) continue;
      if (isForeign && load<u8>(pageOwned + target) !== 0) continue;
      const bits = essential + (edge >>> 3);
      store<u8>(bits, load<u8>(bits) | ((<u8>1) << (<u8>(edge & 7))));
      setWord(inDegrees, target, word(inDegrees, target) + 1);
    }
  }
}

export function depthFirst(
  start: u32,
  parent: u32,
  reached: u32,
  firstEdges: usize,
  targets: usize,
  essential: usize,
  places: usize,
  order: usize,
  parents: usize,
  next: usize,
): u32 {
  let place = reached + 1;
  setWord(places, start, place);
  setWord(order, place, start);
  setWord(parents, place, parent);
  setWord(next, start, word(firstEdges, start));
  let node = start;
  while (true) {
    const end = word(firstEdges, node + 1);
    let edge = word(next, node);
    let target: u32 = 0;
    let found = false;
    for (; edge < end; edge++) {
      if (!hasBit(essential, edge)) continue;
      target = word(targets, edge);
      if (word(places, target) !== 0) continue;
      found = true;
      break;
    }
    if (found) {
      setWord(next, node, edge + 1);
      place++;
      setWord(places, target, place);
      setWord(order, place, target);
      setWord(parents, place, word(places, node));
      setWord(next, target, word(firstEdges, target));
      node = target;
    } else {
      if (node === start) return place;
      node = word(order, word(parents, word(places, node)));
    }
  }
}

export function gatherPredecessors(
  nodeCount: u32,
  firstEdges: usize,
  targets: usize,
  essential: usize,
  inDegrees: usize,
  places: usize,
  order: usize,
  next: usize,
  firstPredecessors: usize,
  predecessors: usize,
): void {
  let sum: u32 = 0;
  for (let place: u32 = 1; place <= nodeCount; place++) {
    setWord(firstPredecessors, place, sum);
    setWord(next, place, sum);
    sum += word(inDegrees, word(order, place));
  }
  setWord(firstPredecessors, nodeCount + 1, sum);
  for (let place: u32 = 1; place <= nodeCount; place++) {
    const node = word(order, place);
    const end = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < end; edge++) {
      if (!hasBit(essential, edge)) continue;
      const target = word(places, word(targets, edge));
      const at = word(next, target);
      setWord(predecessors, at, place);
      setWord(next, target, at + 1);
    }
  }
}

export function findDominators(
  nodeCount: u32,
  semi: usize,
  labels: usize,
  parents: usize,
  stack: usize,
  ancestors: usize,
  firstPredecessors: usize,
  predecessors: usize,
): void {
  for (let place: u32 = 0; place <= nodeCount; place++) {
    setWord(semi, place, place);
    setWord(labels, place, place);
    setWord(ancestors, place, 0);
  }
  for (let place = nodeCount; place >= 2; place--) {
    const end = word(firstPredecessors, place + 1);
    let at = word(firstPredecessors, place);
    let least: u32 = at === end ? 1 : word(parents, place);
    for (; at < end; at++) {
      const predecessor = word(predecessors, at);
      let candidate = predecessor;
      if (predecessor > place) {
        compress(predecessor, semi, labels, ancestors, stack);
        candidate = word(semi, word(labels, predecessor));
      }
      if (candidate < least) least = candidate;
    }
    setWord(semi, place, least);
    setWord(ancestors, place, word(parents, place));
  }
  setWord(parents, 1, 1);
  for (let place: u32 = 2; place <= nodeCount; place++) {
    const least = word(semi, place);
    let dominator = word(parents, place);
    while (dominator > least) dominator = word(parents, dominator);
    setWord(parents, place, dominator);
  }
}

function compress(from: u32, semi: usize, labels: usize, ancestors: usize, stack: usize): void {
  let place = from;
  let depth: u32 = 0;
  for (let up = word(ancestors, place); word(ancestors, up) !== 0; up = word(ancestors, place)) {
    setWord(stack, depth++, place);
    place = up;
  }
  while (depth > 0) {
    place = word(stack, --depth);
    const up = word(ancestors, place);
    if (word(semi, word(labels, up)) < word(semi, word(labels, place)))
      setWord(labels, place, word(labels, up));
    setWord(ancestors, place, word(ancestors, up));
  }
}

export function breadthFirst(
  firstEdges: usize,
  types: usize,
  targets: usize,
  distances: usize,
  queue: usize,
  count: u32,
  weak: u32,
  special: usize,
): void {
  let last = count;
  for (let at: u32 = 0; at < last; at++) {
    const node = word(queue, at);
    const distance = word(distances, node) + 1;
    const end = word(firstEdges, node + 1);
    for (let edge = word(firstEdges, node); edge < end; edge++) {
      const target = word(targets, edge);
      if (word(distances, target) !== unreachable || load<u8>(types + edge) === weak) continue;
      if (hasBit(special, edge) && !isPassable(edge)) continue;
      setWord(distances, target, distance);
      setWord(queue, last++, target);
    }
  }
}

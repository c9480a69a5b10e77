import {
  type DominatorSpace,
  type EdgeColumns,
  type EdgeKinds,
  type NodeColumns,
  ownedBySeveral,
  type QueueRange,
  unowned,
  type WalkSpace,
} from './SnapshotKernel.ts';

/** Whether the bit of an index is set. */
function hasBit(bits: Uint8Array, index: number): boolean {
  return ((bits[index >>> 3]! >>> (index & 7)) & 1) === 1;
}

function setBit(bits: Uint8Array, index: number): void {
  bits[index >>> 3]! |= 1 << (index & 7);
}

/** The graph loops of the TypeScript kernel: see `SnapshotKernel` for what each does. */
export function markReachable(
  { firstEdges }: NodeColumns,
  { types, targets }: EdgeColumns,
  marks: Uint8Array,
  stack: Uint32Array,
  depth: number,
  weak: number,
): void {
  while (depth > 0) {
    const node = stack[--depth]!;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      const target = targets[edge]!;
      if (hasBit(marks, target) || types[edge] === weak) continue;
      setBit(marks, target);
      stack[depth++] = target;
    }
  }
}

export function spreadOwners(
  { firstEdges }: NodeColumns,
  { types, targets }: EdgeColumns,
  owners: Uint32Array,
  stack: Uint32Array,
  depth: number,
  weak: number,
): void {
  while (depth > 0) {
    const node = stack[--depth]!;
    const owner = owners[node]!;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      if (types[edge] === weak) continue;
      const target = targets[edge]!;
      const present = owners[target]!;
      if (present === unowned) owners[target] = owner;
      else if (present === target || present === owner || present === ownedBySeveral) continue;
      else owners[target] = ownedBySeveral;
      stack[depth++] = target;
    }
  }
}

export function depthFirst(
  start: number,
  parent: number,
  reached: number,
  { firstEdges }: NodeColumns,
  { types, targets }: EdgeColumns,
  { weak, shortcut }: EdgeKinds,
  isInPage: boolean,
  { essential, pageOwned, visited, places, order, parents, next }: DominatorSpace,
): number {
  let place = reached + 1;
  setBit(visited, start);
  places[start] = place;
  order[place] = start;
  parents[place] = parent;
  let node = start;
  let here = place;
  let edge = firstEdges[node]!;
  for (;;) {
    const isForeign = !isInPage && !hasBit(pageOwned, node);
    const end = firstEdges[node + 1]!;
    let target = 0;
    for (; edge < end; edge++) {
      const known = essential[edge >>> 3]!;
      const bit = 1 << (edge & 7);
      if ((known & bit) !== 0) {
        essential[edge >>> 3] = known & ~bit;
        continue;
      }
      target = targets[edge]!;
      const type = types[edge]!;
      if (type === weak || type === shortcut || target === node) continue;
      if (isForeign && hasBit(pageOwned, target)) continue;
      essential[edge >>> 3] = known | bit;
      if (!hasBit(visited, target)) break;
    }
    if (edge < end) {
      next[here] = edge + 1;
      setBit(visited, target);
      place += 1;
      places[target] = place;
      order[place] = target;
      parents[place] = here;
      node = target;
      here = place;
      edge = firstEdges[node]!;
    } else {
      if (node === start) return place;
      here = parents[here]!;
      node = order[here]!;
      edge = next[here]!;
    }
  }
}

/**
 * The semi-NCA algorithm of Georgiadis (Linear-Time Algorithms for Dominators and Related Problems, 2005, 2.4): semidominators
 * with path compression as in Lengauer and Tarjan, then for each place the nearest ancestor that is not behind it.
 */
export function findDominators(
  { firstEdges }: NodeColumns,
  { targets }: EdgeColumns,
  space: DominatorSpace,
): void {
  const nodeCount = firstEdges.length - 1;
  const { places, parents, semidominators, firstPredecessors, ancestors, predecessors } = space;
  gatherPredecessors(nodeCount, firstEdges, targets, space);
  // The least semidominator between a place and its ancestor; the places of nodes are not needed from here on.
  const least = places;
  for (let place = nodeCount; place >= 2; place--) {
    const end = firstPredecessors[place + 1]!;
    let lowest = semidominators[place]!;
    for (let at = firstPredecessors[place]!; at < end; at++) {
      const predecessor = predecessors[at]!;
      if (ancestors[predecessor]! > place) compress(predecessor, place, least, space);
      lowest = Math.min(lowest, least[predecessor]!);
    }
    semidominators[place] = lowest;
    least[place] = lowest;
  }
  parents[1] = 1;
  for (let place = 2; place <= nodeCount; place++) {
    const lowest = semidominators[place]!;
    let dominator = parents[place]!;
    while (dominator > lowest) dominator = parents[dominator]!;
    parents[place] = dominator;
  }
}

/**
 * What leads to each place from behind it; what leads to it from before it, its parent among that, counts at once: it is its
 * own semidominator.
 */
function gatherPredecessors(
  nodeCount: number,
  firstEdges: Uint32Array,
  targets: Uint32Array,
  { essential, places, parents, semidominators, firstPredecessors, ancestors, predecessors }: DominatorSpace,
): void {
  for (let place = 0; place <= nodeCount; place++) {
    semidominators[place] = parents[place]!;
    ancestors[place] = parents[place]!;
    firstPredecessors[place] = 0;
  }
  for (let node = 0; node < nodeCount; node++) {
    const place = places[node]!;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      if (!hasBit(essential, edge)) continue;
      const target = places[targets[edge]!]!;
      if (target < place) firstPredecessors[target]! += 1;
      else if (place < semidominators[target]!) semidominators[target] = place;
    }
  }
  // Where each place's end; filling them moves that to where they begin.
  let sum = 0;
  for (let place = 1; place <= nodeCount; place++) {
    sum += firstPredecessors[place]!;
    firstPredecessors[place] = sum;
  }
  firstPredecessors[nodeCount + 1] = sum;
  for (let node = 0; node < nodeCount; node++) {
    const place = places[node]!;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      if (!hasBit(essential, edge)) continue;
      const target = places[targets[edge]!]!;
      if (target >= place) continue;
      const at = firstPredecessors[target]! - 1;
      predecessors[at] = place;
      firstPredecessors[target] = at;
    }
  }
}

/** Path compression with a stack of our own: paths are as long as the longest linked list. */
function compress(
  from: number,
  above: number,
  least: Uint32Array,
  { ancestors, next: stack }: DominatorSpace,
): void {
  let place = from;
  let depth = 0;
  for (let up = ancestors[place]!; up > above; up = ancestors[place]!) {
    stack[depth++] = place;
    place = up;
  }
  const top = ancestors[place]!;
  let lowest = least[place]!;
  while (depth > 0) {
    place = stack[--depth]!;
    lowest = Math.min(lowest, least[place]!);
    least[place] = lowest;
    ancestors[place] = top;
  }
}

export function breadthFirst(
  { firstEdges }: NodeColumns,
  { types, targets }: EdgeColumns,
  { visited, distances, reachedBy, queue }: WalkSpace,
  { from, to, end }: QueueRange,
  weak: number,
  special: Uint8Array,
  isPassable: (edge: number) => boolean,
): number {
  let last = end;
  for (let at = from; at < to; at++) {
    const node = queue[at]!;
    const distance = distances[node]! + 1;
    const stop = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < stop; edge++) {
      const target = targets[edge]!;
      if (hasBit(visited, target) || types[edge] === weak) continue;
      if (hasBit(special, edge) && !isPassable(edge)) continue;
      setBit(visited, target);
      distances[target] = distance;
      reachedBy[target] = edge;
      queue[last++] = target;
    }
  }
  return last;
}

import {
  type DominatorSpace,
  type EdgeColumns,
  type EdgeKinds,
  type NodeColumns,
  ownedBySeveral,
  unowned,
  unreachable,
} from './SnapshotKernel.ts';

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
      if (marks[target] !== 0 || types[edge] === weak) continue;
      marks[target] = 1;
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

export function markEssential(
  root: number,
  { firstEdges }: NodeColumns,
  { types, targets }: EdgeColumns,
  pageOwned: Uint8Array,
  { weak, shortcut }: EdgeKinds,
  essential: Uint8Array,
  inDegrees: Uint32Array,
): void {
  const nodeCount = firstEdges.length - 1;
  for (let node = 0; node < nodeCount; node++) {
    const isForeign = node !== root && pageOwned[node] === 0;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      const type = types[edge]!;
      const target = targets[edge]!;
      if (type === weak || target === node) continue;
      if (type === shortcut && node !== root) continue;
      if (isForeign && pageOwned[target] !== 0) continue;
      essential[edge >>> 3]! |= 1 << (edge & 7);
      inDegrees[target]! += 1;
    }
  }
}

export function depthFirst(
  start: number,
  parent: number,
  reached: number,
  { firstEdges }: NodeColumns,
  { targets }: EdgeColumns,
  essential: Uint8Array,
  { places, order, parents, next }: DominatorSpace,
): number {
  let place = reached + 1;
  places[start] = place;
  order[place] = start;
  parents[place] = parent;
  next[start] = firstEdges[start]!;
  let node = start;
  for (;;) {
    const end = firstEdges[node + 1]!;
    let edge = next[node]!;
    let found = false;
    for (; edge < end; edge++) {
      if (((essential[edge >>> 3]! >>> (edge & 7)) & 1) === 0 || places[targets[edge]!] !== 0) continue;
      found = true;
      break;
    }
    if (found) {
      const target = targets[edge]!;
      next[node] = edge + 1;
      place += 1;
      places[target] = place;
      order[place] = target;
      parents[place] = places[node]!;
      next[target] = firstEdges[target]!;
      node = target;
    } else {
      if (node === start) return place;
      node = order[parents[places[node]!]!]!;
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
  essential: Uint8Array,
  space: DominatorSpace,
): void {
  const nodeCount = firstEdges.length - 1;
  gatherPredecessors(nodeCount, firstEdges, targets, essential, space);
  // The arrays have done their first duty and take on the second.
  const {
    inDegrees: semi,
    places: labels,
    parents,
    next: stack,
    ancestors,
    firstPredecessors,
    predecessors,
  } = space;
  for (let place = 0; place <= nodeCount; place++) {
    semi[place] = place;
    labels[place] = place;
    ancestors[place] = 0;
  }
  for (let place = nodeCount; place >= 2; place--) {
    const end = firstPredecessors[place + 1]!;
    let at = firstPredecessors[place]!;
    // What nothing essential leads to hangs on the root.
    let least = at === end ? 1 : parents[place]!;
    for (; at < end; at++) {
      const predecessor = predecessors[at]!;
      let candidate = predecessor;
      if (predecessor > place) {
        compress(predecessor, semi, labels, ancestors, stack);
        candidate = semi[labels[predecessor]!]!;
      }
      if (candidate < least) least = candidate;
    }
    semi[place] = least;
    ancestors[place] = parents[place]!;
  }
  parents[1] = 1;
  for (let place = 2; place <= nodeCount; place++) {
    const least = semi[place]!;
    let dominator = parents[place]!;
    while (dominator > least) dominator = parents[dominator]!;
    parents[place] = dominator;
  }
}

function gatherPredecessors(
  nodeCount: number,
  firstEdges: Uint32Array,
  targets: Uint32Array,
  essential: Uint8Array,
  { inDegrees, places, order, next, firstPredecessors, predecessors }: DominatorSpace,
): void {
  let sum = 0;
  for (let place = 1; place <= nodeCount; place++) {
    firstPredecessors[place] = sum;
    next[place] = sum;
    sum += inDegrees[order[place]!]!;
  }
  firstPredecessors[nodeCount + 1] = sum;
  for (let place = 1; place <= nodeCount; place++) {
    const node = order[place]!;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      if (((essential[edge >>> 3]! >>> (edge & 7)) & 1) === 0) continue;
      const target = places[targets[edge]!]!;
      const at = next[target]!;
      predecessors[at] = place;
      next[target] = at + 1;
    }
  }
}

/** Path compression with a stack of our own: paths are as long as the longest linked list. */
function compress(
  from: number,
  semi: Uint32Array,
  labels: Uint32Array,
  ancestors: Uint32Array,
  stack: Uint32Array,
): void {
  let place = from;
  let depth = 0;
  for (let up = ancestors[place]!; ancestors[up] !== 0; up = ancestors[place]!) {
    stack[depth++] = place;
    place = up;
  }
  while (depth > 0) {
    place = stack[--depth]!;
    const up = ancestors[place]!;
    if (semi[labels[up]!]! < semi[labels[place]!]!) labels[place] = labels[up]!;
    ancestors[place] = ancestors[up]!;
  }
}

export function breadthFirst(
  { firstEdges }: NodeColumns,
  { types, targets }: EdgeColumns,
  distances: Uint32Array,
  queue: Uint32Array,
  count: number,
  weak: number,
  special: Uint8Array,
  isPassable: (edge: number) => boolean,
): void {
  let last = count;
  for (let at = 0; at < last; at++) {
    const node = queue[at]!;
    const distance = distances[node]! + 1;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      const target = targets[edge]!;
      if (distances[target] !== unreachable || types[edge] === weak) continue;
      if (((special[edge >>> 3]! >>> (edge & 7)) & 1) === 1 && !isPassable(edge)) continue;
      distances[target] = distance;
      queue[last++] = target;
    }
  }
}

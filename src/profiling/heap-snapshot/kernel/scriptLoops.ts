import {
  type EdgeColumns,
  hugeSize,
  type NodeColumns,
  type OwnedKinds,
  ownedBySeveral,
  type RetainedSpace,
  unowned,
} from './SnapshotKernel.ts';

/** The loops of the TypeScript kernel that follow no edges: see `SnapshotKernel` for what each does. */
export function listOwners(
  { types, names }: NodeColumns,
  owners: Uint32Array,
  stack: Uint32Array,
  { hidden, array, native, externalString }: OwnedKinds,
): number {
  let depth = 0;
  for (let node = 0; node < types.length; node++) {
    const type = types[node]!;
    if (type === hidden || type === array || (type === native && names[node] === externalString)) {
      owners[node] = unowned;
    } else {
      owners[node] = node;
      stack[depth++] = node;
    }
  }
  return depth;
}

export function settleOwners(
  from: number,
  { types, sizes }: NodeColumns,
  owners: Uint32Array,
  root: number,
  synthetic: number,
): number {
  for (let node = from; node < types.length; node++) {
    const owner = owners[node]!;
    if (owner === node || owner === unowned || owner === ownedBySeveral) continue;
    if (owner === root || types[owner] === synthetic || sizes[node] === 0) continue;
    const sum = sizes[owner]! + sizes[node]!;
    if (sum >= hugeSize) return node;
    sizes[owner] = sum;
    sizes[node] = 0;
  }
  return types.length;
}

export function sumRetained(
  { sizes }: NodeColumns,
  { order, places, parents: dominators, retainedSizes }: RetainedSpace,
): void {
  for (let node = 0; node < sizes.length; node++) retainedSizes[node] = sizes[node]!;
  for (let place = sizes.length; place >= 1; place--) {
    const node = order[place]!;
    places[node] = place;
    if (place > 1) retainedSizes[order[dominators[place]!]!]! += retainedSizes[node]!;
  }
}

export function listChildren(
  nodeCount: number,
  dominators: Uint32Array,
  first: Uint32Array,
  next: Uint32Array,
): void {
  first.fill(0, 0, nodeCount + 1);
  next.fill(0, 0, nodeCount + 1);
  for (let place = nodeCount; place >= 2; place--) {
    const above = dominators[place]!;
    next[place] = first[above]!;
    first[above] = place;
  }
}

export function nextMissing(
  from: number,
  { types, names }: EdgeColumns,
  least: number,
  numbered: number,
): number {
  for (let edge = from; edge < names.length; edge++) {
    if (names[edge]! < least) continue;
    const type = types[edge]!;
    if (type >= 32 || ((numbered >>> type) & 1) === 0) return edge;
  }
  return names.length;
}

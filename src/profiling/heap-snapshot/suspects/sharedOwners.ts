import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import type { Growth } from './growth.ts';

const unknown = -2;
const none = -1;

/** Who refers to objects, and who is above them. */
export interface Holdings {
  /** Of each owner, which of the objects it refers to, or something that belongs to it does. */
  readonly held: ReadonlyMap<number, ReadonlySet<number>>;
  /** The owner that an object belongs to, or is. */
  readonly ownerOf: (node: number) => number | undefined;
  /** The owner without which an object would go; `undefined` where no single one is. */
  readonly soleOwnerOf: (node: number) => number | undefined;
}

/**
 * Who holds objects.
 *
 * @param isGeneral whether a node holds everything anyway, such as the global object
 * @param holders suspects that are known already
 */
export function holdingsOf(
  { graph, tree }: HeapSnapshot,
  growth: Growth,
  samples: readonly number[],
  isGeneral: (node: number) => boolean,
  holders: ReadonlySet<number>,
): Holdings {
  const { firstEdges } = graph.nodes;
  const { targets, types } = graph.edges;
  const isSample = new Uint8Array(graph.nodeCount);
  for (const node of samples) isSample[node] = 1;
  const owners = new Int32Array(graph.nodeCount).fill(unknown);
  const held = new Map<number, Set<number>>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      const target = targets[edge]!;
      if (isSample[target] === 0 || node === target || types[edge] === graph.edgeKinds.weak) continue;
      const owner = ownerOf(node);
      if (owner === undefined) continue;
      const nodes = held.get(owner);
      if (nodes === undefined) held.set(owner, new Set([target]));
      else nodes.add(target);
    }
  }
  return {
    held,
    ownerOf,
    soleOwnerOf: (node) => (node === graph.root ? undefined : ownerOf(tree.dominatorOf(node))),
  };

  /** The nearest object at or above a node that is a suspect, or older than what grows. */
  function ownerOf(node: number): number | undefined {
    const passed: number[] = [];
    let at = node;
    while (owners[at] === unknown && !isOwner(at) && !isGeneral(at)) {
      passed.push(at);
      at = tree.dominatorOf(at);
    }
    const owner = owners[at] === unknown ? (isOwner(at) ? at : none) : owners[at]!;
    owners[at] = owner;
    // Each node once, however long a list is.
    for (const one of passed) owners[one] = owner;
    return owner === none ? undefined : owner;
  }

  function isOwner(node: number): boolean {
    if (isGeneral(node)) return false;
    if (holders.has(node)) return true;
    // What is in a chain belongs to its first link.
    return growth.isOld(node) && isVisible({ graph }, node) && !growth.chains.isInner(tree.places[node]!);
  }
}

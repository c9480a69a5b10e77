import type { HeapSnapshot } from '../HeapSnapshot.ts';

/** That a node is older than the first snapshot, or not the program's. */
export const old = -1;

/** What of each dominator's belongings is young, by the interval in which it was born. */
export interface Growth {
  /** Intervals between snapshots. */
  readonly intervals: number;
  /** Bytes in each place of the dominator tree that were born in each interval and are still alive. */
  readonly bytes: readonly Float64Array[];
  /** The interval in which a node was born, from 0; {@link old} for the others. */
  readonly bornIn: (node: number) => number;
}

/**
 * Measures growth by the ids of objects, which only rise: what has a greater id than an earlier snapshot's greatest was born
 * after it.
 *
 * @param greatestIds of the earlier snapshots, in their order
 */
export function growthOf({ graph, tree }: HeapSnapshot, greatestIds: readonly number[]): Growth {
  const { ids } = graph.nodes;
  const bornIn = (node: number): number => {
    const id = ids[node]!;
    if (id % 2 === 0) return old;
    for (let interval = greatestIds.length - 1; interval >= 0; interval--) {
      if (id > greatestIds[interval]!) return interval;
    }
    return old;
  };
  const { nodeCount, order, dominators } = tree;
  const bytes = greatestIds.map(() => new Float64Array(nodeCount + 1));
  for (let place = nodeCount; place >= 1; place--) {
    const node = order[place]!;
    const interval = bornIn(node);
    if (interval !== old) bytes[interval]![place]! += graph.sizeOf(node);
    if (place > 1) for (const column of bytes) column[dominators[place]!]! += column[place]!;
  }
  return { intervals: greatestIds.length, bytes, bornIn };
}

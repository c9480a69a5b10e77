import { globalObjects } from '../globalObjects.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';

/** Tells whether a node holds everything anyway: the root, what V8 makes up, and the global objects. */
export function generalNodes({ graph }: HeapSnapshot): (node: number) => boolean {
  const { root, nodes } = graph;
  const synthetic = graph.nodeType('synthetic');
  const globals = globalObjects(graph);
  return (node) => node === root || nodes.types[node] === synthetic || globals.has(node);
}

/** The nearest object of the program at or above a place; `undefined` where that is one which holds everything. */
export function holderAbove(
  snapshot: HeapSnapshot,
  place: number,
  isGeneral: (node: number) => boolean,
): number | undefined {
  const { order, dominators } = snapshot.tree;
  let at = place;
  while (!isGeneral(order[at]!) && !isVisible(snapshot, order[at]!)) at = dominators[at]!;
  return isGeneral(order[at]!) ? undefined : order[at]!;
}

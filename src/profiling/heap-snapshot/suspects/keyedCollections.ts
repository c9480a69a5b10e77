import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { collectionOf } from '../paths/collectionOf.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';

const keyed = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);
const isNone = 1;
const isOne = 2;

/** Tells which objects are maps and sets, by themselves or as instances of subclasses; each class is looked at once. */
export function keyedCollections({ graph, classes }: HeapSnapshot): (node: number) => boolean {
  const edges = new ObjectEdges(graph);
  const known = new Uint8Array(classes.classes.length);
  return (node) => {
    const number = classes.classOf[node]!;
    known[number] ||= isKeyed(node, number) ? isOne : isNone;
    return known[number] === isOne;
  };

  function isKeyed(node: number, number: number): boolean {
    if (graph.typeOf(node) !== 'object') return false;
    return keyed.has(classes.classes[number]!.name) || keyed.has(collectionOf(graph, edges, node) ?? '');
  }
}

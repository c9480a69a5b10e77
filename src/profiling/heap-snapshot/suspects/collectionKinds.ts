import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { collectionOf } from '../paths/collectionOf.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';

const builtIn = new Set(['Array', 'Map', 'Set', 'WeakMap', 'WeakSet']);

/**
 * Tells which built-in collection objects are, by themselves or as instances of subclasses: `'Map'` of a `class Registry extends
 * Map`, `undefined` of what is none. Each class is looked at once.
 */
export function collectionKinds({ graph, classes }: HeapSnapshot): (node: number) => string | undefined {
  const edges = new ObjectEdges(graph);
  const known: (string | undefined)[] = new Array(classes.classes.length);
  const isKnown = new Uint8Array(classes.classes.length);
  return (node) => {
    const number = classes.classOf[node]!;
    if (isKnown[number] === 0) {
      known[number] = kindOf(node, classes.classes[number]!.name);
      isKnown[number] = 1;
    }
    return known[number];
  };

  function kindOf(node: number, name: string): string | undefined {
    if (graph.typeOf(node) !== 'object') return undefined;
    return builtIn.has(name) ? name : collectionOf(graph, edges, node);
  }
}

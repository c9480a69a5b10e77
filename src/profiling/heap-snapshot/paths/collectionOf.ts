import type { SnapshotGraph } from '../SnapshotGraph.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

const collections = new Set(['Array', 'Map', 'Set', 'WeakMap', 'WeakSet']);
/** Classes above a class; more is a loop that no program has. */
const mostClasses = 20;

/**
 * The built-in collection that an object is, by itself or as an instance of a subclass. Told by the prototypes: that of a
 * built-in class has a constructor that is written in no script of the program.
 */
export function collectionOf(graph: SnapshotGraph, edges: ObjectEdges, node: number): string | undefined {
  let prototype = edges.child(node, '__proto__');
  for (let count = 0; prototype !== undefined && count < mostClasses; count++) {
    const name = builtInClass(graph, edges, prototype);
    if (name !== undefined && collections.has(name)) return name;
    prototype = edges.child(prototype, '__proto__');
  }
  return undefined;
}

/** The class of V8 or Node.js that a prototype is of. */
export function builtInClass(
  graph: SnapshotGraph,
  edges: ObjectEdges,
  prototype: number,
): string | undefined {
  const made = edges.child(prototype, 'constructor');
  if (made === undefined || graph.typeOf(made) !== 'closure' || edges.isOfProgram(made)) return undefined;
  return graph.nameOf(made);
}

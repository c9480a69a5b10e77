import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import type { SnapshotGraph } from '../SnapshotGraph.ts';

const collections = new Set(['Array', 'Map', 'Set', 'WeakMap', 'WeakSet']);
/** Classes above a class; more is a loop that no program has. */
const mostClasses = 20;

/** What of its own makes Node.js or V8 a holder's class: what it is called is up to the program. */
export interface HolderKind {
  /** The built-in collection that it is, by itself or as an instance of a subclass. */
  readonly collection: string | undefined;
  /** Where it has the subscribers of a channel of `diagnostics_channel`: the channel's name, `''` where the heap has none that can be written. */
  readonly channel: string | undefined;
}

/** What kind of thing a holder is, whatever its class is called. */
export function holderKind(snapshot: HeapSnapshot, node: number): HolderKind {
  const edges = new ObjectEdges(snapshot.graph);
  return { collection: collectionOf(snapshot, edges, node), channel: channelOf(snapshot, edges, node) };
}

/** By the prototypes: that of a built-in class has a constructor that is written in no script of the program. */
function collectionOf({ graph }: HeapSnapshot, edges: ObjectEdges, node: number): string | undefined {
  let prototype = edges.child(node, '__proto__');
  for (let count = 0; prototype !== undefined && count < mostClasses; count++) {
    const name = builtInClass(graph, edges, prototype);
    if (name !== undefined && collections.has(name)) return name;
    prototype = edges.child(prototype, '__proto__');
  }
  return undefined;
}

function channelOf({ graph, retainers }: HeapSnapshot, edges: ObjectEdges, node: number): string | undefined {
  for (const edge of retainers.edgesTo(node)) {
    if (edges.nameOf(edge) !== '_subscribers') continue;
    const channel = retainers.sourceOf(edge);
    const prototype = edges.child(channel, '__proto__');
    // A class of the program may have a field of that name as well.
    if (prototype === undefined || builtInClass(graph, edges, prototype) !== 'ActiveChannel') continue;
    const name = edges.child(channel, 'name');
    return name !== undefined && graph.typeOf(name) === 'string' ? graph.nameOf(name) : '';
  }
  return undefined;
}

/** The class of V8 or Node.js that a prototype is of. */
function builtInClass(graph: SnapshotGraph, edges: ObjectEdges, prototype: number): string | undefined {
  const made = edges.child(prototype, 'constructor');
  if (made === undefined || graph.typeOf(made) !== 'closure' || edges.isOfProgram(made)) return undefined;
  return graph.nameOf(made);
}

import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { builtInClass, collectionOf } from '../paths/collectionOf.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';

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
  return { collection: collectionOf(snapshot.graph, edges, node), channel: channelOf(snapshot, edges, node) };
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

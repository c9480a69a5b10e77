import type { SnapshotGraph } from './SnapshotGraph.ts';

/**
 * The global objects of a program. V8 has shortcuts to them from its root; snapshots of newer Chromium have none, and there they
 * are told by their names, `Window [JSGlobalObject] / https://…`.
 */
export function globalObjects(graph: SnapshotGraph): ReadonlySet<number> {
  const { root, nodes, edges, edgeKinds } = graph;
  const globals = new Set<number>();
  for (let edge = nodes.firstEdges[root]!; edge < nodes.firstEdges[root + 1]!; edge++) {
    if (edges.types[edge] === edgeKinds.shortcut) globals.add(edges.targets[edge]!);
  }
  return globals.size > 0 ? globals : namedGlobals(graph);
}

function namedGlobals(graph: SnapshotGraph): ReadonlySet<number> {
  const { types, names } = graph.nodes;
  const object = graph.nodeType('object');
  const isGlobal = new Map<number, boolean>();
  const globals = new Set<number>();
  for (let node = 0; node < graph.nodeCount; node++) {
    if (types[node] !== object) continue;
    const name = names[node]!;
    let known = isGlobal.get(name);
    if (known === undefined) {
      known = graph.strings.text(name).includes(' [JSGlobalObject]');
      isGlobal.set(name, known);
    }
    if (known) globals.add(node);
  }
  return globals;
}

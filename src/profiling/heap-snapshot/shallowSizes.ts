import { noType, type SnapshotGraph } from './SnapshotGraph.ts';

/**
 * Gives the sizes of V8's own parts of an object (hidden nodes, arrays, the data of external strings) to the object that they
 * belong to, if they belong to one alone, as DevTools does: the backing store of a Map counts as the Map's. The sum stays.
 * A snapshot that exposes V8's internals is left as it is.
 */
export function transferShallowSizes(graph: SnapshotGraph): void {
  if (!graph.hasUserRoots) return;
  const { nodeCount, nodes, edges, root, edgeKinds, kernel, space } = graph;
  const known = graph.knownNames.indexOf('system / ExternalStringData');
  const kinds = {
    hidden: graph.nodeType('hidden'),
    array: graph.nodeType('array'),
    native: known < 0 ? noType : graph.nodeType('native'),
    externalString: Math.max(0, known),
  };
  const { semidominators: owners, ownerStack: stack } = space;
  const depth = kernel.listOwners(nodes, owners, stack, kinds);
  kernel.spreadOwners(nodes, edges, owners, stack, depth, edgeKinds.weak);
  const synthetic = graph.nodeType('synthetic');
  const next = (from: number): number => kernel.settleOwners(from, nodes, owners, root, synthetic);
  for (let node = next(0); node < nodeCount; node = next(node + 1)) {
    const owner = owners[node]!;
    graph.resize(owner, graph.sizeOf(owner) + graph.sizeOf(node));
    graph.resize(node, 0);
  }
}

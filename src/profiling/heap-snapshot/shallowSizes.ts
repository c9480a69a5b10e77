import { hugeSize, ownedBySeveral, unowned } from './kernel/SnapshotKernel.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/**
 * Gives the sizes of V8's own parts of an object (hidden nodes, arrays, the data of external strings) to the object that they
 * belong to, if they belong to one alone, as DevTools does: the backing store of a Map counts as the Map's. The sum stays.
 * A snapshot that exposes V8's internals is left as it is.
 */
export function transferShallowSizes(graph: SnapshotGraph): void {
  if (!graph.hasUserRoots) return;
  const { nodeCount, nodes, edges, root, edgeKinds, kernel, space } = graph;
  const hidden = graph.nodeType('hidden');
  const array = graph.nodeType('array');
  const native = graph.nodeType('native');
  const synthetic = graph.nodeType('synthetic');
  const externalString = graph.knownNames.indexOf('system / ExternalStringData');
  const { semidominators: owners, ownerStack: stack } = space;
  const { types, names, sizes } = nodes;
  let depth = 0;
  for (let node = 0; node < nodeCount; node++) {
    const type = types[node];
    if (type === hidden || type === array || (type === native && names[node] === externalString)) {
      owners[node] = unowned;
    } else {
      owners[node] = node;
      stack[depth++] = node;
    }
  }
  kernel.spreadOwners(nodes, edges, owners, stack, depth, edgeKinds.weak);
  for (let node = 0; node < nodeCount; node++) {
    const owner = owners[node]!;
    if (owner === unowned || owner === ownedBySeveral || owner === node) continue;
    if (owner === root || types[owner] === synthetic) continue;
    if (sizes[node] === 0) continue;
    const sum = sizes[owner]! + sizes[node]!;
    if (sum < hugeSize) {
      sizes[owner] = sum;
      sizes[node] = 0;
    } else {
      graph.resize(owner, graph.sizeOf(owner) + graph.sizeOf(node));
      graph.resize(node, 0);
    }
  }
}

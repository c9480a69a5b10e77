import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { ScriptNames } from '../ScriptNames.ts';

/** Where Node.js has its table, by versions. */
const scripts = ['node:internal/bootstrap/realm', 'node:internal/bootstrap/loaders'];

/** Whether an object is Node.js's table of its own modules: each is loaded once, and there are no more than it has. */
export function isTableOfBuiltins({ graph, retainers }: HeapSnapshot, node: number): boolean {
  return retainers.edgesTo(node).some((edge) => {
    if (graph.strings.text(graph.edges.names[edge]!) !== 'map') return false;
    if (graph.edges.types[edge] !== graph.edgeType('property')) return false;
    const owner = retainers.sourceOf(edge);
    if (graph.typeOf(owner) !== 'closure' || graph.nameOf(owner) !== 'BuiltinModule') return false;
    return scripts.includes(new ScriptNames(graph, [owner]).placeOf(owner)?.file ?? '');
  });
}

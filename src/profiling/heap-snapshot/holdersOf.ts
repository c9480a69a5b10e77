import { isRootOfV8 } from '../../wire/rootsOfV8.ts';
import type { HeldObject, ObjectHolder } from '../../wire/snapshot.ts';
import type { HeapSnapshot } from './HeapSnapshot.ts';
import { nodeWords } from './nodeWords.ts';
import { PathWords } from './PathWords.ts';
import { ProgramPaths } from './paths/ProgramPaths.ts';
import { ScriptNames } from './ScriptNames.ts';

/** Of so many of the nearest holders it is told how the program reaches them: each takes a search of its own. */
const mostPaths = 100;

/** Who holds a node, and what it holds itself. */
export function holdersOf(snapshot: HeapSnapshot, node: number): HeldObject {
  const { graph, tree, retainers } = snapshot;
  const words = new PathWords(graph, retainers);
  const idOf = (one: number): number => graph.nodes.ids[one]!;
  const above = tree.dominatorOf(node);
  const dominator = { id: idOf(above), className: nodeWords(snapshot, above) };
  const edges = retainers
    .edgesTo(node)
    .map((edge) => ({ edge, steps: retainers.pathTo(retainers.sourceOf(edge)).length }))
    .sort((a, b) => a.steps - b.steps);
  const nearest = edges.slice(0, mostPaths).map(({ edge }) => retainers.sourceOf(edge));
  const paths = new ProgramPaths(snapshot, [node, ...nearest]);
  const holders = edges.map(({ edge }, index): ObjectHolder => {
    const from = retainers.sourceOf(edge);
    const rawPath = `${words.pathTo(from)}${words.step(edge).text}`;
    return {
      id: idOf(from),
      className: nodeWords(snapshot, from),
      path: (index < mostPaths && paths.pathOver(edge).text) || rawPath,
      rawPath,
      retainedBytes: tree.retainedSizes[from]!,
    };
  });
  return {
    id: idOf(node),
    className: nodeWords(snapshot, node),
    place: new ScriptNames(graph, [node]).placeOf(node),
    path: paths.pathTo(node).text,
    rawPath: words.pathTo(node),
    shallowBytes: graph.sizeOf(node),
    retainedBytes: tree.retainedSizes[node]!,
    ...(!isRootOfV8(dominator) && { dominator }),
    holders,
  };
}

import type { HeldObject, ObjectHolder } from '../../wire/snapshot.ts';
import type { HeapSnapshot } from './HeapSnapshot.ts';
import { nodeWords } from './nodeWords.ts';
import { PathWords } from './PathWords.ts';
import { ProgramPaths } from './paths/ProgramPaths.ts';
import { ScriptNames } from './ScriptNames.ts';

/** Who holds a node, and what it holds itself. */
export function holdersOf(snapshot: HeapSnapshot, node: number): HeldObject {
  const { graph, tree, retainers } = snapshot;
  const words = new PathWords(graph, retainers);
  const idOf = (one: number): number => graph.nodes.ids[one]!;
  const dominator = tree.dominatorOf(node);
  const holders = retainers.edgesTo(node).map((edge): { holder: ObjectHolder; steps: number } => {
    const from = retainers.sourceOf(edge);
    const holder = {
      id: idOf(from),
      className: nodeWords(snapshot, from),
      path: `${words.pathTo(from)}${words.step(edge).text}`,
      retainedBytes: tree.retainedSizes[from]!,
    };
    return { holder, steps: retainers.pathTo(from).length };
  });
  return {
    id: idOf(node),
    className: nodeWords(snapshot, node),
    place: new ScriptNames(graph, [node]).placeOf(node),
    path: new ProgramPaths(snapshot, [node]).pathTo(node).text,
    rawPath: words.pathTo(node),
    shallowBytes: graph.sizeOf(node),
    retainedBytes: tree.retainedSizes[node]!,
    dominator: { id: idOf(dominator), className: nodeWords(snapshot, dominator) },
    holders: holders
      .sort((a, b) => a.steps - b.steps || a.holder.path.length - b.holder.path.length)
      .map(({ holder }) => holder),
  };
}

import { ScriptNames } from '../ScriptNames.ts';
import type { SnapshotGraph } from '../SnapshotGraph.ts';
import { sourceOf } from '../sourceOf.ts';
import type { Landmark } from './Landmark.ts';
import { isContext } from './ModuleScopes.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

/** What V8 has by no name: the variables of functions that run, and what native code holds meanwhile. */
const stackRoots = /^\((?:Stack roots|Handle scope)\)$/;

/** Whether a path begins at what {@link stackVariable} tells. */
export function isOnStack(path: string): boolean {
  return /^a local variable of [^→]*\bon the stack\b/.test(path);
}

/** Where an edge leads out of the stack, words for the local variable that it stands for. */
export function stackVariable(graph: SnapshotGraph, edges: ObjectEdges, edge: number): Landmark | undefined {
  const from = sourceOf(graph.nodes, edge);
  if (graph.typeOf(from) !== 'synthetic' || !stackRoots.test(graph.nameOf(from))) return undefined;
  const closure = runningFunction(graph, edges, edge);
  if (closure === undefined) {
    const words = 'a local variable of a function that runs (on the stack)';
    return { rank: 0, kind: 'stack', words };
  }
  const words = `a local variable of ${functionWords(graph, closure)}, on the stack`;
  return { rank: 0, kind: 'stack', words, closure };
}

/**
 * The function whose frame a slot of the stack is in. V8 writes the slots from the innermost frame on, of each frame the variables
 * first, then the function and its context, with its bytecode before these unless it is compiled. Other code is of another frame.
 */
function runningFunction(graph: SnapshotGraph, edges: ObjectEdges, slot: number): number | undefined {
  const { targets } = graph.edges;
  const end = graph.nodes.firstEdges[sourceOf(graph.nodes, slot) + 1]!;
  let closure: number | undefined;
  for (let edge = slot + 1; edge + 1 < end; edge++) {
    const node = targets[edge]!;
    const name = graph.nameOf(node);
    // What variables hold may look like it: the frame's own comes last.
    if (graph.typeOf(node) === 'closure' && isContext(graph, targets[edge + 1]!)) closure = node;
    if (graph.typeOf(node) !== 'code') continue;
    const isLiteral = edges.nameOf(edge)?.includes('deoptimization') === true;
    if (name === 'system / BytecodeArray' && !isLiteral) closure = targets[edge + 1]!;
    else if (name === 'system / FeedbackVector' && !isLiteral) continue;
    break;
  }
  const isOne = closure !== undefined && graph.typeOf(closure) === 'closure' && edges.isOfProgram(closure);
  return isOne ? closure : undefined;
}

function functionWords(graph: SnapshotGraph, closure: number): string {
  const name = graph.nameOf(closure);
  if (name !== '') return `${name}()`;
  const place = new ScriptNames(graph, [closure]).placeOf(closure);
  // What begins where its file does is the function that Node.js and V8 put around a module.
  return place?.line === 1 && place.column === 1 ? 'the module' : 'a function';
}

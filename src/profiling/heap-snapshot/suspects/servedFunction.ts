import type { HeapSnapshot } from '../HeapSnapshot.ts';
import type { ObjectEdges } from '../paths/ObjectEdges.ts';
import { callbackOf } from '../paths/TimerLists.ts';
import type { Gain } from './gains.ts';

/** A function of the program that Node.js and V8 have made objects for. */
export interface ServedFunction {
  /** What becomes of it: `calling refresh()`, `waited for by deliver()`. */
  readonly words: string;
  readonly closure: number;
}

/** Of more objects, the first stand for all. */
const mostSamples = 50;
const half = 0.5;
/** From what settles a promise to the function that waits for it. */
const mostNodes = 60;
const scope = 'system / Context';
/** Over these, and over functions that are not the program's, a promise leads to who waits for it. */
const links = new Set(['Promise', 'system / PromiseReaction', 'system / PromiseCapability', scope]);
const skipped = new Set(['__proto__', 'map', 'previous', 'scope_info', 'shared', 'code', 'feedback_cell']);

/**
 * What most of the objects that were gained call, where they are timers, listeners of an EventTarget or those of `once()`, or who
 * waits for them, where they are promises or what settles these; `undefined` for what is the program's own.
 */
export function servedFunction(
  { graph, retainers }: HeapSnapshot,
  edges: ObjectEdges,
  gain: Gain,
): ServedFunction | undefined {
  const samples = gain.samples.slice(0, mostSamples);
  // One stands for all: each time, all edges are gone through.
  if (samples.length === 0 || isScopeOfProgram(samples[0]!)) return undefined;
  const byCode = new Map<number | undefined, { count: number; served: ServedFunction }>();
  for (const sample of samples) {
    const served = calledBy(sample) ?? waitingFor(sample);
    if (served === undefined) continue;
    const code = edges.child(served.closure, 'shared');
    byCode.set(code, { count: (byCode.get(code)?.count ?? 0) + 1, served });
  }
  const [most] = [...byCode.values()].sort((a, b) => b.count - a.count);
  return most !== undefined && most.count > samples.length * half ? most.served : undefined;

  function calledBy(node: number): ServedFunction | undefined {
    const closure = callbackOf(graph, edges, node)?.closure ?? listenerOf(node);
    return closure === undefined ? undefined : { words: `calling ${nameOf(closure)}`, closure };
  }

  function listenerOf(node: number): number | undefined {
    const isListener = graph.typeOf(node) === 'object' && graph.nameOf(node) === 'Listener';
    // What `once()` of an EventEmitter puts around a listener has it in a property.
    if (!isListener && (graph.typeOf(node) !== 'closure' || ofProgram(node) !== undefined)) return undefined;
    const listener = edges.child(node, 'listener');
    return listener === undefined ? undefined : ofProgram(listener);
  }

  function ofProgram(node: number): number | undefined {
    if (graph.typeOf(node) !== 'closure') return undefined;
    const closure = edges.child(node, 'bound_function') ?? node;
    return edges.isOfProgram(closure) ? closure : undefined;
  }

  function waitingFor(from: number): ServedFunction | undefined {
    if (!isLink(from)) return undefined;
    const { nodes, edges: columns, edgeKinds } = graph;
    const seen = new Set([from]);
    for (const node of seen) {
      if (seen.size > mostNodes) return undefined;
      for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
        const target = columns.targets[edge]!;
        if (columns.types[edge] === edgeKinds.weak || skipped.has(edges.nameOf(edge) ?? '')) continue;
        const closure = /Generator$/.test(graph.nameOf(target)) ? edges.child(target, 'function') : undefined;
        if (closure !== undefined && edges.isOfProgram(closure))
          return { words: `waited for by ${nameOf(closure)}`, closure };
        if (isLink(target)) seen.add(target);
      }
    }
    return undefined;
  }

  function isLink(node: number): boolean {
    const type = graph.typeOf(node);
    if (type === 'closure') return ofProgram(node) === undefined;
    return links.has(graph.nameOf(node)) && type !== 'string';
  }

  /** Whether a function of the program shares variables: that is what they are told by. */
  function isScopeOfProgram(node: number): boolean {
    if (graph.nameOf(node) !== scope) return false;
    return retainers.edgesTo(node).some((edge) => {
      const from = retainers.sourceOf(edge);
      return edges.nameOf(edge) === 'context' && ofProgram(from) !== undefined;
    });
  }

  function nameOf(closure: number): string {
    return `${graph.nameOf(closure) || '(anonymous)'}()`;
  }
}

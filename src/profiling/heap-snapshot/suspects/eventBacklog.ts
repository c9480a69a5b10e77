import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import { eventInCode } from './fixIdea.ts';

/** Events that wait for a loop over `events.on()`, which takes them one after the other. */
export interface EventBacklog {
  /** Whose events they are; `undefined` where the snapshot does not tell. */
  readonly emitter: number | undefined;
  /** What of the path comes behind the emitter's. */
  readonly words: string;
}

/** What the queues of Node.js are lists of, one after the other. */
const lists = /^(?:Array|FixedCircularBuffer)$/;
/** A backlog has one for each 2,047 things; of more, the rest is told by itself. */
const mostSteps = 1_000;
const queue = 'unconsumedEvents';

/** The queue of Node.js that a holder is a list of, however many these are; else the holder itself. */
export function wholeQueue({ graph, tree }: HeapSnapshot, holder: number): number {
  if (!lists.test(graph.nameOf(holder))) return holder;
  let node = holder;
  for (let step = 0; step < mostSteps && lists.test(graph.nameOf(node)); step++)
    node = tree.dominatorOf(node);
  return graph.nameOf(node) === 'FixedQueue' && graph.typeOf(node) === 'object' ? node : holder;
}

/** How many things wait in a queue of Node.js. */
export function queueLength({ graph }: HeapSnapshot, queue: number): number {
  const edges = new ObjectEdges(graph);
  const { nodes, edges: columns } = graph;
  const element = graph.edgeType('element');
  let count = 0;
  let at = edges.child(queue, 'tail');
  const seen = new Set<number>();
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const list = edges.child(at, 'list');
    for (
      let edge = list && nodes.firstEdges[list]!;
      edge !== undefined && edge < nodes.firstEdges[list! + 1]!;
      edge++
    ) {
      if (columns.types[edge] === element && graph.typeOf(columns.targets[edge]!) !== 'hidden') count += 1;
    }
    at = edges.child(at, 'next');
  }
  return count;
}

/** The backlog that a holder is; `undefined` for all else. */
export function eventBacklog({ graph, tree }: HeapSnapshot, holder: number): EventBacklog | undefined {
  if (graph.nameOf(holder) !== 'FixedQueue') return undefined;
  const edges = new ObjectEdges(graph);
  const variables = tree.dominatorOf(holder);
  const isOne = graph.isNamed(variables, 'system / Context') && edges.child(variables, queue) === holder;
  return isOne ? backlogIn(variables) : undefined;

  /** Each listener that `events.on()` has added is in a list: emitter, event, function. */
  function backlogIn(variables: number): EventBacklog {
    const remove = edges.child(variables, 'removeAll');
    const scope = remove && edges.child(remove, 'context');
    const listeners = scope && edges.child(scope, 'listeners');
    const first = listeners && elementOf(listeners, 0);
    const emitter = first && elementOf(first, 0);
    const event = first && elementOf(first, 1);
    return {
      emitter,
      words: `${queue} of on(${event === undefined ? '' : eventWords(event)})`,
    };
  }

  function eventWords(event: number): string {
    if (graph.typeOf(event) !== 'symbol') return eventInCode(graph.nameOf(event));
    const name = edges.child(event, 'name');
    return `Symbol(${name === undefined ? '' : graph.nameOf(name)})`;
  }

  function elementOf(array: number, index: number): number | undefined {
    const { nodes, edges: columns } = graph;
    const element = graph.edgeType('element');
    for (let edge = nodes.firstEdges[array]!; edge < nodes.firstEdges[array + 1]!; edge++) {
      if (columns.types[edge] === element && columns.names[edge] === index) return columns.targets[edge]!;
    }
    return undefined;
  }
}

import type { SnapshotGraph } from '../SnapshotGraph.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

/** How Node.js links the timers of a list; each leads to timers that have nothing to do with each other. */
export const timerLinks: ReadonlySet<string> = new Set(['_idleNext', '_idlePrev']);

/** What is called back, in words, and the function that is. */
export interface TimerCallback {
  readonly words: string;
  readonly closure: number;
}

/** Nobody has more of them in one list, so that it must be a snapshot that goes round in circles. */
const mostTimers = 1_000_000;
/** From a timer of Node.js to the function that waits for it. */
const mostNodes = 200;
/** What leads everywhere. */
const shared = new Set([
  '__proto__',
  'map',
  'constructor',
  'prototype',
  'shared',
  'code',
  'scope_info',
  'feedback_cell',
  'previous',
]);

/** The callback of a Timeout or an Immediate; `undefined` where that is nothing of the program's. */
export function callbackOf(
  graph: SnapshotGraph,
  edges: ObjectEdges,
  timer: number,
): TimerCallback | undefined {
  const called = edges.child(timer, '_onTimeout', '_onImmediate');
  if (called === undefined || graph.typeOf(called) !== 'closure') return undefined;
  const bound = edges.child(called, 'bound_function');
  const closure = bound ?? called;
  if (!edges.isOfProgram(closure)) return undefined;
  const name = graph.nameOf(closure) || '(anonymous)';
  const kind = setterOf(graph, edges, timer);
  return { words: `${kind} callback ${bound === undefined ? '' : 'bound '}${name}()`, closure };
}

function setterOf(graph: SnapshotGraph, edges: ObjectEdges, timer: number): string {
  if (graph.nameOf(timer) === 'Immediate') return 'setImmediate';
  // An interval's repeats in a number, which leaves no edge or one to a number; else it is null.
  const repeat = edges.child(timer, '_repeat');
  return repeat === undefined || graph.typeOf(repeat) === 'number' ? 'setInterval' : 'setTimeout';
}

/** Where timers come in lists, one for each duration: how many there are, and what most of them call. */
export class TimerLists {
  readonly #graph: SnapshotGraph;
  readonly #edges: ObjectEdges;
  #durations: Map<number, number> | undefined;

  constructor(graph: SnapshotGraph, edges: ObjectEdges) {
    this.#graph = graph;
    this.#edges = edges;
  }

  /** The timers of a list. */
  timersIn(list: number): number[] {
    const timers: number[] = [];
    let at = this.#edges.child(list, '_idleNext');
    while (at !== undefined && at !== list && timers.length < mostTimers) {
      timers.push(at);
      at = this.#edges.child(at, '_idleNext');
    }
    return timers;
  }

  /** Whether the program has set a timer, be it over `timers/promises`, and not Node.js for a connection of its own. */
  isOfProgram(timer: number): boolean {
    if (callbackOf(this.#graph, this.#edges, timer) !== undefined) return true;
    const called = this.#edges.child(timer, '_onTimeout');
    if (called === undefined || this.#graph.typeOf(called) !== 'closure') return false;
    // What settles a promise is V8's own, and an iterator's callback that of the module.
    const isBound = this.#edges.child(called, 'bound_function') !== undefined;
    const isOfPromise = !isBound && /^(?:node:timers\/promises)?$/.test(this.#edges.scriptOf(called));
    return isOfPromise && this.#waitingFor(timer) !== undefined;
  }

  /** A list in words, and the same in every run: without what it has in numbers. */
  inWords(list: number): { words: string; masked: string; closure?: number } {
    const callbacks = new Map<string, TimerCallback & { count: number }>();
    const timers = this.timersIn(list);
    for (const timer of timers) {
      const callback = callbackOf(this.#graph, this.#edges, timer) ?? this.#waitingFor(timer);
      if (callback === undefined) continue;
      const key = `${callback.words} ${this.#edges.child(callback.closure, 'shared')}`;
      const count = (callbacks.get(key)?.count ?? 0) + 1;
      callbacks.set(key, { ...callback, count });
    }
    const ms = this.#durationOf(list);
    const what = ms === undefined ? 'timers' : `timers of ${ms.toLocaleString('en')} ms`;
    const [most] = [...callbacks.values()].sort((a, b) => b.count - a.count);
    if (most === undefined) return { words: what, masked: 'timers' };
    const { closure, words, count } = most;
    return {
      words: `${what}${count === timers.length ? ': ' : ', mostly '}${words}`,
      masked: `timers: ${words}`,
      closure,
    };
  }

  /** The function that waits for a timer which Node.js calls back for it, as `timers/promises` does. */
  #waitingFor(timer: number): TimerCallback | undefined {
    const { nodes, edges, edgeKinds } = this.#graph;
    const seen = new Set([timer]);
    for (const node of seen) {
      if (seen.size > mostNodes) return undefined;
      if (this.#graph.nameOf(node) === 'Generator') {
        const closure = this.#edges.child(node, 'function');
        if (closure !== undefined && this.#edges.isOfProgram(closure)) {
          return { words: `waited for by ${this.#graph.nameOf(closure) || '(anonymous)'}()`, closure };
        }
      }
      for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
        const name = this.#edges.nameOf(edge) ?? '';
        if (edges.types[edge] === edgeKinds.weak || timerLinks.has(name) || shared.has(name)) continue;
        seen.add(edges.targets[edge]!);
      }
    }
    return undefined;
  }

  /** Node.js has the lists in an object, by their milliseconds. */
  #durationOf(list: number): number | undefined {
    this.#durations ??= this.#readDurations();
    return this.#durations.get(list);
  }

  #readDurations(): Map<number, number> {
    const { nodes, edges, nodeCount } = this.#graph;
    const durations = new Map<number, number>();
    const element = this.#graph.edgeType('element');
    const object = this.#graph.nodeType('object');
    const isList = new Map<number, boolean>();
    for (let node = 0; node < nodeCount; node++) {
      for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
        const target = edges.targets[edge]!;
        if (edges.types[edge] !== element || nodes.types[target] !== object) continue;
        const name = nodes.names[target]!;
        if (!isList.has(name)) isList.set(name, this.#graph.nameOf(target) === 'TimersList');
        // They are in a queue as well, by their turn.
        if (isList.get(name) && this.#graph.nameOf(node) === 'Object')
          durations.set(target, edges.names[edge]!);
      }
    }
    return durations;
  }
}

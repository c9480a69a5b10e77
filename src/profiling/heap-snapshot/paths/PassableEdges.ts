import type { SnapshotGraph } from '../SnapshotGraph.ts';
import { isCell } from './exportedBindings.ts';
import type { ObjectEdges } from './ObjectEdges.ts';
import { timerLinks } from './TimerLists.ts';

/** V8's own edges that a path may take: what they lead to is a part of the object, or bound to it. */
const ownEdges = new Set([
  'bound_arguments',
  'bound_function',
  'bound_this',
  'context',
  'elements',
  'parameters_and_registers',
  'previous',
  'properties',
  'reactions_or_result',
  'receiver',
  'table',
]);
/** What is inherited, the timers beside a timer, and who has loaded a module are no parts of it. */
const impassable = new Set([
  '__proto__',
  '<symbol node:module_first_parent>',
  '<symbol node:module_last_parent>',
  ...timerLinks,
]);
/** Of these, what has no name has a number. */
const numbered = new Set(['system / Context', 'system / PromiseReaction']);

/** Which edges a path of the program may take: those of its language, and not through functions of Node.js and V8. */
export class PassableEdges {
  readonly #graph: SnapshotGraph;
  readonly #names: ObjectEdges;
  readonly #kinds: Readonly<Record<'property' | 'element' | 'context' | 'internal' | 'hidden', number>>;
  readonly #array: number;
  readonly #closure: number;

  constructor(graph: SnapshotGraph, names: ObjectEdges) {
    this.#graph = graph;
    this.#names = names;
    this.#kinds = {
      property: graph.edgeType('property'),
      element: graph.edgeType('element'),
      context: graph.edgeType('context'),
      internal: graph.edgeType('internal'),
      hidden: graph.edgeType('hidden'),
    };
    this.#array = graph.nodeType('array');
    this.#closure = graph.nodeType('closure');
  }

  has(edge: number, from: number): boolean {
    const { property, element, context, internal, hidden } = this.#kinds;
    const { nodes, edges, root } = this.#graph;
    if (from === root) return false;
    switch (edges.types[edge]) {
      case property:
        return !impassable.has(this.#names.nameOf(edge) ?? '');
      case element:
      case context:
        return true;
      case hidden:
        return numbered.has(this.#graph.nameOf(from));
      case internal: {
        if (nodes.types[from] === this.#array) return true;
        const name = this.#names.nameOf(edge)!;
        if (name === 'value') return isCell(this.#graph, from);
        if (!ownEdges.has(name)) return false;
        return nodes.types[from] !== this.#closure || name !== 'context' || this.#names.isOfProgram(from);
      }
      default:
        return false;
    }
  }
}

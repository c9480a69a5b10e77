import { globalObjects } from '../globalObjects.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import { isSteady } from './accumulators.ts';
import { type Gain, type Gained, steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';

/** Where V8 has the properties of a global object, each in a cell with its name, beside the edges that they have themselves. */
const stores = ['properties', 'elements'];

/**
 * What a program has put on its global objects since the first snapshot. A global object keeps alive everything that has no
 * other single holder, V8 and Node.js included, so that what accumulates in it is none of its doing: what is in its properties
 * is, where the program has set them.
 */
export class GlobalProperties {
  readonly #snapshot: HeapSnapshot;
  readonly #globals: ReadonlySet<number>;
  /** Values, and names, of properties. */
  readonly #set: ReadonlySet<number>;

  constructor(snapshot: HeapSnapshot, growth: Growth) {
    this.#snapshot = snapshot;
    this.#globals = globalObjects(snapshot.graph);
    this.#set = setSince(snapshot, growth, this.#globals);
  }

  /** Whether a node is a global object with properties that the program has set since. */
  areSetOn(node: number): boolean {
    return this.#set.size > 0 && this.#globals.has(node);
  }

  /** Whether a node is the value of such a property, or in it. */
  haveWithin(node: number): boolean {
    const { tree, graph } = this.#snapshot;
    let at = node;
    while (!this.#set.has(at) && !this.#globals.has(at) && at !== graph.root) at = tree.dominatorOf(at);
    return this.#set.has(at);
  }

  /** Of what a global object gained, classes of which there were more after each interval, and most are in its properties. */
  gainsOf({ gains }: Gained): Gain[] {
    return [...gains.values()].filter((gain) => {
      const { samples, counts, bytes } = gain;
      const ofProperties = samples.filter((node) => this.#set.has(node)).length;
      const isGrowth = steadyBytes(gain) > 0 && isSteady(bytes) && counts.every((count) => count > 0);
      return isGrowth && ofProperties > samples.length / 2;
    });
  }
}

function setSince(snapshot: HeapSnapshot, growth: Growth, globals: ReadonlySet<number>): ReadonlySet<number> {
  const { graph, tree } = snapshot;
  const { targets, types } = graph.edges;
  const names = new ObjectEdges(graph);
  const internal = graph.edgeType('internal');
  const found = new Set<number>();
  for (const global of globals) {
    for (const edge of edgesOf(global)) {
      const isStore = types[edge] === internal && stores.includes(names.nameOf(edge)!);
      if (isStore) addStore(global, targets[edge]!);
      else if (types[edge] !== internal && names.nameOf(edge) !== '__proto__') add(global, targets[edge]!);
    }
  }
  return found;

  function addStore(global: number, store: number): void {
    for (const edge of edgesOf(store)) {
      const node = targets[edge]!;
      add(global, node);
      // Nobody else has the name of a property that was made up for it.
      if (graph.typeOf(node) === 'hidden')
        for (const part of edgesOf(node)) add(global, targets[part]!, node);
    }
  }

  function add(global: number, node: number, cell = global): void {
    const holder = tree.dominatorOf(node);
    if (growth.isOld(node) || (holder !== global && holder !== cell)) return;
    const type = graph.typeOf(node);
    // Node.js makes some of its functions when they are first used.
    const isOfProgram = type === 'closure' ? names.isOfProgram(node) : isVisible(snapshot, node);
    if (isOfProgram || type.endsWith('string')) found.add(node);
  }

  function* edgesOf(node: number): Generator<number> {
    const { firstEdges } = graph.nodes;
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      if (types[edge] !== graph.edgeKinds.weak) yield edge;
    }
  }
}

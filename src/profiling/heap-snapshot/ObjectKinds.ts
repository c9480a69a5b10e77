import type { ObjectClass, ObjectClasses } from './ObjectClasses.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/** A class, of which functions are told apart by their names. */
export interface ObjectKind extends ObjectClass {
  /** In a few words: `Session`, `function onTick`, `(string)`. */
  readonly words: string;
}

/** What is V8's own way to put an object together, and is thought of as a part of it. */
const structural = new Set([
  '(system)',
  '(array)',
  '(object shape)',
  '(compiled code)',
  '(code)',
  '(hidden)',
]);

/** Whether objects of this kind are parts of others, with nothing to say by themselves. */
export function isStructural({ words }: ObjectKind): boolean {
  return structural.has(words);
}

/** The kind of each object: what holds in one snapshot as in another one of the same process. */
export class ObjectKinds {
  readonly classes: readonly ObjectKind[];
  readonly #graph: SnapshotGraph;
  readonly #classOf: Uint32Array;
  readonly #closure: number;
  /** By the name of a function, its kind. */
  readonly #functions: Map<number, number> = new Map();

  constructor(graph: SnapshotGraph, { classes, classOf }: ObjectClasses) {
    const kinds: ObjectKind[] = classes.map((one) => ({ ...one, words: one.name || '(object)' }));
    this.classes = kinds;
    this.#graph = graph;
    this.#classOf = classOf;
    this.#closure = graph.nodeType('closure');
    const { types, names } = graph.nodes;
    for (let node = 0; node < graph.nodeCount; node++) {
      if (types[node] !== this.#closure || this.#functions.has(names[node]!)) continue;
      this.#functions.set(names[node]!, kinds.length);
      kinds.push({
        ...classes[classOf[node]!]!,
        words: `function ${graph.nameOf(node) || '(anonymous)'}`,
      });
    }
  }

  /** Index in {@link classes} of a node's. */
  of(node: number): number {
    const { types, names } = this.#graph.nodes;
    return types[node] === this.#closure ? this.#functions.get(names[node]!)! : this.#classOf[node]!;
  }
}

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
  /** Index in {@link classes} of each node's. */
  readonly classOf: Uint32Array;

  constructor(graph: SnapshotGraph, { classes, classOf }: ObjectClasses) {
    const kinds: ObjectKind[] = classes.map((one) => ({ ...one, words: one.name || '(object)' }));
    const closure = graph.nodeType('closure');
    const { types, names } = graph.nodes;
    const byName = new Map<number, number>();
    this.classes = kinds;
    this.classOf = classOf.slice();
    for (let node = 0; node < graph.nodeCount; node++) {
      if (types[node] !== closure) continue;
      let kind = byName.get(names[node]!);
      if (kind === undefined) {
        kind = kinds.length;
        const words = `function ${graph.nameOf(node) || '(anonymous)'}`;
        kinds.push({ ...classes[classOf[node]!]!, words });
        byName.set(names[node]!, kind);
      }
      this.classOf[node] = kind;
    }
  }
}

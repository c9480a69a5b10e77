import { detachment } from './detachment.ts';
import { eachLocation, placeAt } from './eachLocation.ts';
import { interfaceNames, plainObjects } from './interfaceNames.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/** A class of objects as people think of them: two classes of the same name in different places are two. */
export interface ObjectClass {
  readonly name: string;
  /** Where its constructor stands, where that is known; lines and columns count from 0. */
  readonly place: ScriptPlace | undefined;
}

/** A place in a script. Lines and columns count from 0. */
export interface ScriptPlace {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

const unnamed = -1;
const unasked = -2;

/** Which class each node belongs to, by DevTools' rules. */
export class ObjectClasses {
  readonly classes: readonly ObjectClass[];
  /** Index in {@link classes} of each node's. */
  readonly classOf: Uint32Array;
  readonly #classes: ObjectClass[] = [];
  readonly #byName: Map<string, number> = new Map();

  /** @param classOf room for the answer, which is overwritten */
  constructor(graph: SnapshotGraph, classOf: Uint32Array = new Uint32Array(graph.nodeCount)) {
    this.classes = this.#classes;
    this.classOf = classOf;
    this.#nameNodes(graph);
    this.#nameInterfaces(graph);
    this.#tellPlacesApart(graph);
  }

  #number(name: string): number {
    let number = this.#byName.get(name);
    if (number === undefined) {
      number = this.#classes.length;
      this.#classes.push({ name, place: undefined });
      this.#byName.set(name, number);
    }
    return number;
  }

  #numberOfType(type: string): number {
    const known = knownClasses.get(type);
    return known === '' ? unnamed : this.#number(known ?? `(${type})`);
  }

  #nameNodes(graph: SnapshotGraph): void {
    const { nodes, nodeCount, strings } = graph;
    const { types, names, detachedness } = nodes;
    const byType = new Int32Array(256).fill(unasked);
    const native = graph.nodeType('native');
    const byString = new Int32Array(strings.count + 1).fill(unnamed);
    const last = strings.count;
    for (let node = 0; node < nodeCount; node++) {
      const type = types[node]!;
      if (byType[type] === unasked) byType[type] = this.#numberOfType(graph.typeOf(node));
      const known = byType[type]!;
      if (known !== unnamed) {
        this.classOf[node] = known;
        continue;
      }
      const string = Math.min(names[node]!, last);
      let number = byString[string]!;
      if (number === unnamed) {
        number = this.#number(withoutAttributes(strings.text(string)));
        byString[string] = number;
      }
      if (type === native && detachedness[node] === detachment.detached) {
        number = this.#number(withoutAttributes(`Detached ${strings.text(string)}`));
      }
      this.classOf[node] = number;
    }
  }

  #nameInterfaces(graph: SnapshotGraph): void {
    const { classOf } = this;
    const isPlain = plainObjects(graph);
    const { names, interfaces } = interfaceNames(graph, classOf);
    const numbers = names.map((name) => this.#number(name));
    const others = this.#number('Object');
    const classOfShape = interfaces.map((index) => (index < 0 ? others : numbers[index]!));
    for (let node = 0; node < graph.nodeCount; node++) {
      if (isPlain(node)) classOf[node] = classOfShape[classOf[node]!]!;
    }
  }

  #tellPlacesApart(graph: SnapshotGraph): void {
    const { classOf } = this;
    const { types } = graph.nodes;
    const object = graph.nodeType('object');
    const placed = new Map<string, number>();
    /** Of each class without a place, the one with a place that was met last: mostly there is but one. */
    const latest = new Map<number, number>();
    eachLocation(graph, (node, scriptId, at) => {
      if (types[node] !== object) return;
      const unplaced = classOf[node]!;
      const place = placeAt(graph, scriptId, at);
      let number = latest.get(unplaced);
      if (number === undefined || !isSame(this.#classes[number]!.place, place)) {
        number = this.#placed(placed, unplaced, place);
        latest.set(unplaced, number);
      }
      classOf[node] = number;
    });
  }

  #placed(placed: Map<string, number>, unplaced: number, place: ScriptPlace): number {
    const key = `${unplaced},${place.scriptId},${place.line},${place.column}`;
    let number = placed.get(key);
    if (number === undefined) {
      number = this.#classes.length;
      this.#classes.push({ name: this.#classes[unplaced]!.name, place });
      placed.set(key, number);
    }
    return number;
  }
}

function isSame(one: ScriptPlace | undefined, other: ScriptPlace): boolean {
  return (
    one !== undefined &&
    one.scriptId === other.scriptId &&
    one.line === other.line &&
    one.column === other.column
  );
}

/** Classes of types whose nodes are not told apart by name; `''` for those that are. */
const knownClasses: ReadonlyMap<string, string> = new Map(
  Object.entries({
    hidden: '(system)',
    code: '(compiled code)',
    closure: 'Function',
    regexp: 'RegExp',
    object: '',
    native: '',
  }),
);

/** `<div id="a">` is a `<div>`. */
function withoutAttributes(name: string): string {
  const start = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 10 : -1;
  const end = start < 0 ? -1 : name.indexOf(' ', start);
  return end < 0 ? name : `${name.slice(0, end)}>`;
}

import type { SnapshotGraph } from '../SnapshotGraph.ts';

/** How the edge from a function's code to its script is called, by versions of V8. */
const scriptEdges = ['script_or_debug_info', 'script_or_debug_name', 'script'];

/** Names of edges, read once each, and what is found over edges of a name. */
export class ObjectEdges {
  readonly #graph: SnapshotGraph;
  readonly #names: Map<number, string> = new Map();
  /** By name, the string that it is: V8 writes each once. */
  readonly #indexes: Map<string, number> = new Map();
  readonly #scripts: Map<number, string> = new Map();
  /** By script, whether it is the program's. */
  readonly #ofProgram: Map<string, boolean> = new Map();
  /** By type of edge, 1 where it has a name. */
  readonly #isNamed: Uint8Array = new Uint8Array(257);

  constructor(graph: SnapshotGraph) {
    this.#graph = graph;
    for (const type of ['context', 'property', 'internal']) this.#isNamed[graph.edgeType(type)] = 1;
  }

  /** Name of an edge; `undefined` where it has a number. */
  nameOf(edge: number): string | undefined {
    const { types, names } = this.#graph.edges;
    if (this.#isNamed[types[edge]!] === 0) return undefined;
    const index = names[edge]!;
    let name = this.#names.get(index);
    if (name === undefined) {
      name = this.#graph.strings.text(index);
      this.#names.set(index, name);
      if (!this.#indexes.has(name)) this.#indexes.set(name, index);
    }
    return name;
  }

  /** What the first edge of one of these names leads to. */
  child(node: number, ...wanted: readonly string[]): number | undefined {
    const { nodes, edges } = this.#graph;
    const index = wanted.length === 1 ? this.#indexes.get(wanted[0]!) : undefined;
    if (index !== undefined) return this.#target(node, index);
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      const name = this.nameOf(edge);
      if (name !== undefined && wanted.includes(name)) return edges.targets[edge]!;
    }
    return undefined;
  }

  #target(node: number, index: number): number | undefined {
    const { types, names, targets } = this.#graph.edges;
    const { firstEdges } = this.#graph.nodes;
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      if (names[edge] === index && this.#isNamed[types[edge]!] === 1) return targets[edge]!;
    }
    return undefined;
  }

  /** Name of the script that a function is written in; `''` for V8's own functions. */
  scriptOf(closure: number): string {
    const shared = this.child(closure, 'shared');
    if (shared === undefined) return '';
    let script = this.#scripts.get(shared);
    if (script === undefined) {
      const node = this.child(shared, ...scriptEdges);
      script = node === undefined ? '' : this.#graph.nameOf(node);
      if (script.startsWith('system / ')) script = '';
      this.#scripts.set(shared, script);
    }
    return script;
  }

  /** Whether a function is written in a script that is no part of Node.js and V8. */
  isOfProgram(closure: number): boolean {
    const script = this.scriptOf(closure);
    let isOne = this.#ofProgram.get(script);
    if (isOne === undefined) {
      isOne = script !== '' && !/^(?:node|internal|evalmachine)[:/]/.test(script);
      this.#ofProgram.set(script, isOne);
    }
    return isOne;
  }
}

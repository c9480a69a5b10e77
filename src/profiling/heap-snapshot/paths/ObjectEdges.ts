import type { SnapshotGraph } from '../SnapshotGraph.ts';

/** How the edge from a function's code to its script is called, by versions of V8. */
const scriptEdges = ['script_or_debug_info', 'script_or_debug_name', 'script'];

/** Names of edges, read once each, and what is found over edges of a name. */
export class ObjectEdges {
  readonly #graph: SnapshotGraph;
  readonly #names: Map<number, string> = new Map();
  readonly #scripts: Map<number, string> = new Map();
  readonly #named: Set<number>;

  constructor(graph: SnapshotGraph) {
    this.#graph = graph;
    this.#named = new Set(['context', 'property', 'internal'].map((type) => graph.edgeType(type)));
  }

  /** Name of an edge; `undefined` where it has a number. */
  nameOf(edge: number): string | undefined {
    const { types, names } = this.#graph.edges;
    if (!this.#named.has(types[edge]!)) return undefined;
    const index = names[edge]!;
    let name = this.#names.get(index);
    if (name === undefined) {
      name = this.#graph.strings.text(index);
      this.#names.set(index, name);
    }
    return name;
  }

  /** What the first edge of one of these names leads to. */
  child(node: number, ...wanted: readonly string[]): number | undefined {
    const { nodes, edges } = this.#graph;
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      const name = this.nameOf(edge);
      if (name !== undefined && wanted.includes(name)) return edges.targets[edge]!;
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
    return script !== '' && !/^(?:node|internal|evalmachine)[:/]/.test(script);
  }
}

import type { CodePlace } from '../../wire/snapshot.ts';
import { eachLocation, placeAt } from './eachLocation.ts';
import type { ScriptPlace } from './ObjectClasses.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/** How the edge from a function's code to its script is called, by versions of V8. */
const scriptEdges = ['script_or_debug_info', 'script_or_debug_name', 'script'];

/** Files and lines of functions and classes. The scripts' names are found when somebody asks. */
export class ScriptNames {
  readonly #graph: SnapshotGraph;
  readonly #places: Map<number, ScriptPlace> = new Map();
  #names: Map<number, string> | undefined;

  /** @param wanted nodes whose places will be asked for */
  constructor(graph: SnapshotGraph, wanted: Iterable<number>) {
    this.#graph = graph;
    const nodes = new Set(wanted);
    eachLocation(graph, (node, scriptId, at) => {
      if (nodes.has(node)) this.#places.set(node, placeAt(graph, scriptId, at));
    });
  }

  /** Where a function is written, or the class of an object; `undefined` where the snapshot does not tell. */
  placeOf(node: number): CodePlace | undefined {
    const place = this.#places.get(node);
    return place === undefined ? undefined : this.fileOf(place);
  }

  /** A place with its file's name; `undefined` where no function of the file is in the heap. */
  fileOf({ scriptId, line, column }: ScriptPlace): CodePlace | undefined {
    this.#names ??= this.#scripts();
    const file = this.#names.get(scriptId);
    return file === undefined || file === '' ? undefined : { file, line: line + 1, column: column + 1 };
  }

  #scripts(): Map<number, string> {
    const names = new Map<number, string>();
    const closure = this.#graph.nodeType('closure');
    eachLocation(this.#graph, (node, scriptId) => {
      if (names.has(scriptId) || this.#graph.nodes.types[node] !== closure) return;
      const shared = this.#child(node, ['shared']);
      const script = shared === undefined ? undefined : this.#child(shared, scriptEdges);
      if (script !== undefined) names.set(scriptId, this.#graph.nameOf(script));
    });
    return names;
  }

  #child(node: number, names: readonly string[]): number | undefined {
    const { nodes, edges, strings } = this.#graph;
    const internal = this.#graph.edgeType('internal');
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      if (edges.types[edge] === internal && names.includes(strings.text(edges.names[edge]!)))
        return edges.targets[edge]!;
    }
    return undefined;
  }
}

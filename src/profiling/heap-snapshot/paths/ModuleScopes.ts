import { eachLocation, placeAt } from '../eachLocation.ts';
import type { SnapshotGraph } from '../SnapshotGraph.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

/** Functions within functions; more is a loop that no program has. */
const deepest = 100;

/** Tells the variables of modules from those of functions. */
export class ModuleScopes {
  readonly #graph: SnapshotGraph;
  readonly #edges: ObjectEdges;
  /** Scopes of functions that can still be called: no module can, once it has been run, though errors may keep its function. */
  readonly #ofFunctions: Set<number> = new Set();
  readonly #known: Map<number, boolean> = new Map();
  /** By the variables that a function shares with those around it: those of the module. */
  readonly #outermost: Map<number, number | undefined> = new Map();

  constructor(graph: SnapshotGraph, edges: ObjectEdges) {
    this.#graph = graph;
    this.#edges = edges;
    const closure = graph.nodeType('closure');
    const wholeFiles = wholeFileFunctions(graph);
    const seen = new Set<number>();
    for (let node = 0; node < graph.nodeCount; node++) {
      if (graph.nodes.types[node] !== closure || wholeFiles.has(node)) continue;
      const shared = edges.child(node, 'shared');
      if (shared === undefined || seen.has(shared)) continue;
      seen.add(shared);
      const scope = edges.child(shared, 'name_or_scope_info');
      if (scope !== undefined) this.#ofFunctions.add(scope);
    }
  }

  /** The variables of the module that a function stands in; `undefined` where no function in the heap shares them. */
  around(closure: number): number | undefined {
    const context = this.#edges.child(closure, 'context');
    if (context === undefined) return undefined;
    if (!this.#outermost.has(context)) this.#outermost.set(context, this.#outermostOf(context));
    return this.#outermost.get(context);
  }

  #outermostOf(inner: number): number | undefined {
    let context = inner;
    for (let depth = 0; depth < deepest && isContext(this.#graph, context); depth++) {
      const previous = this.#edges.child(context, 'previous');
      if (previous === undefined || !isContext(this.#graph, previous)) {
        return this.#isModule(context) ? context : undefined;
      }
      context = previous;
    }
    return undefined;
  }

  #isModule(context: number): boolean {
    let known = this.#known.get(context);
    if (known === undefined) {
      known = this.#isEcmaScriptModule(context) || this.#isWrapped(context);
      this.#known.set(context, known);
    }
    return known;
  }

  #isEcmaScriptModule(context: number): boolean {
    const extension = this.#edges.child(context, 'extension');
    return extension !== undefined && this.#graph.isNamed(extension, 'system / SourceTextModule');
  }

  /** Of CommonJS: the variables of a function without a name around the whole file. */
  #isWrapped(context: number): boolean {
    const scope = this.#edges.child(context, 'scope_info');
    if (scope === undefined || this.#ofFunctions.has(scope)) return false;
    const { nodes, edges } = this.#graph;
    for (let edge = nodes.firstEdges[scope]!; edge < nodes.firstEdges[scope + 1]!; edge++) {
      const target = edges.targets[edge]!;
      if (this.#graph.typeOf(target) === 'string' && this.#graph.nameOf(target) === '') return true;
    }
    return false;
  }
}

/**
 * The functions around whole files of CommonJS, which the calls in the stack of an error keep: without a name, and at the very
 * beginning of the file. Of those that are written there only an arrow function begins with its parameters, as these do.
 */
function wholeFileFunctions(graph: SnapshotGraph): ReadonlySet<number> {
  const closure = graph.nodeType('closure');
  const found = new Set<number>();
  eachLocation(graph, (node, scriptId, at) => {
    if (graph.nodes.types[node] !== closure || graph.nameOf(node) !== '') return;
    const { line, column } = placeAt(graph, scriptId, at);
    if (line === 0 && column === 0) found.add(node);
  });
  return found;
}

/** Whether a node is the variables of a function. */
export function isContext(graph: SnapshotGraph, node: number): boolean {
  return graph.isNamed(node, 'system / Context');
}

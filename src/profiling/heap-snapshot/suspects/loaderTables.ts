import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { builtInClass } from '../paths/collectionOf.ts';
import { isCell } from '../paths/exportedBindings.ts';
import { textOf } from '../paths/mapKeyOf.ts';
import { importCaches } from '../paths/nodeObjects.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';

/** How a module came into the process. */
export type Loader = 'import' | 'require';

/** A module that is in the heap. */
export interface LoadedModule {
  readonly loader: Loader;
  /** What stands for it in the tables of Node.js. */
  readonly node: number;
  /** What it exports, with what are properties of that. */
  readonly exported: () => readonly number[];
  /** Its name, and other texts that Node.js keeps of it. */
  readonly texts: readonly number[];
  /** Its file, or its address without query and fragment; `undefined` of one that the program itself has made. */
  readonly file: string | undefined;
}

/** What Node.js knows of the modules that it has loaded. */
export interface LoaderTables {
  readonly modules: readonly LoadedModule[];
  /** Objects of Node.js that get longer by each module, and by whose modules. */
  readonly places: ReadonlyMap<number, Loader>;
}

/** Tables of names and files beside the caches of modules: variables of scripts of Node.js. */
const ofFiles = [
  'relativeResolveCache',
  'realpathCache',
  'statCache',
  'packageJsonCache',
  'cjsCache',
  'urlToFileCache',
];

/** Finds the tables in which Node.js has modules, and what is in them. */
export function loaderTables({ graph, classes }: HeapSnapshot): LoaderTables {
  const edges = new ObjectEdges(graph);
  const { nodes } = graph;
  const places = new Map<number, Loader>();
  const modules: LoadedModule[] = [];
  const seen = new Set<number>();
  const wanted = new Uint8Array(classes.classes.length);
  for (const [number, { name }] of classes.classes.entries())
    wanted[number] = name === 'Module' || name === 'BuiltinModule' || importCaches.has(name) ? 1 : 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (wanted[classes.classOf[node]!] === 0 || graph.typeOf(node) !== 'object') continue;
    const variables = variablesOf(node);
    const name = ownClass(node);
    if (variables !== undefined) addModule(node, variables);
    else if (name === 'BuiltinModule') addScript(node);
    else if (name === 'LoadCache') addLoaded(node);
    else if (name === 'ResolveCache') addResolved(node);
  }
  return { modules, places };

  /** The class of Node.js that an object is of: programs have classes of these names as well. */
  function ownClass(node: number): string | undefined {
    const prototype = edges.child(node, '__proto__');
    return prototype === undefined ? undefined : builtInClass(graph, edges, prototype);
  }

  /** Of a CommonJS module, the variables of the script that loads these; its constructor is an accessor. */
  function variablesOf(node: number): number | undefined {
    const method = ['__proto__', 'require'].reduce<number | undefined>(
      (at, name) => (at === undefined ? undefined : edges.child(at, name)),
      node,
    );
    if (method === undefined || graph.typeOf(method) !== 'closure' || edges.isOfProgram(method))
      return undefined;
    return edges.child(method, 'context');
  }

  function addModule(node: number, variables: number): void {
    const children = edges.child(node, 'children');
    const filename = edges.child(node, 'filename');
    // What is no instance, such as the prototype.
    if (children === undefined) return;
    places.set(children, 'require');
    modules.push({
      loader: 'require',
      node,
      exported: () => withProperties(edges.child(node, 'exports')),
      texts: childrenOf(node).filter((child) => graph.typeOf(child).endsWith('string')),
      file: filename === undefined ? undefined : textOf(graph, edges, filename),
    });
    if (seen.has(variables)) return;
    seen.add(variables);
    addTables(variables);
  }

  function addTables(variables: number): void {
    const classOfModules = edges.child(variables, 'Module') ?? edges.child(variables, '$Module');
    const tables = [
      ...ofFiles.map((name) => edges.child(variables, name)),
      ...['_cache', '_pathCache'].map((name) => classOfModules && edges.child(classOfModules, name)),
    ];
    for (const table of tables) if (table !== undefined) places.set(table, 'require');
  }

  /** A script of Node.js, whose functions have its variables. */
  function addScript(script: number): void {
    const id = edges.child(script, 'id');
    if (id === undefined || !graph.nameOf(id).startsWith('internal/modules/')) return;
    const functions = withProperties(edges.child(script, 'exports'));
    const scopes = new Set(functions.flatMap((one) => edges.child(one, 'context') ?? []));
    for (const scope of scopes) {
      for (const name of ofFiles) {
        const table = edges.child(scope, name);
        if (table !== undefined) places.set(table, 'require');
      }
    }
  }

  /** Of each address its entry, in the word behind. */
  function addLoaded(cache: number): void {
    places.set(cache, 'import');
    const table = edges.child(cache, 'table');
    if (table === undefined) return;
    let address: number | undefined;
    for (let edge = nodes.firstEdges[table]!; edge < nodes.firstEdges[table + 1]!; edge++) {
      const target = graph.edges.targets[edge]!;
      const type = graph.typeOf(target);
      if (type.endsWith('string')) address = target;
      else if (type === 'object' && address !== undefined) {
        const url = textOf(graph, edges, address);
        const file = url?.startsWith('data:') ? 'a data: URL' : url?.replace(/[?#].*$/s, '');
        modules.push({
          loader: 'import',
          node: target,
          exported: () => exportsOf(target),
          texts: [address],
          file,
        });
        address = undefined;
      }
    }
  }

  /** What can be imported from the modules of an entry, of which V8 has a cell for each name. */
  function exportsOf(entry: number): number[] {
    const wraps = childrenOf(entry).flatMap((job) => edges.child(job, 'module') ?? []);
    const inner = wraps
      .flatMap(childrenOf)
      .filter((node) => /^system \/ \w+Module$/.test(graph.nameOf(node)));
    const tables = inner.flatMap(childrenOf).filter((node) => graph.typeOf(node) === 'array');
    const cells = tables.flatMap(childrenOf).filter((node) => isCell(graph, node));
    return cells.flatMap((cell) => withProperties(edges.child(cell, 'value')));
  }

  function withProperties(node: number | undefined): number[] {
    if (node === undefined) return [];
    const property = graph.edgeType('property');
    const found = [node];
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      if (graph.edges.types[edge] === property) found.push(graph.edges.targets[edge]!);
    }
    return found;
  }

  function childrenOf(node: number): number[] {
    return [...graph.edges.targets.subarray(nodes.firstEdges[node], nodes.firstEdges[node + 1])];
  }

  function addResolved(cache: number): void {
    places.set(cache, 'import');
    const table = edges.child(cache, 'table');
    if (table === undefined) return;
    for (let edge = nodes.firstEdges[table]!; edge < nodes.firstEdges[table + 1]!; edge++) {
      const target = graph.edges.targets[edge]!;
      if (graph.typeOf(target) === 'object') places.set(target, 'import');
    }
  }
}

import type { SnapshotGraph } from '../SnapshotGraph.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

/** What Node.js keeps modules in, by class: all that `import` has loaded, and what each name led to. */
export const importCaches: ReadonlyMap<string, string> = new Map([
  ['LoadCache', 'modules that import has loaded'],
  ['ResolveCache', 'names that import has resolved'],
]);

/** What is said of these as code, as `globalThis` is. */
export const nodeCode: RegExp = /^(?:process(?:\.std\w+)?|require\.cache)$/;

/** Paths to where modules are kept: the program's, and those of Node.js itself. */
export const modulePlace: RegExp =
  /^(?:require\.cache$|(?:modules|names) that import has |Node\.js's own closure variable "BuiltinModule")/;

const streams = ['stdin', 'stdout', 'stderr'];

/** An object of Node.js and what programs call it. */
export interface NodeObject {
  readonly node: number;
  readonly words: string;
}

/** Of an object of the class `process`: itself, and the standard streams that it has opened; both are behind accessors. */
export function processObjects(graph: SnapshotGraph, edges: ObjectEdges, process: number): NodeObject[] {
  if (edges.child(process, 'versions') === undefined) return [];
  const found: NodeObject[] = [{ node: process, words: 'process' }];
  for (const name of streams) {
    const getter = edges.child(process, `get ${name}`);
    const variables = getter === undefined ? undefined : edges.child(getter, 'context');
    const stream = variables === undefined ? undefined : edges.child(variables, name);
    if (stream !== undefined && graph.typeOf(stream) === 'object') {
      found.push({ node: stream, words: `process.${name}` });
    }
  }
  return found;
}

/** Where all CommonJS modules are kept, found over one of them. */
export function requireCache(edges: ObjectEdges, module: number): number | undefined {
  // The way is over a variable of a method: `constructor` is an accessor.
  return ['__proto__', 'require', 'context', 'Module', '_cache'].reduce<number | undefined>(
    (node, name) => (node === undefined ? undefined : edges.child(node, name)),
    module,
  );
}

/** The file of a CommonJS module; `undefined` where the snapshot has its name in pieces. */
export function moduleFile(graph: SnapshotGraph, edges: ObjectEdges, module: number): string | undefined {
  // What `createRequire` makes has a piece of its address as `filename`.
  for (const property of ['filename', '<symbol kURL>']) {
    const file = edges.child(module, property);
    if (file !== undefined && graph.typeOf(file) === 'string') return graph.nameOf(file);
  }
  return undefined;
}

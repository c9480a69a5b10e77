import { globalObjects } from '../globalObjects.ts';
import type { SnapshotGraph } from '../SnapshotGraph.ts';
import { exportedBindings } from './exportedBindings.ts';
import { fileOf, type Landmark } from './Landmark.ts';
import { ModuleScopes } from './ModuleScopes.ts';
import { importCaches, moduleFile, processObjects, requireCache } from './nodeObjects.ts';
import type { ObjectEdges } from './ObjectEdges.ts';
import { callbackOf, TimerLists } from './TimerLists.ts';

/** What Node.js has of sockets, processes and the like, as long as they are open. */
const handles = new Set([
  'FSEvent',
  'HTTPParser',
  'MessagePort',
  'Pipe',
  'Process',
  'StatWatcher',
  'TCP',
  'TTY',
  'UDP',
  'Worker',
]);
const others = ['Module', 'Generator', 'Timeout', 'Immediate', 'TimersList', 'process'];
// What a module exports comes last of the program's: what has a name without it keeps that.
const ranks = {
  global: 0,
  module: 1,
  exports: 2,
  binding: 3,
  timer: 4,
  async: 5,
  handle: 6,
  stack: 7,
} as const;

/** The landmarks of a snapshot, by node. */
export interface Landmarks {
  /** The global objects, `process`, variables of the program's modules, and what these export. */
  readonly ofProgram: Map<number, Landmark>;
  /** What Node.js calls back: timers, functions that wait, open handles; and what it has imported. */
  readonly ofNode: Map<number, Landmark>;
}

/** Finds where paths can begin. */
export function findLandmarks(graph: SnapshotGraph, edges: ObjectEdges): Landmarks {
  const { nodes } = graph;
  const ofProgram = new Map<number, Landmark>();
  const ofNode = new Map<number, Landmark>();
  const add = (node: number, kind: Landmark['kind'], words: string, closure?: number): void => {
    const marks = ranks[kind] < ranks.timer ? ofProgram : ofNode;
    if (marks.has(node)) return;
    marks.set(node, { rank: ranks[kind], kind, words, ...(closure !== undefined && { closure }) });
  };
  for (const node of globalObjects(graph)) add(node, 'global', 'globalThis');
  const closure = graph.nodeType('closure');
  const object = graph.nodeType('object');
  const classOf = landmarkClasses(graph);
  const lists = new TimerLists(graph, edges);
  const scopes = new ModuleScopes(graph, edges);
  let hasCache = false;
  for (let node = 0; node < graph.nodeCount; node++) {
    const type = nodes.types[node];
    if (type === closure) {
      const context = edges.isOfProgram(node) ? scopes.around(node) : undefined;
      // Many functions share the variables of a module, whose file is said once.
      if (context !== undefined && !ofProgram.has(context))
        add(context, 'module', fileOf(edges.scriptOf(node)));
    } else if (type === object) {
      const name = classOf(nodes.names[node]!);
      if (name !== undefined) addObject(node, name);
    } else if (graph.isNamed(node, 'system / SourceTextModule')) addBindings(node);
  }
  return { ofProgram, ofNode };

  function addBindings(module: number): void {
    for (const { cell, name, script } of exportedBindings(graph, edges, module)) {
      ofProgram.set(cell, { rank: ranks.binding, kind: 'binding', words: fileOf(script), variable: name });
    }
  }

  function addCache(module: number): void {
    const cache = requireCache(edges, module);
    hasCache = cache !== undefined;
    if (cache !== undefined) add(cache, 'global', 'require.cache');
  }

  function addObject(node: number, name: string): void {
    if (name === 'TimersList') ofNode.set(node, { rank: ranks.timer, kind: 'timer', ...lists.inWords(node) });
    else if (handles.has(name)) add(node, 'handle', `open ${name} handle`);
    else if (importCaches.has(name)) add(node, 'handle', importCaches.get(name)!);
    else if (name === 'process') {
      for (const one of processObjects(graph, edges, node)) add(one.node, 'global', one.words);
    } else if (name === 'Module') {
      if (!hasCache) addCache(node);
      const file = moduleFile(graph, edges, node);
      if (file !== undefined) add(node, 'exports', fileOf(file));
    } else if (name === 'Generator') {
      const started = edges.child(node, 'function');
      if (started === undefined || !edges.isOfProgram(started)) return;
      const kind = isAsync(graph, node) ? 'async function' : 'generator';
      add(node, 'async', `${kind} ${graph.nameOf(started) || '(anonymous)'}()`, started);
    } else {
      const callback = callbackOf(graph, edges, node);
      if (callback !== undefined) add(node, 'timer', callback.words, callback.closure);
    }
  }
}

/** Tells which strings are names of classes that may be landmarks. Each is compared once: a snapshot has millions of objects. */
function landmarkClasses({ strings }: SnapshotGraph): (name: number) => string | undefined {
  const wanted: (string | undefined)[] = [
    undefined,
    undefined,
    ...handles,
    ...importCaches.keys(),
    ...others,
  ];
  const unseen = 0;
  const none = 1;
  const known = new Uint8Array(strings.count + 1);
  return (name) => {
    const index = Math.min(name, strings.count);
    if (known[index] === unseen) known[index] = Math.max(none, wanted.indexOf(strings.text(index)));
    return wanted[known[index]!];
  };
}

function isAsync(graph: SnapshotGraph, node: number): boolean {
  const { nodes, edges } = graph;
  const { firstEdges } = nodes;
  for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
    const target = edges.targets[edge]!;
    if (graph.nameOf(target) === 'Promise') return true;
  }
  return false;
}

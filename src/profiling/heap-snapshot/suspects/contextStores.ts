import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { nodeWords } from '../nodeWords.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import type { Gain } from './gains.ts';

/** What most of the objects that were gained keep of an `AsyncLocalStorage`. */
export interface ContextStores {
  /** Class of the stores, of which there may be others. */
  readonly className: string;
  /** Whose they are; `undefined` where the snapshot does not tell. */
  readonly storage: number | undefined;
}

/** Of more objects, the first stand for all. */
const mostSamples = 50;
const half = 0.5;
const frameClass = 'AsyncContextFrame';
const storageClass = 'AsyncLocalStorage';
/** Up to Node.js 22 the store itself. */
const ofStore = '<symbol kResourceStore>';
/** From then on a Map of all stores, by their storage. */
const ofFrame = [
  '<symbol kAsyncContextFrame>',
  '<symbol async_context_frame>',
  'continuation_preserved_embedder_data',
];

/** Finds the stores in which timers, promises and the like were made; `undefined` where most have none. */
export function contextStores(snapshot: HeapSnapshot, gain: Gain | undefined): ContextStores | undefined {
  if (gain === undefined) return undefined;
  const { graph } = snapshot;
  const edges = new ObjectEdges(graph);
  const samples = gain.samples.slice(0, mostSamples);
  const found = samples.flatMap((sample) => storeOf(sample) ?? []);
  // One store for all is that of the program itself, which it would keep anyway.
  const distinct = new Set(found.map(({ store }) => store)).size;
  if (distinct < 2 || found.length <= samples.length * half) return undefined;
  const counts = new Map<string, number>();
  for (const { store } of found) {
    const name = nodeWords(snapshot, store);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return { className: most![0], storage: found[0]!.storage ?? onlyStorage() };

  function storeOf(node: number): { store: number; storage: number | undefined } | undefined {
    const store = edges.child(node, ofStore);
    if (store !== undefined && graph.typeOf(store) === 'object') return { store, storage: undefined };
    const settled = promiseOf(node);
    if (settled !== undefined) return storeOf(settled);
    const reaction = edges.child(node, 'reactions_or_result');
    for (const one of [node, reaction]) {
      const frame =
        one === undefined ? undefined : (edges.child(one, ...ofFrame) ?? targetOf(one, frameClass));
      const table = frame === undefined ? undefined : edges.child(frame, 'table');
      const entry = table === undefined ? undefined : entryIn(table);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** The promise that a function settles: such a one is V8's own, and has it in its scope. */
  function promiseOf(node: number): number | undefined {
    if (graph.typeOf(node) !== 'closure' || edges.scriptOf(node) !== '') return undefined;
    const scope = edges.child(node, 'context');
    if (scope === undefined) return undefined;
    return targetOf(scope, 'Promise');
  }

  /** What V8 has there by no name. */
  function targetOf(node: number, className: string): number | undefined {
    const { nodes, edges: columns } = graph;
    return columns.targets
      .subarray(nodes.firstEdges[node], nodes.firstEdges[node + 1])
      .find((target) => graph.typeOf(target) === 'object' && graph.nameOf(target) === className);
  }

  /** A storage, and its store in the word behind. */
  function entryIn(table: number): { store: number; storage: number } | undefined {
    const { nodes, edges: columns } = graph;
    let storage: number | undefined;
    for (let edge = nodes.firstEdges[table]!; edge < nodes.firstEdges[table + 1]!; edge++) {
      const target = columns.targets[edge]!;
      if (graph.typeOf(target) !== 'object') continue;
      if (storage !== undefined) return { store: target, storage };
      if (graph.nameOf(target) === storageClass) storage = target;
    }
    return undefined;
  }

  /** The storage of the process, where there is one alone: a store does not say whose it is. */
  function onlyStorage(): number | undefined {
    const { classes, classOf } = snapshot.classes;
    const isStorage = classes.map(({ name }) => name === storageClass);
    const storages: number[] = [];
    for (let node = 0; node < graph.nodeCount && storages.length < 2; node++) {
      const isOne = isStorage[classOf[node]!] && edges.child(node, 'kResourceStore') !== undefined;
      if (isOne && graph.typeOf(node) === 'object') storages.push(node);
    }
    return storages.length === 1 ? storages[0] : undefined;
  }
}

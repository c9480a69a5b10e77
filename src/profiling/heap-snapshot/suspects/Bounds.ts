import type { HolderBound } from '../../../wire/snapshot.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import { ObjectEdges } from '../paths/ObjectEdges.ts';
import { entryCount } from './entryCount.ts';
import type { Gain } from './gains.ts';

const limitName =
  /^(?:<symbol )?[#_]*(?:max(?:size|entries|keys|items|length|count)?|capacity|limit|sizelimit)>?$/i;
const settingsName = /^[#_]*(?:options|opts|settings|limits|config)$/i;
const collections = new Set(['Map', 'Set', 'Array', 'Object']);
/** A bound that is further away holds nothing up yet. */
const furthest = 100;
/** quick-lru swaps two Maps, of which each may be full. */
const generations = 2;

/**
 * Says whether a holder that grew is a cache with a bound, at or below it: then it does not grow for ever. What counts is what it
 * can be seen to do in the file, not what it is called:
 * - an array whose places are all there, of which as many are free as it gained last, as in lru-cache from version 7 on;
 * - the two Maps of quick-lru beside a `maxSize`, of which the older one is not empty: it has been full before;
 * - a limit among the fields of the cache or its settings, in files with numbers (`exposeNumericValues`), that is kept.
 */
export class Bounds {
  readonly #snapshot: HeapSnapshot;
  readonly #edges: ObjectEdges;

  constructor(snapshot: HeapSnapshot) {
    this.#snapshot = snapshot;
    this.#edges = new ObjectEdges(snapshot.graph);
  }

  /** @param gains what the holder gained */
  of(holder: number, gains: readonly Gain[]): HolderBound | undefined {
    const lastGained = Math.max(0, ...gains.map(({ counts }) => counts.at(-1)!));
    const owners = [holder, this.#ownerOf(holder)].filter((one) => one !== undefined);
    const bound =
      this.#ofPlaces(holder, lastGained) ??
      owners.map((owner) => this.#ofGenerations(owner)).find((one) => one !== undefined) ??
      this.#ofLimit(holder, owners);
    if (bound?.capacity === undefined) return bound;
    return bound.entries <= bound.capacity && bound.capacity <= bound.entries * furthest ? bound : undefined;
  }

  #ofPlaces(node: number, lastGained: number): HolderBound | undefined {
    const { graph } = this.#snapshot;
    if (graph.nameOf(node) !== 'Array' || graph.typeOf(node) !== 'object') return undefined;
    const element = graph.edgeType('element');
    let entries = 0;
    let free = 0;
    for (let edge = graph.nodes.firstEdges[node]!; edge < graph.nodes.firstEdges[node + 1]!; edge++) {
      if (graph.edges.types[edge] !== element) continue;
      if (this.#isEmpty(graph.edges.targets[edge]!)) free += 1;
      else entries += 1;
    }
    return free > 0 && free >= lastGained ? { entries, capacity: entries + free } : undefined;
  }

  #ofGenerations(node: number): HolderBound | undefined {
    const { graph } = this.#snapshot;
    const [young, old] = [this.#field(node, /^[#_]*cache$/), this.#field(node, /^[#_]*oldCache$/)];
    if (young === undefined || old === undefined) return undefined;
    if ([young, old].some((map) => graph.nameOf(map) !== 'Map')) return undefined;
    const entries = entryCount(graph, young) + entryCount(graph, old);
    const limit = this.#field(node, /^[#_]*maxSize$/);
    if (limit !== undefined) {
      const value = this.#numberIn(limit);
      return value === undefined ? undefined : { entries, capacity: value * generations };
    }
    const hasBeenFull = entryCount(graph, old) > 0 && this.#hasNumber(node, /^[#_]*maxSize$/);
    return hasBeenFull ? { entries, capacity: undefined } : undefined;
  }

  /** Small numbers have no edge; what a field of an object is called is in its shape all the same. */
  #hasNumber(node: number, name: RegExp): boolean {
    const { graph } = this.#snapshot;
    const { nodes, edges } = graph;
    const shape = this.#edges.child(node, 'map');
    const fields = shape === undefined ? undefined : this.#edges.child(shape, 'descriptors');
    if (fields === undefined) return false;
    for (let edge = nodes.firstEdges[fields]!; edge < nodes.firstEdges[fields + 1]!; edge++) {
      const key = edges.targets[edge]!;
      const text = graph.typeOf(key) === 'string' ? key : this.#edges.child(key, 'name');
      if (text !== undefined && name.test(graph.nameOf(text))) return true;
    }
    return false;
  }

  #ofLimit(holder: number, owners: readonly number[]): HolderBound | undefined {
    const limits = owners.flatMap((owner) => {
      const settings = this.#field(owner, settingsName);
      return [owner, ...(settings === undefined ? [] : [settings])].map((node) =>
        this.#field(node, limitName, (target) => this.#numberIn(target) !== undefined),
      );
    });
    const limit = limits.find((one) => one !== undefined);
    if (limit === undefined) return undefined;
    return { entries: this.#entriesOf(holder), capacity: this.#numberIn(limit)! };
  }

  /** Of a holder that is no collection, those of the largest one that it has. */
  #entriesOf(holder: number): number {
    const { graph } = this.#snapshot;
    let most = entryCount(graph, holder);
    if (collections.has(graph.nameOf(holder))) return most;
    this.#field(holder, /^(?!__proto__$)/, (target) => {
      if (collections.has(graph.nameOf(target))) most = Math.max(most, entryCount(graph, target));
      return false;
    });
    return most;
  }

  /** The object that has this one in a field. */
  #ownerOf(node: number): number | undefined {
    const { tree, graph } = this.#snapshot;
    const owner = tree.dominatorOf(node);
    if (owner === graph.root || !isVisible(this.#snapshot, owner)) return undefined;
    return this.#field(owner, /^(?!__proto__$)/, (target) => target === node) === undefined
      ? undefined
      : owner;
  }

  #field(node: number, name: RegExp, isWanted: (target: number) => boolean = () => true): number | undefined {
    const { graph } = this.#snapshot;
    const { nodes, edges } = graph;
    const property = graph.edgeType('property');
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      if (edges.types[edge] !== property || !name.test(this.#edges.nameOf(edge)!)) continue;
      if (isWanted(edges.targets[edge]!)) return edges.targets[edge]!;
    }
    return undefined;
  }

  /** What `exposeNumericValues` writes. */
  #numberIn(node: number): number | undefined {
    const { graph } = this.#snapshot;
    if (graph.typeOf(node) !== 'number') return undefined;
    const text = this.#edges.child(node, 'value');
    const value = text === undefined ? Number.NaN : Number(graph.nameOf(text));
    return Number.isFinite(value) && value > 0 ? value : undefined;
  }

  /** `undefined` and `null`, as versions of V8 call them. */
  #isEmpty(node: number): boolean {
    const { graph } = this.#snapshot;
    return (
      graph.typeOf(node) === 'hidden' && /^(?:system \/ Oddball|undefined|null)$/.test(graph.nameOf(node))
    );
  }
}

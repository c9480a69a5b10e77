import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import type { ObjectKind } from '../ObjectKinds.ts';
import { isSteady, steadySum } from './accumulators.ts';
import type { Gained } from './gains.ts';

/** `{ ...state, items: [...state.items, one] }` has two, one in the other. */
const deepest = 4;
/** Who has less more than this has not taken over much. */
const leastBytes = 64 * 1024;
/** Steps from one successor to the one that it is in: parts of objects lie between. */
const furthest = 16;

/**
 * Objects that take the place of others of their kind, with all that these had held: an immutable state, an array that is copied
 * with one element more, a text that is put together. There are as many as before, which hold more. What they hold did not
 * die with those before them, and so is looked at by itself.
 */
export class Successions {
  readonly #snapshot: HeapSnapshot;
  /** By depth: the kinds that are passed through, with their regions. */
  readonly #passed: Set<string>[] = [];
  /** By region, the innermost ones, with what they keep alive. */
  readonly #successors: Map<number, Map<number, number>> = new Map();

  constructor(snapshot: HeapSnapshot) {
    this.#snapshot = snapshot;
  }

  /** Whether objects of a kind are passed through in a region, where `depth` others above them are. */
  has(region: number, kind: Pick<ObjectKind, 'words'>, depth: number): boolean {
    const kinds = this.#passed[depth];
    return kinds !== undefined && kinds.size > 0 && kinds.has(keyOf(region, kind.words));
  }

  /** The innermost successors of a region, with the bytes that each keeps alive; `undefined` where it has none. */
  of(region: number): ReadonlyMap<number, number> | undefined {
    return this.#successors.get(region);
  }

  /** Adds those that are found one step further in; says whether there are any. */
  add(regions: readonly Gained[]): boolean {
    if (this.#passed.length === deepest) return false;
    const kinds = new Set<string>();
    for (const [region, { gains }] of regions.entries()) {
      for (const { name, counts, bytes, samples, sampleBytes } of gains.values()) {
        const isMore = steadySum(bytes) >= leastBytes && isSteady(bytes);
        if (!isMore || samples.length === 0 || counts.every((count) => count > 0)) continue;
        kinds.add(keyOf(region, name));
        for (const [at, node] of samples.entries()) this.#take(region, node, sampleBytes[at]!);
      }
    }
    this.#passed.push(kinds);
    return kinds.size > 0;
  }

  /** A text that is put together consists of many: the outermost is the one that the program has. */
  #take(region: number, node: number, bytes: number): void {
    const isText = this.#isText(node);
    if (!isText && !isVisible(this.#snapshot, node)) return;
    const present = this.#successors.get(region) ?? new Map<number, number>();
    const outer = this.#above(node, present);
    if (isText && outer !== undefined && this.#isText(outer)) return;
    if (outer !== undefined) present.delete(outer);
    this.#successors.set(region, present.set(node, bytes));
  }

  /** The one of some nodes that a node is in. */
  #above(node: number, nodes: ReadonlyMap<number, number>): number | undefined {
    const { tree } = this.#snapshot;
    let at = node;
    for (let steps = 0; steps < furthest; steps++) {
      at = tree.dominatorOf(at);
      if (nodes.has(at)) return at;
    }
    return undefined;
  }

  #isText(node: number): boolean {
    return this.#snapshot.graph.typeOf(node).endsWith('string');
  }
}

/** Plain objects are told apart by what many have in common, which differs from snapshot to snapshot. */
function keyOf(region: number, words: string): string {
  return `${region} ${words.startsWith('{') ? 'Object' : words}`;
}

import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { linkEdges } from '../paths/linkEdges.ts';
import type { ChainLinks } from './ChainLinks.ts';
import { findChains, linkKind } from './findChains.ts';
import { type Layer, lastLayer } from './Layer.ts';

/** As many objects above or below a chain may be of the kind of its links. */
const mostStrangers = 3;

/** Finds the place of the chain that an object of an earlier snapshot belongs to as a link; 0 for what is no link. */
export type ChainPlaceOf = (index: number, node: number) => number;

/**
 * The chains of the last snapshot. A chain is known by the place of its first link: in it counts what all links grew by, so that
 * it does not matter at which end it does.
 */
export class Chains {
  readonly #snapshot: HeapSnapshot;
  readonly #last: Layer;
  readonly #tops: ChainLinks;
  /** By place, what has been found out of the chain since: it is none, or has another first link. */
  readonly #mended: Map<number, number> = new Map();
  /** By place: 1 below a chain's first link and at or above its last one. */
  readonly #inner: Uint8Array;
  readonly #links: Map<number, number[]> = new Map();

  constructor(snapshot: HeapSnapshot, last: Layer = lastLayer(snapshot)) {
    this.#snapshot = snapshot;
    this.#last = last;
    this.#tops = findChains(last);
    for (const { index, top } of this.#tops) {
      const links = this.#links.get(top);
      if (links === undefined) this.#links.set(top, [index + 1]);
      else links.push(index + 1);
    }
    for (const links of [...this.#links.values()]) this.#trim(links);
    for (const [top, links] of this.#links) this.#addEnd(top, links);
    this.#inner = new Uint8Array(this.#links.size === 0 ? 0 : last.length + 1);
    const { dominators } = snapshot.tree;
    for (const [top, links] of this.#links) {
      for (const link of links) {
        for (let at = link; at > top && this.#inner[at] === 0; at = dominators[at]!) this.#inner[at] = 1;
      }
    }
  }

  /** Place of the first link of the chain that a place is a link of; 0 for what is no link. */
  topOf(place: number): number {
    return this.#mended.get(place) ?? this.#tops.of(place - 1);
  }

  /** Whether a place is a link, and not the first one, or stands between two links. */
  isInner(place: number): boolean {
    return this.#inner[place] === 1;
  }

  /** Places of a chain's links, from the first on; `undefined` where no chain begins. */
  linksFrom(top: number): readonly number[] | undefined {
    return this.#links.get(top);
  }

  /** Which chains objects of an earlier snapshot belong to: those that they are links of, or that their own went on as. */
  placesIn(layer: Layer, nodeOf: (id: number) => number): ChainPlaceOf {
    const { places } = this.#snapshot.tree;
    const lives = (node: number): number => (node < 0 ? 0 : this.topOf(places[node]!));
    if (this.#links.size === 0) return () => 0;
    const tops = findChains(layer);
    const goesOn = new Map<number, number>();
    const ended = new Set<number>();
    for (const { index, top } of tops) {
      const place = lives(nodeOf(layer.idOf(index)));
      if (place === 0) ended.add(top);
      else if (!goesOn.has(top)) goesOn.set(top, place);
    }
    const known = new Map<string, number | undefined>();
    for (const top of this.#links.keys()) {
      const key = this.#keyOf(top);
      known.set(key, known.has(key) ? undefined : top);
    }
    for (const top of ended) {
      if (goesOn.has(top)) continue;
      // None of its links is left: the one that is now where it was.
      let at = top - 1;
      while (nodeOf(layer.idOf(at)) < 0 && at !== 0) at = layer.dominatorOf(at);
      const kind = linkKind(layer.kinds[layer.kindOf(top - 1)]!);
      const place = known.get(`${at === 0 ? '' : layer.idOf(at)} ${kind}`);
      if (place !== undefined) goesOn.set(top, place);
    }
    return (index, node) => (node < 0 ? (goesOn.get(tops.of(index)) ?? 0) : lives(node));
  }

  /** Whose links a chain is of, and of what kind. */
  #keyOf(top: number): string {
    const { graph, tree } = this.#snapshot;
    const above = tree.dominators[top]!;
    const id = above === 1 ? '' : graph.nodes.ids[tree.order[above]!];
    return `${id} ${linkKind(this.#last.kinds[this.#last.kindOf(top - 1)]!)}`;
  }

  /**
   * Who holds a chain may be of the kind of its links, as the plain object of a queue is, and so may be what the last one holds:
   * these lead on in another way.
   */
  #trim(links: number[]): void {
    const middle = Math.floor(links.length / 2);
    const some = [0, 1, 2, 3].map((more) => middle + more);
    const named = new Set(some.map((at) => this.#wayBetween(links[at]!, links[at + 1]!, true)));
    // Where each link is reached under a key of its own, what kind of way it is counts.
    const isNamed = named.size < some.length;
    const wayFrom = (at: number): string => this.#wayBetween(links[at]!, links[at + 1]!, isNamed);
    const usual = isNamed ? named : new Set(some.map(wayFrom));
    const top = links[0]!;
    const strangers = (from: number, step: number): number => {
      let count = 0;
      while (count <= mostStrangers && !usual.has(wayFrom(from + count * step))) count += 1;
      return count > mostStrangers ? 0 : count;
    };
    const atEnd = strangers(links.length - 2, -1);
    for (const link of links.splice(links.length - atEnd)) this.#mended.set(link, 0);
    for (const link of links.splice(0, strangers(0, 1))) this.#mended.set(link, 0);
    if (links[0] === top) return;
    this.#links.delete(top);
    this.#links.set(links[0]!, links);
    for (const link of links) this.#mended.set(link, links[0]!);
  }

  #wayBetween(one: number, other: number, isNamed: boolean): string {
    const { graph, tree } = this.#snapshot;
    const { types, names } = graph.edges;
    const numbered = ['element', 'hidden', 'internal'].map((type) => graph.edgeType(type));
    return linkEdges(graph, tree.order[one]!, tree.order[other]!)
      .map((edge) =>
        !isNamed || numbered.includes(types[edge]!) ? types[edge] : `${types[edge]} ${names[edge]}`,
      )
      .join();
  }

  /** The last link is often held by who holds the chain as well, as the tail of a queue is. */
  #addEnd(top: number, links: number[]): void {
    const { graph, tree } = this.#snapshot;
    const [one, other] = links.slice(-2).map((place) => tree.order[place]!) as [number, number];
    const { edges, nodes } = graph;
    let at = other;
    for (const edge of linkEdges(graph, one, other)) {
      let found: number | undefined;
      for (let own = nodes.firstEdges[at]!; own < nodes.firstEdges[at + 1]!; own++) {
        if (edges.types[own] === edges.types[edge] && edges.names[own] === edges.names[edge]) found = own;
      }
      if (found === undefined) return;
      at = edges.targets[found]!;
    }
    const place = tree.places[at]!;
    const isFree = at !== other && this.topOf(place) === 0 && tree.dominators[place] === tree.dominators[top];
    if (!isFree || this.#kindAt(place) !== this.#kindAt(top)) return;
    this.#mended.set(place, top);
    links.push(place);
  }

  #kindAt(place: number): string {
    return linkKind(this.#last.kinds[this.#last.kindOf(place - 1)]!);
  }
}

import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import { PathWords } from '../PathWords.ts';
import { isSteady, steadySum } from './accumulators.ts';
import { type Gain, steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';
import { bytesOfSamples, heldPart } from './heldPart.ts';

const nothing: readonly number[] = [];

/** What took the place of its like in each interval, with all that this had held. */
export interface Successor {
  readonly node: number;
  /** How many there are in the same field of objects of one class, of which the node is the greatest. */
  readonly objects: number;
  readonly bytes: readonly number[];
  readonly gains: Map<string, Gain>;
}

/**
 * Tells apart what took the place of its like in several properties of a holder: who held what in earlier snapshots is not
 * known, but what came since and is still there tells who took over. Whose content is all new each time took over nothing, and
 * is not accused of what another property gained.
 *
 * @param candidates what may have taken over, with the bytes that each keeps alive; one at least
 * @param bytes growth of all of them together
 * @param gains what they hold, and those before them had not
 */
export function successorsOf(
  snapshot: HeapSnapshot,
  growth: Growth,
  candidates: ReadonlyMap<number, number>,
  bytes: readonly number[],
  gains: readonly Gain[],
): Successor[] {
  const groups = groupsOf(snapshot, candidates);
  const whole = (nodes: readonly number[], all = bytes): Successor[] => [
    {
      node: nodes[0]!,
      objects: nodes.length,
      bytes: heldBytes(snapshot, nodes, all),
      gains: byName(gains),
    },
  ];
  if (groups.length === 1) return whole(groups[0]!);
  const shares = sharesOf(snapshot, growth, groups, gains);
  const certain = shares
    .filter((share) => isGrowth(share.certain))
    .map((share) => ({ ...share, weight: share.certain }));
  const lasting = shares
    .filter((share) => isGrowth(share.born))
    .map((share) => ({ ...share, weight: share.born }));
  // Of one interval what was born in it says nothing of what lasts.
  const heirs = certain.length > 0 || growth.intervals === 1 ? certain : lasting;
  if (heirs.length === 0) return whole(shares[0]!.nodes);
  const others = gains.filter((gain) => heirs.every(({ partOf }) => partOf(gain).samples.length === 0));
  const claimed = bytes.map((part, at) =>
    others.reduce((left, gain) => Math.max(0, left - Math.max(0, gain.bytes[at]!)), part),
  );
  if (heirs.length < 2) return whole(heirs[0]!.nodes, claimed);
  const weights = totalOf(heirs.map(({ weight }) => weight));
  const shared = gains.map((gain) => {
    const parts = heirs.map(({ partOf }) => partOf(gain));
    const counts = totalOf(parts.map((part) => part.counts));
    return { gain, parts, counts, bytes: totalOf(parts.map((part) => part.bytes)) };
  });
  return heirs
    .map(({ nodes, weight }, heir) => {
      const parts = shared.map((all) => {
        const part = all.parts[heir]!;
        const counts = inProportion(all.gain.counts, part.counts, all.counts);
        const held = inProportion(all.gain.bytes, part.bytes, all.bytes);
        return { ...part, counts: counts.map((count) => Math.round(count) + 0), bytes: held, between: [] };
      });
      return {
        node: nodes[0]!,
        objects: nodes.length,
        bytes: heldBytes(snapshot, nodes, inProportion(claimed, weight, weights)),
        gains: byName(parts.filter(({ samples }) => samples.length > 0)),
      };
    })
    .sort((a, b) => steadySum(b.bytes) - steadySum(a.bytes));
}

/** What one group of candidates holds. */
interface Share {
  readonly nodes: readonly number[];
  /** Of a class, what is in them and was born in each interval. */
  readonly partOf: (gain: Gain) => Gain;
  /** What more there was after each interval, if all that died was theirs. */
  readonly certain: readonly number[];
  /** What was born in each interval, and is still there. */
  readonly born: readonly number[];
}

function sharesOf(
  snapshot: HeapSnapshot,
  growth: Growth,
  groups: readonly (readonly number[])[],
  gains: readonly Gain[],
): Share[] {
  const { places, dominators, nodeCount } = snapshot.tree;
  const groupAt = new Uint32Array(nodeCount + 1);
  for (const [number, nodes] of groups.entries())
    for (const node of nodes) groupAt[places[node]!] = number + 1;
  for (let place = 2; place <= nodeCount; place++) {
    if (groupAt[place] === 0) groupAt[place] = groupAt[dominators[place]!]!;
  }
  const zeros = (): number[] => Array.from({ length: growth.intervals }, () => 0);
  const add = (sum: readonly number[], more: readonly number[]): number[] =>
    sum.map((part, at) => part + more[at]!);
  // There may be thousands of groups: what was gained is gone through once, and not for each of them.
  const samplesOfGroups = new Map(gains.map((gain) => [gain, byGroup(gain)]));
  const bytesOfGains = new Map(gains.map((gain) => [gain, bytesOfSamples(gain)]));
  return groups.map((nodes, number) => {
    const samplesOf = (gain: Gain): readonly number[] =>
      samplesOfGroups.get(gain)?.get(number + 1) ?? nothing;
    const partOf = (gain: Gain): Gain =>
      heldPart(snapshot, growth, withoutDeaths(gain, zeros()), samplesOf(gain), bytesOfGains.get(gain));
    let certain: readonly number[] = zeros();
    let born: readonly number[] = zeros();
    for (const gain of gains) {
      // Of what a group has none of, nothing more was there, and nothing born.
      if (samplesOf(gain).length === 0 && gain.samples.length > 0) continue;
      const part = heldPart(snapshot, growth, gain, samplesOf(gain), bytesOfGains.get(gain));
      if (steadyBytes(part) > 0) certain = add(certain, part.bytes);
      born = add(born, partOf(gain).bytes);
    }
    return { nodes, partOf, certain, born };
  });

  function byGroup({ samples }: Gain): ReadonlyMap<number, readonly number[]> {
    const found = new Map<number, number[]>();
    for (const node of samples) {
      const group = groupAt[places[node]!]!;
      const present = found.get(group);
      if (present === undefined) found.set(group, [node]);
      else present.push(node);
    }
    return found;
  }
}

/** Nobody took over more than it has: the growth of its neighbours may be of something else that was replaced. */
function heldBytes({ tree }: HeapSnapshot, nodes: readonly number[], bytes: readonly number[]): number[] {
  const held = nodes.reduce((sum, node) => sum + tree.retainedSizes[node]!, 0);
  const grown = bytes.reduce((sum, part) => sum + part, 0);
  return bytes.map((part) => (grown > held ? part * (held / grown) : part));
}

function withoutDeaths(gain: Gain, none: number[]): Gain {
  return { ...gain, diedCounts: none, diedBytes: none };
}

function isGrowth(bytes: readonly number[]): boolean {
  return steadySum(bytes) > 0 && isSteady(bytes);
}

/** @param total of all weights, of which `own` is one */
function inProportion(all: readonly number[], own: readonly number[], total: readonly number[]): number[] {
  return all.map((bytes, at) => (total[at] === 0 ? 0 : bytes * (own[at]! / total[at]!)));
}

function totalOf([first = [], ...others]: readonly (readonly number[])[]): number[] {
  const total = [...first];
  for (const one of others) for (const [at, part] of one.entries()) total[at]! += part;
  return total;
}

function byName(gains: readonly Gain[]): Map<string, Gain> {
  return new Map(gains.map((gain) => [gain.name, gain]));
}

/** Those in the same field of objects of one class together, the greatest first in each group and of the groups. */
function groupsOf(
  { graph, tree, retainers, classes }: HeapSnapshot,
  candidates: ReadonlyMap<number, number>,
): number[][] {
  const sorted = [...candidates].sort(([, a], [, b]) => b - a).map(([node]) => node);
  const words = new PathWords(graph, retainers);
  const ownerOf = new Map(sorted.map((node) => [node, ownerAbove(node)]));
  const keys = new Map<number, string>();
  for (const owner of new Set(ownerOf.values())) {
    for (let edge = graph.nodes.firstEdges[owner]!; edge < graph.nodes.firstEdges[owner + 1]!; edge++) {
      const node = graph.edges.targets[edge]!;
      if (ownerOf.get(node) !== owner || keys.has(node)) continue;
      const field = words.step(edge).masked;
      if (field.startsWith('.')) keys.set(node, `${classes.classOf[owner]} ${field}`);
    }
  }
  const groups = new Map<string, number[]>();
  for (const node of sorted) {
    const key = keys.get(node) ?? String(node);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return [...groups.values()];

  function ownerAbove(node: number): number {
    let owner = tree.dominatorOf(node);
    while (owner !== graph.root && !isVisible({ graph }, owner)) owner = tree.dominatorOf(owner);
    return owner;
  }
}

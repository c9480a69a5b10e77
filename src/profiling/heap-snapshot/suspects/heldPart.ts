import type { HeapSnapshot } from '../HeapSnapshot.ts';
import type { Gain } from './gains.ts';
import type { Growth } from './growth.ts';

/**
 * How much more there was, after each interval, of some of the objects of a class, at least. Who held what in earlier snapshots
 * is not known, so that all which died of the class may have been theirs; unless they are all there are.
 */
export function heldPart(
  { graph }: HeapSnapshot,
  growth: Growth,
  gain: Gain,
  nodes: readonly number[],
  bytesOf: ReadonlyMap<number, number> = bytesOfSamples(gain),
): Gain {
  if (nodes.length === gain.samples.length) return gain;
  const counts = gain.diedCounts.map((count) => -count);
  const bytes = gain.diedBytes.map((part) => -part);
  for (const node of nodes) {
    const interval = growth.bornIn(graph.nodes.ids[node]!);
    if (interval === undefined) continue;
    counts[interval]! += 1;
    bytes[interval]! += bytesOf.get(node)!;
  }
  return {
    ...gain,
    counts,
    bytes,
    samples: [...nodes],
    sampleBytes: nodes.map((node) => bytesOf.get(node)!),
  };
}

/** What each of the objects that were gained keeps alive. */
export function bytesOfSamples({ samples, sampleBytes }: Gain): Map<number, number> {
  return new Map(samples.map((node, index) => [node, sampleBytes[index]!]));
}

/** What is left of a gain without a part of it. */
export function withoutPart(gain: Gain, part: Gain): Gain {
  const taken = new Set(part.samples);
  const bytesOf = bytesOfSamples(gain);
  const samples = gain.samples.filter((node) => !taken.has(node));
  return {
    ...gain,
    counts: gain.counts.map((count, at) => count - part.counts[at]!),
    bytes: gain.bytes.map((bytes, at) => bytes - part.bytes[at]!),
    samples,
    sampleBytes: samples.map((node) => bytesOf.get(node)!),
  };
}

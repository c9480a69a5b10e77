import type { HeapSnapshot } from '../HeapSnapshot.ts';
import type { Gain } from './gains.ts';

/** Of more objects, the first stand for all. */
const mostSamples = 50;
/** Nobody need copy what keeps less than that. */
const leastBytes = 1024;
/** Node.js cuts small Buffers from one of so many. */
const poolBytes = 8 * 1024;
const half = 0.5;

const textIdea =
  'a slice of a text keeps all of it: of a small one keep a copy, Buffer.from(slice).toString()';
const bytesIdea = 'a subarray of a Buffer keeps all of it: of a small one keep a copy, Buffer.from(part)';

/**
 * What to try where what was gained holds mostly texts or Buffers that may be parts of larger ones; `undefined` for all else. How
 * long a part is no snapshot says.
 */
export function partIdea({ graph, tree }: HeapSnapshot, gain: Gain | undefined): string | undefined {
  if (gain === undefined) return undefined;
  const samples = gain.samples.slice(0, mostSamples);
  const isMost = (isPart: (node: number) => boolean, least: number): boolean => {
    const found = samples.filter((sample) => {
      const bytes = tree.retainedSizes[sample]!;
      return [sample, ...childrenOf(sample)].some(
        (node) => isPart(node) && tree.retainedSizes[node]! >= Math.max(least, bytes * half),
      );
    });
    return found.length > samples.length * half;
  };
  if (isMost((node) => graph.typeOf(node) === 'sliced string', leastBytes)) return textIdea;
  return isMost((node) => graph.nameOf(node) === 'Buffer' && graph.typeOf(node) === 'object', poolBytes)
    ? bytesIdea
    : undefined;

  function childrenOf(node: number): Uint32Array {
    const { nodes, edges } = graph;
    return edges.targets.subarray(nodes.firstEdges[node], nodes.firstEdges[node + 1]);
  }
}

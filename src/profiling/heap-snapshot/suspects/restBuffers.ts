import type { RestBuffers } from '../../../wire/snapshot.ts';
import { steadySum } from './accumulators.ts';
import { type Growth, placeIn } from './growth.ts';

/** What V8 calls the memory of an ArrayBuffer, outside of its heap. */
const bufferData = 'system / JSArrayBufferData';

/** Node.js has small ones of its own, which are not what grew. */
const leastShare = 0.01;

/**
 * What array buffers of no suspect grew by: a greater one that takes the place of another is no more of its class, and is none of
 * the classes that grew.
 *
 * @param isLeft whether a place is told of nowhere
 */
export function restBuffers(growth: Growth, isLeft: (place: number) => boolean): RestBuffers {
  const { layers, intervals, isOld, bornIn } = growth;
  const last = growth.anchorsOf(intervals, isOld);
  const born: number[] = [];
  const sums = layers.map((layer, number) => {
    const isData = layer.kinds.map(({ words }) => words === bufferData);
    if (!isData.includes(true)) return 0;
    const anchors = number === intervals ? last : growth.anchorsOf(number, isOld, last);
    let sum = 0;
    for (let index = 1; index < layer.length; index++) {
      if (!isData[layer.kindOf(index)] || !isLeft(placeIn(anchors[index]!))) continue;
      sum += layer.sizeOf(index);
      // The memory itself has an id that may be given again: its buffer tells when it was born.
      const isBorn = number === intervals && bornIn(layer.idOf(layer.dominatorOf(index))) !== undefined;
      if (isBorn) born.push(layer.sizeOf(index));
    }
    return sum;
  });
  const bytes = steadySum(sums.slice(1).map((sum, at) => sum - sums[at]!));
  const great = born.filter((size) => size >= bytes * leastShare);
  return { count: great.length || born.length, bytes };
}

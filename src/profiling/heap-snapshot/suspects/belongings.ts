import { isStructural } from '../ObjectKinds.ts';
import { isAnchor, isLink, placeIn } from './growth.ts';
import type { Layer } from './Layer.ts';

/** An object that belongs to an anchor directly, with all that only it keeps alive. */
export interface Belonging {
  readonly index: number;
  readonly kind: number;
  /** The place that it belongs to. */
  readonly anchor: number;
  readonly bytes: number;
}

/**
 * Hands out what belongs to anchors directly in one snapshot, but for the anchors. V8's own parts of objects, such as the table
 * of a Map, are passed through: what they hold belongs to the anchor as well, and they count with their own bytes. Each link of
 * a chain counts, with what is in it and in no other link.
 *
 * @param isWanted whether a place that something belongs to matters
 * @param isPassed whether an object of the program is passed through as well; `depth` is how many are, above it
 */
export function eachBelonging(
  layer: Layer,
  anchors: Uint32Array,
  isWanted: (anchor: number) => boolean,
  isPassed: (anchor: number, kind: number, depth: number) => boolean,
  take: (belonging: Belonging) => void,
): void {
  const structural = layer.kinds.map(isStructural);
  /** Index of the topmost object of each, + 1; 0 for anchors. */
  const tops = new Uint32Array(layer.length);
  const bytes = new Float64Array(layer.length);
  const depths = new Uint8Array(layer.length);
  for (let index = 1; index < layer.length; index++) {
    if ((anchors[index]! & isAnchor) !== 0) continue;
    const above = tops[layer.dominatorOf(index)]!;
    const isApart = (anchors[index]! & isLink) !== 0;
    const isInside = !isApart && above !== 0 && !isOpen(above - 1);
    tops[index] = isInside ? above : index + 1;
    if (!isInside && above !== 0)
      depths[index] = depths[above - 1]! + (structural[layer.kindOf(above - 1)] ? 0 : 1);
    bytes[tops[index]! - 1]! += layer.sizeOf(index);
  }
  for (let index = 1; index < layer.length; index++) {
    if (tops[index] !== index + 1) continue;
    const anchor = placeIn(anchors[index]!);
    if (isWanted(anchor)) take({ index, kind: layer.kindOf(index), anchor, bytes: bytes[index]! });
  }

  function isOpen(index: number): boolean {
    const kind = layer.kindOf(index);
    return structural[kind]! || isPassed(placeIn(anchors[index]!), kind, depths[index]!);
  }
}

import type { CodePart } from './codeTree.ts';

/** A box of a treemap, in the units of the whole, with its place in the tree. */
export interface TreemapBox {
  readonly part: CodePart;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** 0 is what is shown as a whole. */
  readonly level: number;
  /** Indexes within the layout. */
  readonly parent: number | undefined;
  readonly children: readonly number[];
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Room for the name of what has parts of its own. */
const headHeight = 18;
const gap = 2;
/** Smaller boxes are left out: nobody could see or point at them. */
const leastSide = 4;

/**
 * The boxes of a part and all that it consists of, each as large as its bytes, the part itself first. Squarified after Bruls,
 * Huizing and van Wijk (2000): rows are filled for as long as that makes their boxes less oblong.
 */
export function treemapLayout(root: CodePart, width: number, height: number): readonly TreemapBox[] {
  const boxes: (Omit<TreemapBox, 'children'> & { readonly children: number[] })[] = [];
  const add = (part: CodePart, place: Place, level: number, parent: number | undefined): number => {
    const index = boxes.push({ part, ...place, level, parent, children: [] }) - 1;
    const inner = {
      left: place.left + gap,
      top: place.top + headHeight,
      width: place.width - 2 * gap,
      height: place.height - headHeight - gap,
    };
    if (part.children.length === 0 || inner.width < leastSide || inner.height < leastSide) return index;
    squarified(part.children, inner).forEach((at, child) => {
      if (at.width < leastSide || at.height < leastSide) return;
      boxes[index]?.children.push(add(part.children[child] as CodePart, at, level + 1, index));
    });
    return index;
  };
  add(root, { left: 0, top: 0, width, height }, 0, undefined);
  return boxes;
}

/** The places of parts that are given largest first. */
function squarified(parts: readonly CodePart[], whole: Place): Place[] {
  const sum = parts.reduce((total, { bytes }) => total + bytes, 0);
  const areas = parts.map(({ bytes }) => (bytes / sum) * whole.width * whole.height);
  const places: Place[] = [];
  let free = whole;
  for (let from = 0; from < areas.length; ) {
    const side = Math.min(free.width, free.height);
    let to = from + 1;
    while (
      to < areas.length &&
      worst(areas.slice(from, to + 1), side) <= worst(areas.slice(from, to), side)
    ) {
      to += 1;
    }
    const row = areas.slice(from, to);
    places.push(...rowOf(row, free));
    free = rest(row, free);
    from = to;
  }
  return places;
}

/** How oblong the most oblong box of a row is. */
function worst(row: readonly number[], side: number): number {
  const thickness = total(row) / side;
  return Math.max(...row.map((area) => Math.max(thickness ** 2 / area, area / thickness ** 2)));
}

function rowOf(row: readonly number[], free: Place): Place[] {
  const isColumn = free.width >= free.height;
  const thickness = total(row) / Math.min(free.width, free.height);
  let at = isColumn ? free.top : free.left;
  return row.map((area) => {
    const length = area / thickness;
    const begin = at;
    at += length;
    return isColumn
      ? { left: free.left, top: begin, width: thickness, height: length }
      : { left: begin, top: free.top, width: length, height: thickness };
  });
}

function rest(row: readonly number[], free: Place): Place {
  const thickness = total(row) / Math.min(free.width, free.height);
  return free.width >= free.height
    ? { ...free, left: free.left + thickness, width: free.width - thickness }
    : { ...free, top: free.top + thickness, height: free.height - thickness };
}

function total(areas: readonly number[]): number {
  return areas.reduce((sum, area) => sum + area, 0);
}

import type { SizedFrame } from './frames.ts';

/** A box of a flame graph: place and width as shares of the whole, 0 to 1; the row is 0 at the top. */
export interface FlameBox {
  readonly frame: SizedFrame;
  readonly left: number;
  readonly width: number;
  readonly row: number;
  /** Indexes within the layout. */
  readonly parent: number | undefined;
  readonly children: readonly number[];
}

/** Narrower than that is a hairline. */
const leastWidth = 0.002;

/** The boxes below a frame, which is the first. In a difference, what has shrunk has no box. */
export function flameLayout(root: SizedFrame): readonly FlameBox[] {
  const boxes: (Omit<FlameBox, 'children'> & { readonly children: number[] })[] = [];
  const add = (
    frame: SizedFrame,
    left: number,
    width: number,
    row: number,
    parent: number | undefined,
  ): number => {
    const index = boxes.push({ frame, left, width, row, parent, children: [] }) - 1;
    const grown = frame.children.filter((child) => child.totalBytes > 0);
    const sum = Math.max(
      frame.totalBytes,
      grown.reduce((total, child) => total + child.totalBytes, 0),
    );
    let at = left;
    for (const child of grown) {
      const share = (width * child.totalBytes) / sum;
      if (share >= leastWidth) boxes[index]?.children.push(add(child, at, share, row + 1, index));
      at += share;
    }
    return index;
  };
  add(root, 0, 1, 0, undefined);
  return boxes;
}

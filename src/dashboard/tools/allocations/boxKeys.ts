import { setAttribute } from '../../element.ts';

/** A box with its place in a tree of boxes; parents and children are indexes. */
export interface BoxInTree {
  readonly parent: number | undefined;
  readonly children: readonly number[];
}

/** Where an arrow leads from a box: up to its parent, down to its first child, sideways among its siblings; `undefined` for other keys. */
export function boxBeside(boxes: readonly BoxInTree[], at: number, key: string): number | undefined {
  const box = boxes[at];
  if (box === undefined) return undefined;
  const siblings = box.parent === undefined ? [at] : (boxes[box.parent]?.children ?? []);
  const place = siblings.indexOf(at);
  const targets: Readonly<Record<string, number | undefined>> = {
    ArrowUp: box.parent ?? at,
    ArrowDown: box.children[0] ?? at,
    ArrowLeft: siblings[place - 1] ?? at,
    ArrowRight: siblings[place + 1] ?? at,
  };
  return targets[key];
}

/** Moves the focus to one of the items, which is then the one that Tab finds. */
export function focusItem(items: readonly HTMLElement[], at: number): void {
  for (const item of items) setAttribute(item, 'tabindex', '-1');
  items[at]?.setAttribute('tabindex', '0');
  items[at]?.focus();
}

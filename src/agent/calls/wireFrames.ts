import type { AllocationNode } from '../../profiling/allocation-profile/AllocationProfile.ts';
import type { AllocationFrame } from '../../wire/call.ts';

/** With names of usual length this is 150 KB of JSON; a line of the hub's may have 256 KB. */
const mostFrames = 800;
const mostLetters = 120;

/**
 * A profile's frames as they are sent: those that the most is alive of, 800 at most. What the smaller ones allocated is
 * one frame of its own beside them, so that the sums are right.
 */
export function wireFrames(root: AllocationNode): AllocationFrame {
  const totals = new Map<AllocationNode, number>();
  totalOf(root, totals);
  const sizes = [...totals.values()].sort((one, other) => other - one);
  // The frame at the threshold has others of its size beside it, which go as well.
  const leastBytes = sizes.length > mostFrames ? sizes[mostFrames / 2]! : 0;
  return frameOf(root, totals, leastBytes);
}

function totalOf(node: AllocationNode, totals: Map<AllocationNode, number>): number {
  const total = node.children.reduce((sum, child) => sum + totalOf(child, totals), node.selfBytes);
  totals.set(node, total);
  return total;
}

function frameOf(
  node: AllocationNode,
  totals: ReadonlyMap<AllocationNode, number>,
  leastBytes: number,
): AllocationFrame {
  const shown = node.children.filter((child) => totals.get(child)! > leastBytes);
  const restBytes = node.children
    .filter((child) => !shown.includes(child))
    .reduce((sum, child) => sum + totals.get(child)!, 0);
  const children = shown
    .sort((one, other) => totals.get(other)! - totals.get(one)!)
    .map((child) => frameOf(child, totals, leastBytes));
  const rest: AllocationFrame = {
    name: '(smaller ones)',
    file: '',
    line: 0,
    selfBytes: restBytes,
    children: [],
  };
  return {
    name: shortened(node.function),
    file: shortened(node.file),
    line: node.line,
    ...(node.package !== undefined && { package: shortened(node.package) }),
    selfBytes: node.selfBytes,
    children: restBytes > 0 ? [...children, rest] : children,
  };
}

/** The end of it, which is what tells files apart. */
function shortened(text: string): string {
  return text.length <= mostLetters ? text : `…${text.slice(1 - mostLetters)}`;
}

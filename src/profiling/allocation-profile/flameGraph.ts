import type { AllocationNode, AllocationProfile } from './AllocationProfile.ts';
import { checkProfile } from './checkProfile.ts';

/** One box of a flame graph. */
export interface FlameBox {
  /** `function (file:line)`. */
  readonly name: string;
  /** Bytes of the frame and of all that it called. */
  readonly value: number;
  /** Bytes of the frame alone. */
  readonly self: number;
  /** Widest first. */
  readonly children: readonly FlameBox[];
}

/** The profile as the boxes of a flame graph, in the shape that d3-flame-graph and its kin take. */
export function flameGraph(profile: AllocationProfile): FlameBox {
  checkProfile('profile', profile);
  return box(profile.root);
}

/** A frame as people say it. */
function frameName({ function: name, file, line }: AllocationNode): string {
  return file === '' ? name : `${name} (${file}:${line})`;
}

function box(node: AllocationNode): FlameBox {
  const children = node.children.map(box).sort((one, other) => other.value - one.value);
  const value = children.reduce((sum, child) => sum + child.value, node.selfBytes);
  return { name: frameName(node), value, self: node.selfBytes, children };
}

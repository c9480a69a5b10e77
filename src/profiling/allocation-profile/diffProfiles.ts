import type { AllocationNode, AllocationProfile } from './AllocationProfile.ts';
import { emptyRoot, placeKey } from './buildProfile.ts';
import { checkProfile } from './checkProfile.ts';

/** A call frame, and by how much what it allocated itself has grown. */
export interface AllocationDifference extends Omit<AllocationNode, 'selfBytes' | 'selfSamples' | 'children'> {
  /** Live bytes in the later profile less those in the earlier one. */
  readonly selfBytes: number;
  /** The same with all that it called. */
  readonly totalBytes: number;
  readonly children: readonly AllocationDifference[];
}

/** What has grown and shrunk from one profile to another, call stack by call stack; unchanged branches are left out. @throws TidemarkError `INVALID_OPTION` */
export function diffProfiles(before: AllocationProfile, after: AllocationProfile): AllocationDifference {
  checkProfile('before', before);
  checkProfile('after', after);
  return (
    difference(before.root, after.root) ?? { ...place(after.root), selfBytes: 0, totalBytes: 0, children: [] }
  );
}

function difference(
  before: AllocationNode | undefined,
  after: AllocationNode | undefined,
): AllocationDifference | undefined {
  const earlier = new Map(before?.children.map((child) => [placeKey(child), child]));
  const later = new Map(after?.children.map((child) => [placeKey(child), child]));
  const children = [...new Set([...earlier.keys(), ...later.keys()])]
    .flatMap((key) => difference(earlier.get(key), later.get(key)) ?? [])
    .sort((one, other) => other.totalBytes - one.totalBytes);
  const selfBytes = (after?.selfBytes ?? 0) - (before?.selfBytes ?? 0);
  if (selfBytes === 0 && children.length === 0) return undefined;
  const totalBytes = children.reduce((sum, child) => sum + child.totalBytes, selfBytes);
  return { ...place(after ?? before ?? emptyRoot), selfBytes, totalBytes, children };
}

function place(node: AllocationNode): Pick<AllocationNode, 'function' | 'file' | 'line' | 'package'> {
  return { function: node.function, file: node.file, line: node.line, package: node.package };
}

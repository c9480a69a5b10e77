import type { CallFrame, HeapProfile, ProfileNode } from '../InspectorSession.ts';
import type { SiteLabel, SiteLabels } from '../SiteLabels.ts';
import type { AllocationNode } from './AllocationProfile.ts';

/**
 * The tree of a profile with names and source places, without branches in which nothing was allocated.
 *
 * @param after samples up to this place in the order of allocations are left out
 */
export async function buildTree(
  profile: HeapProfile,
  labels: SiteLabels,
  after: number,
): Promise<{ readonly root: AllocationNode; readonly samples: number; readonly liveBytes: number }> {
  const own = new Map<number, { bytes: number; samples: number }>();
  let samples = 0;
  let liveBytes = 0;
  for (const { ordinal, size, nodeId } of profile.samples) {
    if (ordinal <= after) continue;
    const sum = own.get(nodeId) ?? { bytes: 0, samples: 0 };
    sum.bytes += size;
    sum.samples++;
    own.set(nodeId, sum);
    samples++;
    liveBytes += size;
  }
  const frames = new Map<string, CallFrame>();
  const named = await labels.of(framesBelow(profile.head, frames));
  const build = (node: ProfileNode): AllocationNode | undefined => {
    const children = node.children.flatMap((child) => build(child) ?? []);
    const { bytes = 0, samples: count = 0 } = own.get(node.id) ?? {};
    if (bytes === 0 && children.length === 0) return undefined;
    return { ...placeOf(node.callFrame, named), selfBytes: bytes, selfSamples: count, children };
  };
  return { root: build(profile.head) ?? emptyRoot, samples, liveBytes };
}

export const emptyRoot: AllocationNode = {
  function: '(root)',
  file: '',
  line: 0,
  package: undefined,
  selfBytes: 0,
  selfSamples: 0,
  children: [],
};

function framesBelow(node: ProfileNode, frames: Map<string, CallFrame>): ReadonlyMap<string, CallFrame> {
  if (node.callFrame.url !== '') frames.set(keyOf(node.callFrame), node.callFrame);
  for (const child of node.children) framesBelow(child, frames);
  return frames;
}

function placeOf(
  frame: CallFrame,
  named: ReadonlyMap<string, SiteLabel>,
): Pick<AllocationNode, 'function' | 'file' | 'line' | 'package'> {
  return (
    named.get(keyOf(frame)) ?? {
      function: frame.functionName || '(anonymous)',
      file: '',
      line: 0,
      package: undefined,
    }
  );
}

function keyOf({ functionName, url, lineNumber, columnNumber }: CallFrame): string {
  return `${functionName}\n${url}:${lineNumber}:${columnNumber}`;
}

import type { CallFrame, HeapProfile, ProfileNode } from '../InspectorSession.ts';
import { ownNodes } from '../ownNodes.ts';
import type { SiteLabel, SiteLabels } from '../SiteLabels.ts';
import type { AllocationNode } from './AllocationProfile.ts';

/**
 * The tree of a profile with names and source places, without branches in which nothing was allocated, and without Tidemark:
 * what it allocates itself is left out, and what it calls is called by who called it.
 *
 * @param after samples up to this place in the order of allocations are left out
 * @param own URL of the folder that Tidemark's code lies in, `undefined` where it is bundled with the application
 */
export async function buildTree(
  profile: HeapProfile,
  labels: SiteLabels,
  after: number,
  own: string | undefined,
): Promise<{ readonly root: AllocationNode; readonly samples: number; readonly liveBytes: number }> {
  const ours = ownNodes(profile.head, own);
  const sums = new Map<number, { bytes: number; samples: number }>();
  let samples = 0;
  let liveBytes = 0;
  for (const { ordinal, size, nodeId } of profile.samples) {
    if (ordinal <= after || ours.has(nodeId)) continue;
    const sum = sums.get(nodeId) ?? { bytes: 0, samples: 0 };
    sum.bytes += size;
    sum.samples++;
    sums.set(nodeId, sum);
    samples++;
    liveBytes += size;
  }
  const frames = new Map<string, CallFrame>();
  const named = await labels.of(framesBelow(profile.head, frames));
  const build = (node: ProfileNode): AllocationNode[] => {
    const children = merged(node.children.flatMap(build));
    if (ours.has(node.id)) return children;
    const { bytes = 0, samples: count = 0 } = sums.get(node.id) ?? {};
    if (bytes === 0 && children.length === 0) return [];
    return [{ ...placeOf(node.callFrame, named), selfBytes: bytes, selfSamples: count, children }];
  };
  return { root: build(profile.head)[0] ?? emptyRoot, samples, liveBytes };
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

/** Calls of the same function by the same one are one, also where they came there by Tidemark. */
function merged(nodes: readonly AllocationNode[]): AllocationNode[] {
  const byPlace = new Map<string, AllocationNode>();
  for (const node of nodes) {
    const key = placeKey(node);
    const same = byPlace.get(key);
    byPlace.set(
      key,
      same === undefined
        ? node
        : {
            ...same,
            selfBytes: same.selfBytes + node.selfBytes,
            selfSamples: same.selfSamples + node.selfSamples,
            children: merged([...same.children, ...node.children]),
          },
    );
  }
  return [...byPlace.values()];
}

/** What tells one function from another in a profile. */
export function placeKey({ function: name, file, line }: AllocationNode): string {
  return `${name}\n${file}:${line}`;
}

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

import type { LiveAllocation } from '../analysis/SiteSurvival.ts';
import type { CallFrame, HeapProfile, ProfileNode } from './InspectorSession.ts';
import { hasFile, ownNodes } from './ownNodes.ts';

/** The sampled allocations of a profile that are alive, with the place that each site stands for. */
export interface LiveAllocations {
  readonly allocations: readonly LiveAllocation[];
  readonly frames: ReadonlyMap<string, CallFrame>;
}

/**
 * Gives each sampled allocation to its site: the nearest function that has a file and is not one of Node's own.
 * Allocations of Tidemark itself are left out.
 *
 * @param ownFolder URL of the folder that Tidemark's code lies in, `undefined` where it is bundled with the application
 */
export function liveAllocations(profile: HeapProfile, ownFolder: string | undefined): LiveAllocations {
  const frames = new Map<string, CallFrame>();
  const siteOfNode = new Map<number, string | undefined>();
  const own = ownNodes(profile.head, ownFolder);
  const visit = ({ callFrame, children, id }: ProfileNode, inherited: string | undefined): void => {
    const placed = hasFile(callFrame);
    const site = placed ? siteOf(callFrame) : inherited;
    if (!own.has(id)) {
      siteOfNode.set(id, site);
      if (placed) frames.set(site as string, callFrame);
    }
    for (const child of children) visit(child, site);
  };
  visit(profile.head, undefined);
  const allocations = profile.samples
    .filter(({ nodeId }) => !own.has(nodeId))
    .map(({ ordinal, size, nodeId }) => ({ ordinal, bytes: size, site: siteOfNode.get(nodeId) }));
  return { allocations, frames };
}

function siteOf({ url, lineNumber, columnNumber }: CallFrame): string {
  return `${url}:${lineNumber}:${columnNumber}`;
}

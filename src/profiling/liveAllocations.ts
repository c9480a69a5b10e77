import type { LiveAllocation } from '../analysis/SiteSurvival.ts';
import type { CallFrame, HeapProfile, ProfileNode } from './InspectorSession.ts';

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
  const own = new Set<number>();
  const visit = (node: ProfileNode, inherited: string | undefined, isOwn: boolean): void => {
    const { callFrame, children, id } = node;
    const placed = callFrame.url !== '' && !callFrame.url.startsWith('node:');
    const ours = placed ? ownFolder !== undefined && callFrame.url.startsWith(ownFolder) : isOwn;
    const site = placed ? siteOf(callFrame) : inherited;
    if (ours) own.add(id);
    else siteOfNode.set(id, site);
    if (placed && !ours) frames.set(site as string, callFrame);
    for (const child of children) visit(child, site, ours);
  };
  visit(profile.head, undefined, false);
  const allocations = profile.samples
    .filter(({ nodeId }) => !own.has(nodeId))
    .map(({ ordinal, size, nodeId }) => ({ ordinal, bytes: size, site: siteOfNode.get(nodeId) }));
  return { allocations, frames };
}

function siteOf({ url, lineNumber, columnNumber }: CallFrame): string {
  return `${url}:${lineNumber}:${columnNumber}`;
}

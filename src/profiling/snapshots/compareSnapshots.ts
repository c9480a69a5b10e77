import type { InstanceCount } from '../instances/InstanceTracker.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import type { SiteLabel } from '../SiteLabels.ts';
import type { LiveSites, ProfilerSnapshot, SiteBytes } from './ProfilerSnapshot.ts';

/** A site, and by how much what it keeps has grown. */
export interface SiteGrowthBytes extends SiteLabel {
  readonly beforeBytes: number;
  readonly afterBytes: number;
  readonly grownBytes: number;
}

/** What changed from one snapshot to another; all differences are the later less the earlier. */
export interface SnapshotComparison {
  readonly before: string;
  readonly after: string;
  readonly durationMs: number;
  /** Whether garbage was collected before both, so that the differences are those of what is alive. */
  readonly collected: boolean;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly mallocedBytes: number;
  readonly rssBytes: number;
  readonly detachedContexts: number;
  /** Spaces that changed, the one that grew most first. */
  readonly spaces: readonly { readonly name: string; readonly usedBytes: number }[];
  /** Sites that changed, the one that grew most first. */
  readonly sites: { readonly performed: true; readonly sites: readonly SiteGrowthBytes[] } | NotPerformed;
  /** Tracked classes whose number changed, the one that grew most first. */
  readonly instances: readonly { readonly className: string; readonly live: number }[];
}

/** What changed between two snapshots, the one that was taken first being the earlier. */
export function compareSnapshots(one: ProfilerSnapshot, other: ProfilerSnapshot): SnapshotComparison {
  const [before, after] = one.takenAt <= other.takenAt ? [one, other] : [other, one];
  const change = (value: (snapshot: ProfilerSnapshot) => number): number => value(after) - value(before);
  return {
    before: before.id,
    after: after.id,
    durationMs: change(({ takenAt }) => takenAt),
    collected: before.collected && after.collected,
    heapUsedBytes: change(({ heapUsedBytes }) => heapUsedBytes),
    heapTotalBytes: change(({ heapTotalBytes }) => heapTotalBytes),
    externalBytes: change(({ externalBytes }) => externalBytes),
    mallocedBytes: change(({ mallocedBytes }) => mallocedBytes),
    rssBytes: change(({ rssBytes }) => rssBytes),
    detachedContexts: change(({ detachedContexts }) => detachedContexts),
    spaces: after.spaces
      .map(({ name, usedBytes }) => ({ name, usedBytes: usedBytes - usedOf(before, name) }))
      .filter(({ usedBytes }) => usedBytes !== 0)
      .sort((a, b) => b.usedBytes - a.usedBytes),
    sites: sitesOf(before.sites, after.sites),
    instances: instancesOf(before.instances, after.instances),
  };
}

function usedOf(snapshot: ProfilerSnapshot, space: string): number {
  return snapshot.spaces.find(({ name }) => name === space)?.usedBytes ?? 0;
}

function sitesOf(
  before: LiveSites | NotPerformed,
  after: LiveSites | NotPerformed,
): SnapshotComparison['sites'] {
  if (!before.performed) return before;
  if (!after.performed) return after;
  if (before.since !== after.since) {
    return { performed: false, reason: 'Sampling began anew between the two snapshots.' };
  }
  const earlier = new Map(before.sites.map((site) => [keyOf(site), site]));
  const later = new Map(after.sites.map((site) => [keyOf(site), site]));
  const sites = [...new Set([...earlier.keys(), ...later.keys()])]
    .map((key) => growthOf(earlier.get(key), later.get(key)))
    .filter(({ grownBytes }) => grownBytes !== 0)
    .sort((a, b) => b.grownBytes - a.grownBytes);
  return { performed: true, sites };
}

function growthOf(before: SiteBytes | undefined, after: SiteBytes | undefined): SiteGrowthBytes {
  const { bytes: _, samples: __, ...label } = (after ?? before) as SiteBytes;
  const beforeBytes = before?.bytes ?? 0;
  const afterBytes = after?.bytes ?? 0;
  return { ...label, beforeBytes, afterBytes, grownBytes: afterBytes - beforeBytes };
}

function instancesOf(
  before: readonly InstanceCount[],
  after: readonly InstanceCount[],
): SnapshotComparison['instances'] {
  const earlier = new Map(before.map(({ className, live }) => [className, live]));
  return after
    .flatMap(({ className, live }) => {
      const then = earlier.get(className);
      return then === undefined || then === live ? [] : [{ className, live: live - then }];
    })
    .sort((a, b) => b.live - a.live);
}

function keyOf({ function: name, file, line }: SiteLabel): string {
  return `${name}\n${file}:${line}`;
}

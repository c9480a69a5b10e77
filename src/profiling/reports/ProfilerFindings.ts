import type { InstanceCount } from '../instances/InstanceTracker.ts';
import type { OperationRecord } from '../operations/OperationLog.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import type { ProfiledPeriod } from '../periods/ProfiledPeriod.ts';
import type { SnapshotComparison } from '../snapshots/compareSnapshots.ts';
import type { LiveSites, SiteBytes } from '../snapshots/ProfilerSnapshot.ts';

/** A site, and its share of all sampled bytes that are alive. */
export interface HotSite extends SiteBytes {
  /** 0 to 1. */
  readonly share: number;
}

/** Where memory goes. */
export interface Hotspots {
  /** Who allocated what is alive, those with most bytes first. */
  readonly sites:
    | {
        readonly performed: true;
        /** Epoch milliseconds from which on allocations were sampled. */
        readonly since: number;
        readonly liveBytes: number;
        readonly sites: readonly HotSite[];
      }
    | NotPerformed;
  /** Measured operations that allocate most a call first. */
  readonly operations: readonly OperationRecord[];
}

/** What stays. */
export interface RetainedObjects {
  /** The live size of this thread's heap, right after a full collection. */
  readonly live:
    | { readonly performed: true; readonly objectBytes: number; readonly externalBytes: number }
    | NotPerformed;
  /** Who allocated what is alive. */
  readonly sites: Hotspots['sites'];
  /** Tracked classes, counted now. */
  readonly instances: readonly (InstanceCount | NotPerformed)[];
  /** Measured operations that retained something, those that retain most a call first. */
  readonly operations: readonly OperationRecord[];
  /** What changed from the oldest snapshot that is kept to the newest; `undefined` with fewer than two. */
  readonly growth: SnapshotComparison | undefined;
}

/** How a report is written. */
export type ReportFormat = 'text' | 'markdown' | 'json';

/** All that a report tells. */
export interface ProfilerFindings {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly operations: readonly OperationRecord[];
  readonly periods: readonly ProfiledPeriod[];
  readonly sites: Hotspots['sites'];
  /** What is in use of the heap and outside of it, garbage included, of which the sites tell a part. */
  readonly usedBytes: number;
  readonly instances: readonly InstanceCount[];
  readonly growth: SnapshotComparison | undefined;
}

/** The sites with their shares, so many at most. */
export function hotSites(live: LiveSites | NotPerformed, limit: number): Hotspots['sites'] {
  if (!live.performed) return live;
  const sites = live.sites.slice(0, limit).map((site) => ({ ...site, share: site.bytes / live.liveBytes }));
  return { performed: true, since: live.since, liveBytes: live.liveBytes, sites };
}

/** Those that allocate most a call first. */
export function byAllocation(records: readonly OperationRecord[], limit: number): readonly OperationRecord[] {
  return [...records]
    .sort((one, other) => (other.allocatedBytes ?? 0) - (one.allocatedBytes ?? 0))
    .slice(0, limit);
}

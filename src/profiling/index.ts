/** `tidemark/profiler`: the profiler alone, and what turns its profiles into files. */

export type { AllocationNode, AllocationProfile } from './allocation-profile/AllocationProfile.ts';
export type { ProfileStart } from './allocation-profile/AllocationProfiler.ts';
export { type AllocationDifference, diffProfiles } from './allocation-profile/diffProfiles.ts';
export { type FlameBox, flameGraph } from './allocation-profile/flameGraph.ts';
export { toHeapProfile } from './allocation-profile/toHeapProfile.ts';
export { toPprof } from './allocation-profile/toPprof.ts';
export { toSpeedscope } from './allocation-profile/toSpeedscope.ts';
export type {
  HeapSnapshotFile,
  HeapSnapshotOptions,
} from './heap-snapshot/taking/HeapSnapshotOptions.ts';
export { type SnapshotHoldersSettings, snapshotHolders } from './holders/snapshotHolders.ts';
export type { Constructor, InstanceCount, InstanceTracker } from './instances/InstanceTracker.ts';
export { MemoryProfiler } from './MemoryProfiler.ts';
export type { MemoryProfilerOptions, ProfilerLogger } from './MemoryProfilerOptions.ts';
export type { OperationRecord } from './operations/OperationLog.ts';
export type {
  Allocated,
  ConfidenceInterval,
  MeasureOptions,
  NotPerformed,
  OperationMeasurement,
  OperationSummary,
  Peak,
  Retained,
} from './operations/OperationMeasurement.ts';
export type { ProfiledPeriod, StartProfilingOptions } from './periods/ProfiledPeriod.ts';
export type { HotSite, Hotspots, ReportFormat, RetainedObjects } from './reports/ProfilerFindings.ts';
export type { SiteGrowthBytes, SnapshotComparison } from './snapshots/compareSnapshots.ts';
export type {
  HeapSpace,
  LiveSites,
  ProfilerSnapshot,
  SiteBytes,
  TakeSnapshotOptions,
} from './snapshots/ProfilerSnapshot.ts';

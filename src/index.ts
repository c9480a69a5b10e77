/**
 * Tidemark: memory monitoring for Node.js that people can trust enough to be paged by it.
 * This list is the public API; everything else is private.
 */

export type { MemoryMonitoringListeners } from './agent/MemoryMonitoring.ts';
export { type MemoryMonitoring, startMemoryMonitoring } from './agent/startMemoryMonitoring.ts';
export { type GrowthLabel, type GrowthPattern, growthPatternOf } from './analysis/growthPattern.ts';
export type { Configuration, PartialConfiguration, ThresholdPair } from './configuration/Configuration.ts';
export { type ConfigurationOrigin, loadConfiguration } from './configuration/loadConfiguration.ts';
export type { DelayedChange, Reconfiguration, SettingChange } from './configuration/reconfigured.ts';
export {
  type LoadedConfiguration,
  resolveConfiguration,
  type SettingSource,
} from './configuration/resolveConfiguration.ts';
export type { EventBus } from './monitoring/EventBus.ts';
export type { MonitorFault } from './monitoring/FaultLog.ts';
export type { OutOfMemoryPrediction } from './monitoring/forecast/outOfMemory.ts';
export type { Holder } from './monitoring/holders/Holder.ts';
export type { PruneResult } from './monitoring/holders/PruneExperiment.ts';
export type { Scope, ScopeOptions } from './monitoring/holders/Scopes.ts';
export type { LeakHistory, LeakStep } from './monitoring/LeakReplay.ts';
export type { LeakVerdict } from './monitoring/LeakVerdict.ts';
export type { Logger } from './monitoring/Logger.ts';
export type { LeakSensitivity } from './monitoring/leakCriteria.ts';
export { MemoryAnalyzer, type MemoryAnalyzerOptions } from './monitoring/MemoryAnalyzer.ts';
export { MemoryMonitor } from './monitoring/MemoryMonitor.ts';
export type { MemoryMonitorOptions } from './monitoring/MemoryMonitorOptions.ts';
export type {
  AnalyzedPeriod,
  ByteField,
  Collections,
  MemoryFigures,
  MemorySummary,
  MemoryTrend,
  OutOfMemoryAlarm,
  Peak,
} from './monitoring/MemorySummary.ts';
export type { MonitorCost, ProbeCost, SnapshotCost } from './monitoring/MonitorCost.ts';
export type { Timers } from './monitoring/Ticker.ts';
export type { LevelReached } from './monitoring/thresholds/ThresholdReplay.ts';
export type { Scenario as PageScenario, ScenarioPage, WaitOptions } from './page/ScenarioPage.ts';
export type { MemoryPressureManager } from './pressure/MemoryPressureManager.ts';
export { AllocationSites, type AllocationSitesOptions } from './profiling/AllocationSites.ts';
export { MemoryProfiler } from './profiling/MemoryProfiler.ts';
export type { MemoryProfilerOptions } from './profiling/MemoryProfilerOptions.ts';
export { siteInWords } from './profiling/siteInWords.ts';
export type { ReportFormat } from './reporting/formats.ts';
export type { MemoryReport, ReportedProcess, ReportedVerdict } from './reporting/MemoryReport.ts';
export {
  MemoryReporter,
  type MemoryReporterOptions,
  type RenderedReportOptions,
  type ReportedMonitor,
} from './reporting/MemoryReporter.ts';
export type { PressureAccount, StrategyAccount } from './reporting/pressureAccount.ts';
export type { ReportPeriod } from './reporting/ReportPeriod.ts';
export type { ReportSchedule, ScheduleOptions } from './reporting/ReportTimer.ts';
export type { TextOptions } from './reporting/toText.ts';
export type { AllocationObserver, ObservedSite, SiteLook } from './sampling/AllocationObserver.ts';
export { browserSource } from './sampling/browserSource.ts';
export type { Collection, Collector, GentleCollection } from './sampling/Collector.ts';
export type {
  FoundHolder,
  HolderFinder,
  HolderFinding,
  HolderSearch,
  SnapshotAttempt,
} from './sampling/HolderFinder.ts';
export type { LiveReading, MemorySource } from './sampling/MemorySource.ts';
export { type NodeSource, type NodeSourceOptions, nodeSource } from './sampling/nodeSource.ts';
export { type Recording, readRecording } from './sampling/readRecording.ts';
export { type RecordingSource, recordingSource } from './sampling/recordingSource.ts';
export { SampleHistory, type SampleHistoryOptions } from './sampling/SampleHistory.ts';
export { TidemarkError, type TidemarkErrorCode } from './TidemarkError.ts';
export { type Capacity, capacityOf, type LimitKind, type MemoryLimit } from './wire/capacity.ts';
export * from './wire/event.ts';
export type { Incident } from './wire/incident.ts';
export type { RecordedSample } from './wire/RecordingReader.ts';
export {
  column,
  type MemorySample,
  type SampleField,
  type SampleRow,
  sampleFields,
  toRow,
  toSample,
} from './wire/sample.ts';

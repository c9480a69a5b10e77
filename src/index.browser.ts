/**
 * Tidemark for the page that it runs in: what `tidemark` exports under the condition `browser`.
 */

export { type GrowthLabel, type GrowthPattern, growthPatternOf } from './analysis/growthPattern.ts';
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
  MemorySummary,
  MemoryTrend,
  OutOfMemoryAlarm,
  Peak,
} from './monitoring/MemorySummary.ts';
export type { MonitorCost, ProbeCost } from './monitoring/MonitorCost.ts';
export type { Timers } from './monitoring/Ticker.ts';
export type { LevelReached } from './monitoring/thresholds/ThresholdReplay.ts';
export { browserSource } from './sampling/browserSource.ts';
export type { Collection, Collector } from './sampling/Collector.ts';
export type { LiveReading, MemorySource } from './sampling/MemorySource.ts';
export { type Recording, readRecording } from './sampling/readRecording.ts';
export { type RecordingSource, recordingSource } from './sampling/recordingSource.ts';
export { SampleHistory, type SampleHistoryOptions } from './sampling/SampleHistory.ts';
export { TidemarkError, type TidemarkErrorCode } from './TidemarkError.ts';
export { type Capacity, capacityOf, type LimitKind, type MemoryLimit } from './wire/capacity.ts';
export * from './wire/event.ts';
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

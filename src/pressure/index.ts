/** `tidemark/pressure`: what keeps a process alive when memory runs short. */

export { type Adaptation, type AdapterOptions, adapterFor } from './caches/adapters/adapterFor.ts';
export type { CacheMetrics, RemovalReason } from './caches/CacheMetrics.ts';
export type { KeyPattern } from './caches/keyMatcher.ts';
export type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from './caches/ManagedCache.ts';
export { pruneOrder } from './caches/pruneOrder.ts';
export { UnifiedCache } from './caches/UnifiedCache.ts';
export type {
  CacheManager,
  EvictionPolicy,
  HolderRegistry,
  SetOptions,
  UnifiedCacheOptions,
} from './caches/UnifiedCacheOptions.ts';
export type { PressureEventHost } from './emitMemoryPressure.ts';
export { MemoryPressureManager } from './MemoryPressureManager.ts';
export type {
  AggressiveCollection,
  AutomaticManagementOptions,
  CollectionOptions,
  LevelChange,
  MemoryPressureManagerOptions,
} from './MemoryPressureManagerOptions.ts';
export type {
  AppliedStrategy,
  LoadShedder,
  MemoryCollection,
  MemoryStrategy,
  PlannedSituation,
  PressureSituation,
  Recycler,
  StrategyOutcome,
} from './MemoryStrategy.ts';
export type { ManagedPool } from './PressureCaches.ts';
export type { PressureEvidence } from './PressureEvidence.ts';
export type { PressureReading } from './PressureGauge.ts';
export type { PlannedPruning, PruneSummary } from './PruneSummary.ts';
export { checkedDecision as decideRecycling } from './recycling/checkedDecision.ts';
export {
  type ClusterRecyclingOptions,
  recycleClusterWorkers,
} from './recycling/cluster/recycleClusterWorkers.ts';
export type {
  RecyclingCandidate,
  RecyclingDecision,
  RecyclingLimits,
  RecyclingSituation,
} from './recycling/decideRecycling.ts';
export type { RecyclingOptions, RecyclingSettings, WorkerRecycling } from './recycling/RecyclingOptions.ts';
export {
  recycleWorkerThreads,
  reportWorkerThread,
  type ThreadRecyclingOptions,
} from './recycling/threads/recycleWorkerThreads.ts';
export type { WorkerThreadPool } from './recycling/threads/WorkerThreadPool.ts';
export type { RecyclingWish, WorkerCondition } from './recycling/WorkerCondition.ts';
export type { StrategyFunction } from './StrategyBook.ts';
export type { ShedMiddleware } from './shedding/doors/express.ts';
export type { FastifyShedPlugin } from './shedding/doors/fastify.ts';
export type { KoaShedMiddleware } from './shedding/doors/koa.ts';
export type { AnyHttpServer } from './shedding/doors/server.ts';
export { defaultHealthChecks } from './shedding/HealthChecks.ts';
export type { IncomingRequest } from './shedding/IncomingRequest.ts';
export type { LoadSheddingOptions } from './shedding/LoadSheddingOptions.ts';
export type { Refusal, RefusalAnswer } from './shedding/Refusal.ts';
export type { RequestPriority, RequestTreatment } from './shedding/RequestPriority.ts';
export type {
  DoorOptions,
  RequestShedder,
  SheddingChange,
  SheddingManager,
} from './shedding/RequestShedder.ts';
export type { SheddingCount, SheddingMetrics } from './shedding/SheddingMetrics.ts';
export { shedLoad } from './shedding/shedLoad.ts';
export {
  CriticalMemoryStrategy,
  type CriticalMemoryStrategyOptions,
} from './strategies/CriticalMemoryStrategy.ts';
export { LowMemoryStrategy, type LowMemoryStrategyOptions } from './strategies/LowMemoryStrategy.ts';

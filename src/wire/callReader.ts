import type {
  ActionCosts,
  AllocationFrame,
  AllocationReading,
  AllocationSampling,
  CacheEntry,
  CollectionOutcome,
  ProcessAnswer,
  ProcessCall,
  PruningOutcome,
  SettingEntry,
} from './call.ts';
import { metricReadings } from './metric.ts';
import { count, flag, list, number, oneOf, optional, type Reader, record, tagged, text } from './reader.ts';
import { snapshotEstimate } from './snapshotTaking.ts';

/** Reads what a process is asked for. */
export const processCall: Reader<ProcessCall> = tagged<ProcessCall>({
  costs: record({ type: oneOf('costs') }),
  caches: record({ type: oneOf('caches') }),
  settings: record({ type: oneOf('settings') }),
  metrics: record({ type: oneOf('metrics') }),
  'collect-garbage': record<Extract<ProcessCall, { type: 'collect-garbage' }>>({
    type: oneOf('collect-garbage'),
    maxPauseMs: optional(number),
  }),
  'prune-caches': record<Extract<ProcessCall, { type: 'prune-caches' }>>({
    type: oneOf('prune-caches'),
    mode: oneOf('normal', 'aggressive'),
    cache: optional(text),
    maxPauseMs: optional(number),
  }),
  'sample-allocations': record<Extract<ProcessCall, { type: 'sample-allocations' }>>({
    type: oneOf('sample-allocations'),
    run: oneOf('start', 'read', 'stop'),
  }),
});

const sampling = record<AllocationSampling>({ startedAt: optional(number), endsAfterMs: number });

const costs = record<ActionCosts>({
  collection: record<ActionCosts['collection']>({ pauseMs: optional(number), measured: flag }),
  snapshot: record<ActionCosts['snapshot']>({ estimate: snapshotEstimate, refusal: optional(text) }),
  sampling: optional(sampling),
});

const cache = record<CacheEntry>({
  name: text,
  kind: text,
  entries: optional(number),
  bytes: optional(number),
  hits: optional(number),
  misses: optional(number),
  hitsPerMegabyte: optional(number),
  goingEntries: optional(number),
  goingBytes: optional(number),
});

const setting = record<SettingEntry>({
  path: text,
  value: optional(text),
  defaultValue: optional(text),
  source: oneOf('default', 'file', 'environment', 'option', 'code'),
  origin: text,
  description: text,
});

const collection = record<CollectionOutcome>({
  usedBytesBefore: number,
  usedBytesAfter: number,
  rssBytesBefore: number,
  rssBytesAfter: number,
  pauseMs: number,
});

const pruning = record<PruningOutcome>({
  entries: number,
  claimedBytes: optional(number),
  freedBytes: optional(number),
  notMeasured: optional(text),
  pauseMs: optional(number),
  pruned: list(text),
  unfinished: list(text),
  failed: list(text),
});

const frame: Reader<AllocationFrame> = record<AllocationFrame>({
  name: text,
  file: text,
  line: count,
  package: optional(text),
  selfBytes: number,
  children: list((value, field) => frame(value, field)),
});

const allocations = record<AllocationReading>({
  startedAt: number,
  time: number,
  intervalBytes: optional(number),
  liveBytes: number,
  samples: count,
  root: frame,
});

/** Reads what a process answers. */
export const processAnswer: Reader<ProcessAnswer> = tagged<ProcessAnswer>({
  refused: record({ type: oneOf('refused'), reason: text }),
  costs: record({ type: oneOf('costs'), costs }),
  caches: record({ type: oneOf('caches'), caches: list(cache) }),
  settings: record({ type: oneOf('settings'), settings: list(setting) }),
  metrics: record({ type: oneOf('metrics'), metrics: metricReadings }),
  collected: record({ type: oneOf('collected'), collection }),
  pruned: record({ type: oneOf('pruned'), pruning }),
  sampling: record({ type: oneOf('sampling'), sampling }),
  allocations: record({ type: oneOf('allocations'), allocations }),
});

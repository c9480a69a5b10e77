import type { Capacity, MemoryLimit } from './capacity.ts';
import {
  type AllocationSite,
  type ChangedSetting,
  type ConfigurationChange,
  type CountLimit,
  type GrowingResource,
  type LeakReport,
  longestLabel,
  type MemoryEvent,
  type MemoryMark,
  type OutOfMemoryEstimate,
  type RetainedPerRoute,
  type RetainedPerWork,
  type ThresholdCrossing,
} from './event.ts';
import {
  count,
  flag,
  identifier,
  line,
  list,
  number,
  oneOf,
  optional,
  type Reader,
  record,
  tagged,
  text,
} from './reader.ts';
import type { PressureChange, Recycling, StrategyApplied } from './response.ts';
import { type MemorySample, sampleFields } from './sample.ts';

const level = oneOf('normal', 'warning', 'critical');
const limitKind = oneOf('heap', 'container', 'host');

const sample = record<MemorySample>({
  ...(Object.fromEntries(sampleFields.map((field) => [field, optional(number)])) as {
    [Field in keyof MemorySample]: Reader<number | undefined>;
  }),
  time: number,
});

const crossing = record<ThresholdCrossing>({
  metric: oneOf('heap', 'rss', 'container', 'host'),
  level,
  previousLevel: level,
  usedBytes: number,
  thresholdBytes: number,
  limitBytes: optional(number),
  ratio: optional(number),
  message: text,
});

const limit = record<MemoryLimit>({ kind: limitKind, usedBytes: number, limitBytes: number, ratio: number });

const pressureChange = record<PressureChange>({
  level,
  previousLevel: level,
  capacity: record<Capacity>({ limits: list(limit), binding: optional(limit) }),
  reason: optional(text),
});

const site = record<AllocationSite>({
  function: text,
  file: text,
  line: number,
  column: optional(number),
  package: optional(text),
  bytesPerSecond: number,
  survival: number,
});

const estimate = record<OutOfMemoryEstimate>({
  etaMs: number,
  lowMs: number,
  highMs: optional(number),
  limit: limitKind,
});

const leak = record<LeakReport>({
  id: text,
  level: oneOf('suspected', 'confirmed', 'withdrawn'),
  memory: oneOf('heap', 'external', 'native'),
  rateBytesPerSecond: number,
  grownBytes: number,
  sinceMs: number,
  stoppedForMs: optional(number),
  pattern: text,
  confidence: number,
  sites: list(site),
  holder: optional(
    record<NonNullable<LeakReport['holder']>>({
      path: text,
      class: text,
      entries: count,
      isAtLeast: optional(flag),
    }),
  ),
  outOfMemory: optional(estimate),
  basis: optional(oneOf('sites', 'persistent', 'consuming', 'holder')),
  resource: optional(
    record<GrowingResource>({
      kind: oneOf('worker', 'handle', 'wasm'),
      type: text,
      count,
      perHour: number,
      limit: optional(
        record<CountLimit>({
          of: oneOf('open files'),
          count,
          etaMs: optional(number),
          lowMs: optional(number),
          highMs: optional(number),
        }),
      ),
    }),
  ),
  work: optional(
    record<RetainedPerWork>({
      unit: text,
      bytes: number,
      count,
      correlation: number,
      routes: optional(
        list(
          record<RetainedPerRoute>({
            route: text,
            bytes: number,
            lowBytes: number,
            highBytes: number,
            count,
            correlation: number,
          }),
        ),
      ),
    }),
  ),
  evidence: list(text),
  advice: text,
});

const strategyApplied = record<StrategyApplied>({
  strategy: text,
  level,
  reason: optional(text),
  freedBytes: optional(number),
  returnedBytes: optional(number),
  measured: flag,
  claimedBytes: optional(number),
  pauseMs: optional(number),
  result: optional(
    oneOf('freed', 'freed-nothing', 'claimed', 'unknown', 'failed', 'timed-out', 'abandoned', 'dry-run'),
  ),
  detail: optional(text),
});

const recycling = record<Recycling>({
  kind: oneOf('cluster-worker', 'worker-thread', 'application'),
  id: identifier,
  step: oneOf('requested', 'begun', 'done', 'failed', 'refused'),
  cause: oneOf('requested', 'pressure', 'out-of-memory', 'leak', 'died'),
  reason: text,
  replacement: optional(identifier),
  durationMs: optional(number),
  endsInMs: optional(number),
  detail: optional(text),
});

const mark = record<MemoryMark>({ label: line(longestLabel) });

const changedSetting = record<ChangedSetting>({ path: text, from: optional(text), to: optional(text) });

const configurationChange = record<ConfigurationChange>({
  changed: list(changedSetting),
  needRestart: list(changedSetting),
  message: text,
});

/** Reads any memory event with its payload. */
export const memoryEvent: Reader<MemoryEvent> = tagged<MemoryEvent>({
  'memory:sampled': record({ time: number, type: oneOf('memory:sampled'), payload: sample }),
  'memory:threshold_exceeded': record({
    time: number,
    type: oneOf('memory:threshold_exceeded'),
    payload: crossing,
  }),
  'memory:pressure_changed': record({
    time: number,
    type: oneOf('memory:pressure_changed'),
    payload: pressureChange,
  }),
  'memory:leak_suspected': record({ time: number, type: oneOf('memory:leak_suspected'), payload: leak }),
  'memory:leak_confirmed': record({ time: number, type: oneOf('memory:leak_confirmed'), payload: leak }),
  'memory:leak_withdrawn': record({ time: number, type: oneOf('memory:leak_withdrawn'), payload: leak }),
  'memory:out_of_memory_predicted': record({
    time: number,
    type: oneOf('memory:out_of_memory_predicted'),
    payload: estimate,
  }),
  'memory:strategy_applied': record({
    time: number,
    type: oneOf('memory:strategy_applied'),
    payload: strategyApplied,
  }),
  'memory:recycling': record({ time: number, type: oneOf('memory:recycling'), payload: recycling }),
  'memory:mark': record({ time: number, type: oneOf('memory:mark'), payload: mark }),
  'memory:configuration_changed': record({
    time: number,
    type: oneOf('memory:configuration_changed'),
    payload: configurationChange,
  }),
});

import type { LeakReport, MemoryEvent, PressureLevel, ThresholdCrossing } from '../../src/wire/event.ts';
import type { HistoryAnswer, WireRow } from '../../src/wire/message.ts';
import type { ProcessIdentity, ProcessSummary } from '../../src/wire/process.ts';
import type { Recycling, StrategyApplied } from '../../src/wire/response.ts';
import { type MemorySample, sampleFields, toRow } from '../../src/wire/sample.ts';

export const megabyte: number = 2 ** 20;

/** A moment in local time, so that texts are the same in every time zone. */
export const noon: number = new Date(2026, 4, 12, 12, 0, 0).getTime();

/** A row of a calm process; what is not given is usual. */
export function rowOf(sample: Partial<MemorySample> & { time: number }): Float64Array {
  return toRow({
    heapUsedBytes: 80 * megabyte,
    heapLimitBytes: 2048 * megabyte,
    oldUsedBytes: 70 * megabyte,
    liveBytes: 62 * megabyte,
    externalBytes: 8 * megabyte,
    arrayBufferBytes: 6 * megabyte,
    rssBytes: 150 * megabyte,
    majorCollections: 4,
    newSpaceBytes: 8 * megabyte,
    oldSpaceBytes: 64 * megabyte,
    largeObjectSpaceBytes: 4 * megabyte,
    codeSpaceBytes: 2 * megabyte,
    trustedSpaceBytes: megabyte,
    sharedSpaceBytes: 0,
    readOnlySpaceBytes: 1024,
    ...sample,
  });
}

export function wireRow(sample: Partial<MemorySample> & { time: number }): WireRow {
  return Array.from(rowOf(sample), (value) => (Number.isNaN(value) ? null : value));
}

export function historyOf(
  rows: readonly Float64Array[],
  { id = '4711', stepMs = 1_000, events = [] }: Partial<Pick<HistoryAnswer, 'id' | 'stepMs' | 'events'>> = {},
): HistoryAnswer {
  const columns = sampleFields.map((_, index) =>
    rows.map((row) => (Number.isNaN(row[index]) ? null : (row[index] as number))),
  );
  return { id, fields: sampleFields, columns, stepMs, events };
}

export function processOf(
  identity: Partial<ProcessIdentity> = {},
  summary: Partial<Omit<ProcessSummary, 'identity'>> = {},
): ProcessSummary {
  return {
    identity: {
      id: '4711',
      pid: 4711,
      threadId: 0,
      parentPid: 1,
      role: 'main',
      name: 'api',
      nodeVersion: 'v20.20.2',
      platform: 'linux',
      startedAt: noon - 3_600_000,
      intervalMs: 1_000,
      ...identity,
    },
    state: 'live',
    exit: undefined,
    droppedSamples: 0,
    ...summary,
  };
}

function leakReport(report: Partial<LeakReport> = {}): LeakReport {
  return {
    id: 'leak-1',
    level: 'suspected',
    memory: 'heap',
    rateBytesPerSecond: 52 * 1024,
    grownBytes: 12.4 * megabyte,
    sinceMs: 240_000,
    pattern: 'steady',
    confidence: 0.97,
    sites: [],
    evidence: ['97 % is still alive.'],
    advice: 'Bound the Map',
    ...report,
  };
}

export function leakEvent(time: number, report: Partial<LeakReport> = {}): MemoryEvent {
  const payload = leakReport(report);
  return { time, type: `memory:leak_${payload.level}`, payload } as MemoryEvent;
}

export function crossingEvent(
  time: number,
  level: PressureLevel,
  crossing: Partial<ThresholdCrossing> = {},
): MemoryEvent {
  return {
    time,
    type: 'memory:threshold_exceeded',
    payload: {
      metric: 'heap',
      level,
      previousLevel: 'normal',
      usedBytes: 400 * megabyte,
      thresholdBytes: 350 * megabyte,
      limitBytes: 512 * megabyte,
      ratio: 0.78,
      message: 'Heap at 78 % of its limit',
      ...crossing,
    },
  };
}

export function strategyEvent(time: number, strategy: Partial<StrategyApplied> = {}): MemoryEvent {
  const payload: StrategyApplied = {
    strategy: 'prune-caches',
    level: 'warning',
    freedBytes: 9 * megabyte,
    measured: true,
    pauseMs: 38.4,
    result: 'freed',
    ...strategy,
  };
  return { time, type: 'memory:strategy_applied', payload };
}

export function recyclingEvent(time: number, recycling: Partial<Recycling> = {}): MemoryEvent {
  const payload: Recycling = {
    kind: 'cluster-worker',
    id: '4720',
    step: 'begun',
    cause: 'leak',
    reason: 'Its leak is confirmed.',
    ...recycling,
  };
  return { time, type: 'memory:recycling', payload };
}

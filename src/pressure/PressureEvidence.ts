import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Capacity } from '../wire/capacity.ts';
import type { LeakReport, PressureLevel } from '../wire/event.ts';
import { type MemorySample, toSample } from '../wire/sample.ts';
import { knownSize } from './caches/knownSize.ts';
import type { AppliedStrategy } from './MemoryStrategy.ts';
import type { NamedCache } from './PressureCaches.ts';

/** What is known at the moment when memory becomes critical: a few kilobytes, and no heap snapshot. */
export interface PressureEvidence {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly level: PressureLevel;
  readonly reason: string;
  readonly sample: MemorySample;
  readonly capacity: Capacity;
  /** Milliseconds to the end if growth goes on as it does; `undefined` where that cannot be said. */
  readonly outOfMemoryInMs: number | undefined;
  /** The leak that is suspected or confirmed, with the sites that are known. */
  readonly leak: LeakReport | undefined;
  /** Managed caches, the largest first as far as they know. */
  readonly caches: readonly {
    readonly name: string;
    readonly entries: number | undefined;
    readonly bytes: number | undefined;
  }[];
  /** What was tried before, newest last. */
  readonly applied: readonly AppliedStrategy[];
}

const mostCaches = 20;
const mostApplied = 10;

/** What evidence is taken from. */
export interface EvidenceSource {
  readonly monitor: Pick<MemoryMonitor, 'detectMemoryLeak' | 'predictOutOfMemory'>;
  readonly row: ArrayLike<number>;
  readonly capacity: Capacity;
  readonly time: number;
  readonly level: PressureLevel;
  readonly reason: string;
  readonly caches: readonly NamedCache[];
  readonly applied: readonly AppliedStrategy[];
}

/** Gathers what is known already; it measures nothing. */
export function gatherEvidence(source: EvidenceSource): PressureEvidence {
  const { monitor, row, capacity, time, level, reason } = source;
  const end = monitor.predictOutOfMemory();
  const caches = source.caches
    .map(({ name, cache }) => ({ name, ...knownSize(cache) }))
    .sort((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0))
    .slice(0, mostCaches);
  return {
    time,
    level,
    reason,
    sample: toSample(row),
    capacity,
    outOfMemoryInMs: end.predicted ? end.etaMs : undefined,
    leak: monitor.detectMemoryLeak().report,
    caches,
    applied: source.applied.slice(-mostApplied),
  };
}

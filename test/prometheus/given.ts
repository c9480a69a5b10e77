import type { LabelledReading } from '../../src/prometheus/ReadingFamily.ts';
import type { LeakReport, MemoryEvent } from '../../src/wire/event.ts';
import type { StrategyApplied } from '../../src/wire/response.ts';

/** A verdict on a leak, as an event. */
export function leak(level: LeakReport['level'], given: Partial<LeakReport> = {}): MemoryEvent {
  const payload: LeakReport = {
    id: 'a1b2c3d4',
    level,
    memory: 'heap',
    rateBytesPerSecond: 50_000,
    grownBytes: 6_000_000,
    sinceMs: 120_000,
    pattern: 'linear',
    confidence: 0.9,
    sites: [],
    evidence: [],
    advice: '',
    ...given,
  };
  return { time: 1000, type: `memory:leak_${level}`, payload } as MemoryEvent;
}

/** A strategy that was applied, as an event. */
export function strategy(given: Partial<StrategyApplied> = {}): MemoryEvent {
  const payload: StrategyApplied = {
    strategy: 'prune-caches',
    level: 'warning',
    freedBytes: 1000,
    measured: true,
    pauseMs: 5,
    result: 'freed',
    ...given,
  };
  return { time: 1000, type: 'memory:strategy_applied', payload };
}

/** Readings as `name{label="value"} 1`, sorted. */
export function inLines(readings: readonly LabelledReading[]): string[] {
  return readings
    .map(({ name, suffix = '', labels, ownLabels, value }) => {
      const text = Object.entries({ ...ownLabels, ...labels }).map(([key, item]) => `${key}=${item}`);
      return `${name}${suffix}{${text.join(',')}} ${value}`;
    })
    .sort();
}

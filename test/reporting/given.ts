import type { LeakReport, MemoryEvent, PressureLevel } from '../../src/wire/event.ts';
import type { Incident } from '../../src/wire/incident.ts';
import type { StrategyApplied } from '../../src/wire/response.ts';
import { epoch, kib, mib } from '../monitoring/simulation.ts';

/** A time within the tests' period, in seconds from its beginning. */
export function at(second: number): number {
  return epoch + second * 1000;
}

/** A leak as it is told. */
export function leakReport(report: Partial<LeakReport> = {}): LeakReport {
  return {
    id: 'heap-1',
    level: 'suspected',
    memory: 'heap',
    rateBytesPerSecond: 60 * kib,
    grownBytes: 12 * mib,
    sinceMs: 200_000,
    pattern: 'linear',
    confidence: 0.9,
    sites: [],
    evidence: ['It has grown for 4 min and has not slowed down.'],
    advice: 'Wait.',
    ...report,
  };
}

export function leakEvent(second: number, report: Partial<LeakReport> = {}): MemoryEvent {
  const payload = leakReport(report);
  return { time: at(second), type: `memory:leak_${payload.level}`, payload };
}

export function pressureEvent(
  second: number,
  level: PressureLevel,
  previousLevel: PressureLevel,
): MemoryEvent {
  const payload = { level, previousLevel, capacity: { limits: [], binding: undefined } };
  return { time: at(second), type: 'memory:pressure_changed', payload };
}

export function strategyEvent(second: number, applied: Partial<StrategyApplied> = {}): MemoryEvent {
  const payload = {
    strategy: 'LowMemoryStrategy',
    level: 'warning' as const,
    freedBytes: 3 * mib,
    measured: true,
    pauseMs: 12,
    result: 'freed' as const,
    ...applied,
  };
  return { time: at(second), type: 'memory:strategy_applied', payload };
}

export function incident(given: Partial<Incident> = {}): Incident {
  return {
    id: 1,
    processId: '4711',
    kind: 'leak',
    subject: 'heap-1',
    level: 'suspected',
    openedAt: at(300),
    closedAt: undefined,
    closedBy: undefined,
    events: [leakEvent(300)],
    ...given,
  };
}

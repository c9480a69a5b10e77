import { describe, expect, it } from 'vitest';
import { pressureText } from '../../../src/dashboard/model/pressure.ts';
import type { MemoryEvent, Recycling, StrategyApplied } from '../../../src/wire/event.ts';
import { crossingEvent, megabyte, noon } from '../given.ts';

const minute = 60_000;
const binding = { kind: 'heap', usedBytes: 190 * megabyte, limitBytes: 256 * megabyte, ratio: 0.74 } as const;

function applied(time: number, strategy: Partial<StrategyApplied> = {}): MemoryEvent {
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

function changed(time: number, level: 'normal' | 'warning' | 'critical'): MemoryEvent {
  const capacity = { limits: [binding], binding };
  return { time, type: 'memory:pressure_changed', payload: { level, previousLevel: 'normal', capacity } };
}

function recycled(time: number, recycling: Partial<Recycling>): MemoryEvent {
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

describe('pressure in words', () => {
  it('is normal until somebody says otherwise', () => {
    expect(pressureText([crossingEvent(noon, 'critical')], binding, noon)).toEqual({
      level: 'normal',
      state: 'normal',
      binding: 'heap limit binds: 74 % of 256 MB',
      answered: false,
    });
    expect(pressureText([applied(noon)], binding, noon).answered).toBe(true);
    expect(pressureText([recycled(noon, {})], binding, noon).answered).toBe(true);
    expect(pressureText([], undefined, noon).binding).toBe('');
  });

  it('has a level, and since when', () => {
    const events = [changed(noon - 9 * minute, 'warning'), changed(noon - minute, 'critical')];
    expect(pressureText(events, binding, noon)).toMatchObject({
      level: 'critical',
      state: 'critical since 11:59',
    });
    expect(pressureText([...events, changed(noon, 'normal')], binding, noon).state).toBe('normal');
  });
});

import { describe, expect, it } from 'vitest';
import { pressureText } from '../../../src/dashboard/model/pressure.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import { crossingEvent, megabyte, noon, recyclingEvent, strategyEvent } from '../given.ts';

const minute = 60_000;
const binding = { kind: 'heap', usedBytes: 190 * megabyte, limitBytes: 256 * megabyte, ratio: 0.74 } as const;

function changed(time: number, level: 'normal' | 'warning' | 'critical'): MemoryEvent {
  const capacity = { limits: [binding], binding };
  return { time, type: 'memory:pressure_changed', payload: { level, previousLevel: 'normal', capacity } };
}

describe('pressure in words', () => {
  it('is normal until somebody says otherwise', () => {
    expect(pressureText([crossingEvent(noon, 'critical')], binding, noon)).toEqual({
      level: 'normal',
      state: 'normal',
      binding: 'heap limit binds: 74 % of 256 MB',
      answered: false,
    });
    expect(pressureText([strategyEvent(noon)], binding, noon).answered).toBe(true);
    expect(pressureText([recyclingEvent(noon, {})], binding, noon).answered).toBe(true);
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

import { beforeEach, describe, expect, it } from 'vitest';
import { ApplicationCondition } from '../../../src/hub/restarting/ApplicationCondition.ts';
import type { LimitKind } from '../../../src/wire/capacity.ts';
import type { LeakReport, MemoryEvent, PressureLevel } from '../../../src/wire/event.ts';

const leak: LeakReport = {
  id: 'leak-1',
  level: 'confirmed',
  memory: 'heap',
  rateBytesPerSecond: 1,
  grownBytes: 1,
  sinceMs: 1,
  pattern: 'steady',
  confidence: 1,
  sites: [],
  evidence: ['It grows.'],
  advice: 'Bound it.',
};

function pressure(level: PressureLevel, kind: LimitKind = 'heap', ratio = 0.9): MemoryEvent {
  const limit = { kind, usedBytes: ratio, limitBytes: 1, ratio };
  const capacity = { limits: [limit], binding: limit };
  return {
    time: 0,
    type: 'memory:pressure_changed',
    payload: { level, previousLevel: 'normal', capacity },
  };
}

function ends(etaMs: number, limit: LimitKind = 'heap'): MemoryEvent {
  return {
    time: 0,
    type: 'memory:out_of_memory_predicted',
    payload: { etaMs, lowMs: 0, highMs: undefined, limit },
  };
}

let condition: ApplicationCondition;

beforeEach(() => {
  condition = new ApplicationCondition();
});

describe('the condition of an application', () => {
  it('is well until it is said to be ill', () => {
    expect(condition.wish(0)).toBeUndefined();
    condition.take({ time: 0, type: 'memory:leak_suspected', payload: leak }, 0);
    condition.take(pressure('warning'), 0);
    expect(condition.wish(0)).toBeUndefined();
  });

  it('is a confirmed leak until that is withdrawn', () => {
    condition.take({ time: 0, type: 'memory:leak_confirmed', payload: leak }, 5);
    expect(condition.wish(9)).toEqual({
      cause: 'leak',
      reason: 'It is confirmed to leak. It grows.',
      since: 5,
    });
    condition.take({ time: 0, type: 'memory:leak_withdrawn', payload: leak }, 9);
    expect(condition.wish(9)).toBeUndefined();
    condition.take({ time: 0, type: 'memory:leak_confirmed', payload: { ...leak, evidence: [] } }, 10);
    expect(condition.wish(10)?.reason).toBe('It is confirmed to leak. Bound it.');
  });

  it('is pressure on a limit of its own, as long as that is critical', () => {
    condition.take(pressure('critical'), 5);
    expect(condition.wish(9)).toMatchObject({ cause: 'pressure', since: 5 });
    condition.take(pressure('warning'), 10);
    expect(condition.wish(10)).toBeUndefined();
  });

  it('is well where the host alone is full, or resident memory beyond a mark that is no limit', () => {
    condition.take(pressure('critical', 'host'), 5);
    condition.take(pressure('critical', 'heap', 0.2), 5);
    condition.take(ends(1000, 'host'), 5);
    expect(condition.wish(5)).toBeUndefined();
  });

  it('is an end that is near, until that time has passed or pressure is over', () => {
    condition.take(ends(300_000), 0);
    expect(condition.wish(60_000)).toMatchObject({
      cause: 'out-of-memory',
      reason: expect.stringContaining('4 min'),
    });
    expect(condition.wish(300_001)).toBeUndefined();
    condition.take(ends(300_000), 400_000);
    condition.take(pressure('normal'), 400_001);
    expect(condition.wish(400_002)).toBeUndefined();
  });

  it('is replaced at once where it asks for that, until pressure is critical no longer, and not for ever', () => {
    const asks: MemoryEvent = {
      time: 0,
      type: 'memory:recycling',
      payload: { kind: 'application', id: '1', step: 'requested', cause: 'requested', reason: 'It is full.' },
    };
    condition.take(asks, 5);
    expect(condition.wish(9)).toEqual({ cause: 'requested', reason: 'It is full.', since: 5 });
    condition.take(pressure('normal'), 9);
    expect(condition.wish(9)).toBeUndefined();
    condition.take(asks, 9);
    condition.take(pressure('critical'), 9);
    condition.take(pressure('warning'), 10);
    expect(condition.wish(10)).toBeUndefined();
    condition.take(asks, 10);
    expect(condition.wish(300_000)?.cause).toBe('requested');
    expect(condition.wish(300_011)).toBeUndefined();
    condition.take({ ...asks, payload: { ...asks.payload, step: 'begun' } }, 300_012);
    expect(condition.wish(300_013)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { latestForecast, standingForecast } from '../../../src/dashboard/model/forecast.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import { crossingEvent, leakEvent, noon } from '../given.ts';

const minute = 60_000;
const estimate = { etaMs: 20 * minute, lowMs: 10 * minute, highMs: 30 * minute, limit: 'heap' } as const;
const predicted: MemoryEvent = { time: noon, type: 'memory:out_of_memory_predicted', payload: estimate };

describe('the forecast', () => {
  it('is the newest estimate, alone or with a leak', () => {
    expect(latestForecast([])).toBeUndefined();
    expect(latestForecast([predicted, crossingEvent(noon + 1, 'warning')])).toEqual({
      madeAt: noon,
      estimate,
    });
    const newer = { ...estimate, etaMs: minute };
    const leak = leakEvent(noon + 5, { level: 'confirmed', outOfMemory: newer });
    expect(latestForecast([predicted, leak])).toEqual({ madeAt: noon + 5, estimate: newer });
  });

  it('stands until its interval has passed', () => {
    expect(standingForecast([predicted], noon + 30 * minute)?.estimate).toBe(estimate);
    expect(standingForecast([predicted], noon + 30 * minute + 1)).toBeUndefined();
    const endless: MemoryEvent = { ...predicted, payload: { ...estimate, highMs: undefined } };
    expect(standingForecast([endless], noon + 20 * minute + 1)).toBeUndefined();
    expect(standingForecast([], noon)).toBeUndefined();
  });

  it('falls with the leak that is withdrawn after it', () => {
    const before = leakEvent(noon - 1, { level: 'withdrawn' });
    const after = leakEvent(noon + 1, { level: 'withdrawn' });
    expect(standingForecast([before, predicted], noon + minute)).toBeDefined();
    expect(standingForecast([predicted, after], noon + minute)).toBeUndefined();
  });
});

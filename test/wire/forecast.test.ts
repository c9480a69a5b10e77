import { describe, expect, it } from 'vitest';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { latestForecast, leftOf, standingForecast } from '../../src/wire/forecast.ts';
import { crossingEvent, leakEvent, noon } from '../dashboard/given.ts';

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

  it('is counted down, and its ends stay in order', () => {
    expect(leftOf(estimate, 4 * minute)).toEqual({
      ...estimate,
      etaMs: 16 * minute,
      lowMs: 6 * minute,
      highMs: 26 * minute,
    });
    for (let elapsedMs = 0; elapsedMs < 40 * minute; elapsedMs += 30_000) {
      const { etaMs, lowMs, highMs } = leftOf(estimate, elapsedMs);
      expect(lowMs).toBeGreaterThanOrEqual(0);
      expect(etaMs).toBeGreaterThanOrEqual(lowMs);
      expect(highMs).toBeGreaterThanOrEqual(etaMs);
    }
    expect(leftOf({ ...estimate, highMs: undefined }, minute).highMs).toBeUndefined();
  });

  it('falls with the leak that is withdrawn after it', () => {
    const before = leakEvent(noon - 1, { level: 'withdrawn' });
    const after = leakEvent(noon + 1, { level: 'withdrawn' });
    expect(standingForecast([before, predicted], noon + minute)).toBeDefined();
    expect(standingForecast([predicted, after], noon + minute)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { Leaks } from '../../src/leaks/Leaks.ts';
import { LatencySamples } from '../../src/timing/LatencySamples.ts';
import { Clock } from '../stage.ts';

describe('LatencySamples', () => {
  it('returns what the lookup returns', () => {
    const latencies = new LatencySamples({ leaks: Leaks.none(), now: () => 0 });
    expect(latencies.time('answer', () => 42)).toBe(42);
  });

  it('tells below which duration a share of the lookups lies', () => {
    const clock = new Clock();
    const latencies = new LatencySamples({ leaks: Leaks.none(), now: clock.now });
    for (let durationMs = 1; durationMs <= 100; durationMs += 1) {
      latencies.time('walk', () => {
        clock.ms += durationMs;
      });
    }
    expect(latencies.percentileMs(0.5)).toBe(51);
    expect(latencies.percentileMs(0.99)).toBe(100);
    expect(latencies.percentileMs(1)).toBe(100);
  });

  it('tells 0 where there are no samples', () => {
    expect(new LatencySamples({ leaks: Leaks.none(), now: () => 0 }).percentileMs(0.5)).toBe(0);
  });

  it('keeps the latest samples alone', () => {
    const clock = new Clock();
    const latencies = new LatencySamples({ maxSamples: 10, leaks: Leaks.none(), now: clock.now });
    for (let i = 0; i < 25; i += 1) {
      latencies.time('walk', () => {
        clock.ms += i;
      });
    }
    expect(latencies.size).toBe(10);
    expect(latencies.percentileMs(0)).toBe(15);
  });
});

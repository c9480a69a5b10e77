import { describe, expect, it } from 'vitest';
import { CostMeter } from '../../src/monitoring/CostMeter.ts';

const noProbes = { count: 0, pauseMs: 0, longestPauseMs: 0, refusal: undefined };

describe('the account of a monitor', () => {
  it('is of nothing before it runs', () => {
    expect(new CostMeter(() => 5).cost(noProbes, 7)).toEqual({
      runningMs: 0,
      samples: 0,
      busyMs: 0,
      busyShare: 0,
      probes: { ...noProbes, pauseShare: 0 },
      heldBytes: 7,
    });
  });

  it('keeps samples and pauses apart, and shares them out over the time that it ran', () => {
    let time = 1000;
    const meter = new CostMeter(() => time);
    meter.start();
    meter.tick(() => {
      time += 2;
    });
    meter.tick(() => {
      time += 30;
    });
    time = 11_000;
    meter.stop();
    time = 50_000;
    const probes = { count: 1, pauseMs: 25, longestPauseMs: 25, refusal: undefined };
    expect(meter.cost(probes, 0)).toMatchObject({
      runningMs: 10_000,
      samples: 2,
      busyMs: 7,
      busyShare: 0.0007,
      probes: { count: 1, pauseMs: 25, pauseShare: 0.0025 },
    });
    meter.start();
    time = 60_000;
    expect(meter.cost(probes, 0).runningMs).toBe(20_000);
  });
});

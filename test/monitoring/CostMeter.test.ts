import { describe, expect, it } from 'vitest';
import { CostMeter } from '../../src/monitoring/CostMeter.ts';

const noProbes = { count: 0, pauseMs: 0, longestPauseMs: 0, refusal: undefined };
const noGentle = { count: 0, cpuMs: 0, pauseMs: 0, longestPauseMs: 0 };
const noSites = { looks: 0, pauseMs: 0, longestPauseMs: 0, samplingMs: 0, problem: undefined };
const noSnapshots = { taken: 0, pauseMs: 0, longestPauseMs: 0, problem: undefined };
const nothing = { probes: noProbes, gentle: noGentle, sites: noSites, snapshots: noSnapshots };

describe('the account of a monitor', () => {
  it('is of nothing before it runs', () => {
    expect(new CostMeter(() => 5).cost(nothing, 7)).toEqual({
      runningMs: 0,
      samples: 0,
      busyMs: 0,
      busyShare: 0,
      probes: { ...noProbes, pauseShare: 0 },
      gentle: { ...noGentle, cpuShare: 0, pauseShare: 0 },
      sites: { ...noSites, pauseShare: 0 },
      snapshots: noSnapshots,
      heldBytes: 7,
    });
  });

  it('has what comes between samples, once', () => {
    let time = 0;
    const meter = new CostMeter(() => time);
    const spend = (ms: number) => () => {
      time += ms;
    };
    meter.start();
    meter.between(spend(3));
    meter.tick(
      () => {
        spend(2)();
        meter.between(spend(5));
      },
      () => 0,
    );
    expect(meter.cost(nothing, 0)).toMatchObject({ samples: 1, busyMs: 10 });
  });

  it('goes on after what has thrown', () => {
    let time = 0;
    const meter = new CostMeter(() => time);
    meter.start();
    const fail = () => {
      time += 4;
      throw new Error('no more');
    };
    expect(() => meter.between(fail)).toThrow('no more');
    meter.between(() => {
      time += 3;
    });
    expect(meter.cost(nothing, 0)).toMatchObject({ busyMs: 7 });
  });

  it('keeps samples and pauses apart, and shares them out over the time that it ran', () => {
    let time = 1000;
    const meter = new CostMeter(() => time);
    meter.start();
    let pausedMs = 0;
    const paused = () => pausedMs;
    meter.tick(() => {
      time += 2;
    }, paused);
    // Between two ticks: a look that came when a gentle collection was nearly done.
    pausedMs += 7;
    meter.tick(() => {
      time += 30;
      pausedMs += 25;
    }, paused);
    time = 11_000;
    meter.stop();
    time = 50_000;
    const cost = {
      probes: { count: 1, pauseMs: 20, longestPauseMs: 20, refusal: undefined },
      gentle: { count: 1, cpuMs: 50, pauseMs: 12, longestPauseMs: 8 },
      sites: { ...noSites, looks: 1, pauseMs: 5, longestPauseMs: 5 },
      snapshots: { ...noSnapshots, taken: 1, pauseMs: 900 },
    };
    expect(meter.cost(cost, 0)).toMatchObject({
      runningMs: 10_000,
      samples: 2,
      busyMs: 7,
      busyShare: 0.0007,
      probes: { count: 1, pauseMs: 20, pauseShare: 0.002 },
      gentle: { count: 1, cpuMs: 50, cpuShare: 0.005, longestPauseMs: 8, pauseShare: 0.0012 },
      sites: { looks: 1, pauseMs: 5, pauseShare: 0.0005 },
      snapshots: { taken: 1, pauseMs: 900 },
    });
    meter.start();
    time = 60_000;
    expect(meter.cost(cost, 0).runningMs).toBe(20_000);
  });
});

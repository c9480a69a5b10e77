import { describe, expect, it } from 'vitest';
import { OutOfMemoryWatch } from '../../../src/monitoring/forecast/OutOfMemoryWatch.ts';
import { outOfMemoryOf } from '../../../src/monitoring/forecast/outOfMemory.ts';
import { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';
import type { OutOfMemoryEstimate } from '../../../src/wire/event.ts';
import { type MemorySample, toRow } from '../../../src/wire/sample.ts';
import { epoch, mib } from '../simulation.ts';

interface Alarm extends OutOfMemoryEstimate {
  readonly atSeconds: number;
}

/** Samples every 5 s, a reading every 10 s, a look every 10 s. */
class Watched {
  readonly alarms: Alarm[] = [];
  readonly watch: OutOfMemoryWatch;
  readonly #liveSizes: MinimumSeries = new MinimumSeries({ size: 100, blockMs: 10_000 });
  #seconds = 0;

  constructor() {
    this.watch = new OutOfMemoryWatch(this.#liveSizes);
  }

  run(seconds: number, sampleAt: (seconds: number) => Partial<MemorySample>): this {
    const end = this.#seconds + seconds;
    for (; this.#seconds < end; this.#seconds += 5) {
      const time = epoch + this.#seconds * 1000;
      const sample = sampleAt(this.#seconds);
      if (this.#seconds % 10 === 0) this.#liveSizes.add(time, sample.liveBytes ?? Number.NaN);
      this.watch.addSample(toRow({ time, ...sample }));
      if (this.#seconds % 10 !== 0) continue;
      const estimate = this.watch.look();
      if (estimate) this.alarms.push({ ...estimate, atSeconds: this.#seconds });
    }
    return this;
  }
}

const heap =
  (rateMib: number, startMib = 50) =>
  (seconds: number): Partial<MemorySample> => ({
    liveBytes: (startMib + rateMib * seconds) * mib,
    heapLimitBytes: 1000 * mib,
  });

describe('the out-of-memory prediction', () => {
  it('projects the live size onto the limit of the heap', () => {
    const prediction = new Watched().run(305, heap(0.5)).watch.predict();
    expect(prediction).toMatchObject({ predicted: true, limit: 'heap' });
    if (!prediction.predicted) return;
    // 200 MB after 300 s; 97 % of the limit is 770 MB away.
    expect(prediction.etaMs / 1000).toBeCloseTo(1540, 0);
    expect(prediction.lowMs).toBeLessThan(prediction.etaMs);
    expect(prediction.highMs!).toBeGreaterThan(prediction.etaMs);
    expect(prediction.basis).toBe(
      'The live heap is at 200 MB of 1000 MB and grows by 512 kB/s over 5 min (31 points, smooth).',
    );
  });

  it('counts from now, not from the last reading', () => {
    const watched = new Watched().run(305, heap(0.5));
    const before = watched.watch.predict();
    watched.run(60, () => ({ heapLimitBytes: 1000 * mib }));
    const after = watched.watch.predict();
    if (!before.predicted || !after.predicted) throw new Error('no prediction');
    expect((before.etaMs - after.etaMs) / 1000).toBeCloseTo(60, 0);
  });

  it('hears of growth that turns dangerous within a minute, although it looks seldom while much is free', () => {
    const turning = (seconds: number): Partial<MemorySample> => ({
      liveBytes: (50 + 0.05 * seconds + Math.max(0, seconds - 600) * 0.8) * mib,
      heapLimitBytes: 1000 * mib,
    });
    const calm = new Watched().run(600, turning);
    expect(calm.alarms).toEqual([]);
    const [first] = calm.run(300, turning).alarms;
    expect(first!.atSeconds).toBeLessThan(600 + 60 + 60);
    expect(turning(first!.atSeconds).liveBytes!).toBeLessThan(250 * mib);
  });

  it('says what is missing while there are too few readings', () => {
    expect(new Watched().watch.predict()).toEqual({
      predicted: false,
      reason: 'No readings in 0 s; at least 6 needed.',
    });
    expect(new Watched().run(35, heap(1)).watch.predict()).toEqual({
      predicted: false,
      reason: '4 readings in 30 s; at least 6 needed.',
    });
  });

  it('does not alarm for an end that is an hour away, however early its interval begins', () => {
    // The wardrobe under its default leak: the interval once said 9 min for an end that was 54 min away.
    const noise = [0, 0.7, -0.4, 1.1, -0.9, 0.3, -0.6];
    const rough = (seconds: number): Partial<MemorySample> => ({
      liveBytes: (46 + 0.0485 * seconds + (noise[(seconds / 10) % noise.length] ?? 0)) * mib,
      heapLimitBytes: 256 * mib,
    });
    const watched = new Watched().run(245, rough);
    const prediction = watched.watch.predict();
    if (!prediction.predicted) throw new Error(prediction.reason);
    expect(prediction.lowMs).toBeLessThan(600_000);
    expect(prediction.etaMs).toBeGreaterThan(2_400_000);
    expect(watched.alarms).toEqual([]);
  });

  it('does not frighten anybody while a process starts: it must have used half of the limit', () => {
    // 4 MB/s would meet the limit within four minutes, if it were not just warming up.
    const warmUp = (seconds: number): Partial<MemorySample> => ({
      liveBytes: (20 + 4 * Math.min(seconds, 100)) * mib,
      heapLimitBytes: 1000 * mib,
    });
    expect(new Watched().run(100, warmUp).watch.predict()).toMatchObject({ predicted: true });
    expect(new Watched().run(300, warmUp).alarms).toEqual([]);
    const [alarm] = new Watched().run(200, heap(4, 20)).alarms;
    expect(alarm?.atSeconds).toBeGreaterThanOrEqual(120);
    expect(alarm?.atSeconds).toBeLessThanOrEqual(140);
  });

  it('is not there for a heap that does not grow, or too slowly to matter', () => {
    const reason = 'Nothing grows steadily towards a limit that is less than 30 days away.';
    expect(new Watched().run(300, heap(0)).watch.predict()).toEqual({ predicted: false, reason });
    expect(
      new Watched().run(300, (s) => ({ ...heap(0.5)(s), heapLimitBytes: undefined })).watch.predict(),
    ).toEqual({
      predicted: false,
      reason,
    });
    const endless = (s: number): Partial<MemorySample> => ({ ...heap(0.5)(s), heapLimitBytes: 1e15 });
    expect(new Watched().run(300, endless).watch.predict()).toEqual({ predicted: false, reason });
  });

  it('is not there for a cache that has filled', () => {
    const full = (s: number): Partial<MemorySample> => heap(0.5)(Math.min(s, 200));
    expect(new Watched().run(500, full).watch.predict().predicted).toBe(false);
  });

  it('projects the memory of the container, and names the limit that comes first', () => {
    const both = (s: number): Partial<MemorySample> => ({
      ...heap(0.5)(s),
      containerUsedBytes: (100 + 0.6 * s) * mib,
      containerLimitBytes: 512 * mib,
      hostUsedBytes: (1000 + 0.6 * s) * mib,
      hostTotalBytes: 16_000 * mib,
    });
    expect(new Watched().run(400, both).watch.predict()).toMatchObject({
      predicted: true,
      limit: 'container',
    });
    const roomy = (s: number): Partial<MemorySample> => ({ ...both(s), containerLimitBytes: 64_000 * mib });
    expect(new Watched().run(400, roomy).watch.predict()).toMatchObject({ predicted: true, limit: 'heap' });
  });
});

describe('the out-of-memory alarm', () => {
  it('comes when the low end of the interval is within ten minutes, before the end, and once', () => {
    // The end of 97 % is at 1840 s.
    const { alarms } = new Watched().run(1840, heap(0.5));
    expect(alarms).toHaveLength(1);
    expect(alarms[0]!.lowMs).toBeLessThanOrEqual(600_000);
    expect(alarms[0]!.lowMs).toBeGreaterThan(500_000);
    expect(alarms[0]!.atSeconds).toBeLessThan(1400);
    expect(Object.keys(alarms[0]!)).toEqual(['etaMs', 'lowMs', 'highMs', 'limit', 'atSeconds']);
  });

  it('does not come while the end is far away', () => {
    expect(new Watched().run(600, heap(0.1)).alarms).toEqual([]);
  });

  it('comes again in another episode', () => {
    const twice = (s: number): Partial<MemorySample> => heap(1)(s < 600 ? s : Math.max(0, s - 1500));
    expect(new Watched().run(2300, twice).alarms).toHaveLength(2);
  });

  it('does not come for a host that has most of its memory left, whoever fills it', () => {
    const filling = (startMib: number) => (s: number) => ({
      hostUsedBytes: (startMib + 10 * s) * mib,
      hostTotalBytes: 16_000 * mib,
    });
    const roomy = new Watched().run(500, filling(4000));
    expect(roomy.watch.predict()).toMatchObject({ predicted: true, limit: 'host' });
    expect(roomy.alarms).toEqual([]);
    expect(new Watched().run(500, filling(10_000)).alarms).toMatchObject([{ limit: 'host' }]);
  });

  it('comes within two minutes of start where the heap fills fast', () => {
    const { alarms } = new Watched().run(120, heap(5));
    expect(alarms).toHaveLength(1);
    expect(alarms[0]!.atSeconds).toBeLessThan(120);
  });
});

describe('an estimate', () => {
  const forecast = { reaches: true, kind: 'smooth', rateBytesPerSecond: 1, levelBytes: 1 } as const;

  it('has no upper end beyond thirty days, and none below zero', () => {
    const month = 30 * 86_400_000;
    expect(
      outOfMemoryOf({ ...forecast, etaMs: month, lowMs: 5000, highMs: 2 * month }, 'heap', 6000),
    ).toEqual({
      etaMs: month - 6000,
      lowMs: 0,
      highMs: undefined,
      limit: 'heap',
    });
  });

  it('is not there where the limit is not reached', () => {
    expect(outOfMemoryOf({ reaches: false, reason: 'not-growing' }, 'heap', 0)).toBeUndefined();
  });
});

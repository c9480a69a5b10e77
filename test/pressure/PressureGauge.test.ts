import { describe, expect, it } from 'vitest';
import type { PartialConfiguration } from '../../src/configuration/Configuration.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { PressureGauge, type PressureReading } from '../../src/pressure/PressureGauge.ts';
import type { OutOfMemoryEstimate } from '../../src/wire/event.ts';
import { type MemorySample, toRow } from '../../src/wire/sample.ts';
import { mib } from '../monitoring/simulation.ts';

class Course {
  readonly #gauge: PressureGauge;
  #time = 0;

  constructor(thresholds: PartialConfiguration['thresholds'] = {}) {
    const { configuration } = resolveConfiguration({ overrides: { thresholds } });
    this.#gauge = new PressureGauge(configuration.thresholds, 2500);
  }

  /** Looks every 250 ms for a while; the last look. */
  pass(
    seconds: number,
    sample: (second: number) => Partial<MemorySample>,
    forecast?: OutOfMemoryEstimate,
  ): PressureReading {
    let reading: PressureReading | undefined;
    for (let second = 0; second < seconds; second += 0.25) {
      this.#time += 250;
      reading = this.#gauge.read(toRow({ time: this.#time, ...sample(second) }), { forecast });
    }
    return reading as PressureReading;
  }
}

const heap = (share: number): Partial<MemorySample> => ({
  heapLimitBytes: 1000 * mib,
  liveBytes: 1000 * share * mib,
  oldUsedBytes: 1000 * share * mib,
});
const container = (megabytes: number): Partial<MemorySample> => ({
  ...heap(0.1),
  containerLimitBytes: 500 * mib,
  containerUsedBytes: megabytes * mib,
});

describe('the level', () => {
  it('is normal while memory suffices', () => {
    expect(new Course().pass(60, () => heap(0.5))).toEqual({
      level: 'normal',
      cause: undefined,
      reason: '',
      share: 500 / 968,
      shareWithGarbage: 500 / 968,
      pressing: false,
      etaMs: Number.POSITIVE_INFINITY,
      growing: false,
      excessBytes: 0,
      collectible: false,
      close: false,
      usedBytes: Number.NaN,
    });
  });

  it('is that of the threshold met, after the dwell time', () => {
    const course = new Course();
    expect(course.pass(9, () => heap(0.72)).level).toBe('normal');
    expect(course.pass(2, () => heap(0.72))).toEqual({
      level: 'warning',
      cause: 'heap',
      reason: 'The live heap is at 720 MB, 72 % of 1000 MB.',
      share: 720 / 968,
      shareWithGarbage: 720 / 968,
      pressing: true,
      etaMs: Number.POSITIVE_INFINITY,
      growing: false,
      excessBytes: (720 - 0.95 * 700) * mib,
      collectible: false,
      close: true,
      usedBytes: Number.NaN,
    });
    expect(course.pass(11, () => heap(0.87)).level).toBe('critical');
  });

  it('is a share of what V8 can use of a small heap, and says so', () => {
    const small = { heapLimitBytes: 200 * mib, liveBytes: 156 * mib, oldUsedBytes: 164 * mib };
    const reading = new Course().pass(11, () => small);
    expect(reading).toMatchObject({ level: 'critical', share: 156 / 168, shareWithGarbage: 164 / 168 });
    expect(reading.reason).toBe(
      'The live heap is at 156 MB, 78 % of 200 MB (93 % of the 168 MB from which on V8 may give up).',
    );
  });

  it('is normal below the threshold, in a small heap, too, however fast it fills', () => {
    const small = (megabytes: number): Partial<MemorySample> => ({
      heapLimitBytes: 256 * mib,
      liveBytes: megabytes * mib,
      oldUsedBytes: megabytes * mib,
    });
    const course = new Course();
    const levels = new Set<string>();
    for (let megabytes = 20; megabytes < 178; megabytes += 4)
      levels.add(course.pass(0.5, () => small(megabytes)).level);
    levels.add(course.pass(60, () => small(177)).level);
    expect([...levels]).toEqual(['normal']);
  });

  it('is never reached where all is used that can be: in a small heap thresholds begin in time', () => {
    for (const limit of [40, 64, 100, 128]) {
      const share = (used: number) => ({
        heapLimitBytes: limit * mib,
        liveBytes: used * limit * mib,
        oldUsedBytes: 0,
      });
      expect(new Course().pass(11, () => share(0.63)).level).toBe('normal');
      expect(new Course().pass(11, () => share(0.65)).level).toBe('warning');
      expect(new Course().pass(11, () => share(0.7)).level).toBe('critical');
    }
  });

  it('falls when memory has been below the threshold by the hysteresis for the dwell time', () => {
    const course = new Course();
    course.pass(11, () => heap(0.72));
    expect(course.pass(60, () => heap(0.68)).level).toBe('warning');
    expect(course.pass(9, () => heap(0.6)).level).toBe('warning');
    expect(course.pass(12, () => heap(0.6)).level).toBe('normal');
  });

  it('is that of whatever is worst', () => {
    const reading = new Course().pass(12, () => ({ ...heap(0.72), ...container(460), liveBytes: 720 * mib }));
    expect(reading).toMatchObject({ level: 'critical', cause: 'container' });
    expect(reading.reason).toBe('Memory of the container is at 460 MB, 92 % of 500 MB.');
  });

  it('does not go by garbage of the heap', () => {
    const sawtooth = (second: number): Partial<MemorySample> => ({
      ...heap(0.4),
      oldUsedBytes: (400 + ((second * 40) % 290)) * mib,
    });
    expect(new Course().pass(120, sawtooth).level).toBe('normal');
  });

  it('knows where garbage is what fills a container, so that a collection alone would end it', () => {
    const filled = (oldUsedBytes: number) => ({
      ...container(460),
      oldUsedBytes,
      heapUsedBytes: oldUsedBytes,
    });
    const excessBytes = (460 - 0.95 * 400) * mib;
    expect(new Course().pass(12, () => filled(181 * mib))).toMatchObject({ excessBytes, collectible: true });
    expect(new Course().pass(12, () => filled(179 * mib))).toMatchObject({ excessBytes, collectible: false });
  });

  it('does not take growth that presses below its threshold for garbage, where there is none', () => {
    const course = new Course();
    const reading = course.pass(3, (second) => container(205 + 60 * second));
    expect(reading).toMatchObject({ level: 'critical', collectible: false, excessBytes: 0.05 * 400 * mib });
  });

  it('sees the host, too', () => {
    const host = { ...heap(0.1), hostTotalBytes: 1000 * mib, hostUsedBytes: 960 * mib };
    expect(new Course().pass(12, () => host)).toMatchObject({ level: 'critical', cause: 'host' });
  });

  it('does not flap with memory that crosses a threshold ten times a second', () => {
    const course = new Course({ dwell: 1000 });
    const levels = new Set<string>();
    for (let look = 0; look < 400; look++) {
      levels.add(course.pass(0.25, () => heap(look % 2 === 0 ? 0.71 : 0.6)).level);
    }
    expect([...levels]).toEqual(['normal']);
  });
});

describe('what cannot wait for the dwell time', () => {
  it('is memory that is nearly used up', () => {
    expect(new Course().pass(0.25, () => container(480)).level).toBe('critical');
  });

  it('is growth that uses it up within seconds, and its reason says so', () => {
    const course = new Course();
    const reading = course.pass(5, (second) => container(390 + 10 * second));
    expect(reading.level).toBe('critical');
    expect(reading.reason).toMatch(/would be used up in about \d+ s\.$/);
  });

  it('is growth that uses it up within a minute, a level lower', () => {
    expect(new Course().pass(5, (second) => container(395 + 3 * second)).level).toBe('warning');
  });

  it('is growth between two readings of a small heap, which are nearly all that is left apart', () => {
    const course = new Course();
    // 3 MB a second, all of it live; V8 collects where that is half of the way from the last time to the limit.
    let live = 30;
    let reading: PressureReading | undefined;
    for (let used = 30; used <= 86; used += 0.75) {
      if (used >= (live + 128) / 2 || used - live >= 16) live = used;
      const all = { heapUsedBytes: used * mib, oldUsedBytes: used * mib, liveBytes: live * mib };
      reading = course.pass(0.25, () => ({ heapLimitBytes: 128 * mib, ...all }));
    }
    expect(live).toBeLessThan(80);
    expect(reading).toMatchObject({ level: 'critical', growing: true, pressing: true });
    expect(reading!.etaMs).toBeLessThan(5000);
    expect(reading!.reason).toMatch(
      /^The live heap is probably at 8\d(\.\d)? MB, .* would be used up in about \d s\.$/,
    );
  });

  it('is no growth below the mark of what garbage counts for, since V8 may be about to collect it', () => {
    expect(new Course().pass(5, (second) => container(345 + 10 * second)).level).toBe('normal');
  });

  it('is a forecast for the next two minutes, where much is used already', () => {
    const soon = (etaMs: number): OutOfMemoryEstimate => ({
      etaMs,
      lowMs: etaMs,
      highMs: etaMs,
      limit: 'heap',
    });
    expect(new Course().pass(1, () => heap(0.71), soon(100_000)).level).toBe('warning');
    expect(new Course().pass(1, () => heap(0.71), soon(40_000)).level).toBe('critical');
    expect(new Course().pass(1, () => heap(0.71), soon(600_000)).level).toBe('normal');
    expect(new Course().pass(1, () => heap(0.69), soon(40_000)).level).toBe('normal');
  });

  it('is neither a start that fills half of the container in seconds, nor a single step', () => {
    expect(new Course().pass(5, (second) => container(40 + 60 * second)).level).toBe('normal');
    const course = new Course();
    course.pass(10, () => container(330));
    expect(course.pass(5, () => container(380)).level).toBe('normal');
  });

  it('is left by way of warning where memory stays, and acted upon where it is as bad as the level alone', () => {
    const course = new Course();
    const churn = (second: number): Partial<MemorySample> => container(second % 3 < 2 ? 405 : 385);
    course.pass(5, (second) => container(390 + 10 * second));
    expect(course.pass(60, churn)).toMatchObject({ level: 'warning', pressing: false });
    course.pass(12, () => container(370));
    expect(course.pass(1, () => container(370)).level).toBe('normal');
    const slower = new Course();
    slower.pass(5, (second) => container(390 + 10 * second));
    // A minute away: that is no more than a warning.
    expect(slower.pass(8, (second) => container(410 + second))).toMatchObject({
      level: 'critical',
      pressing: false,
    });
  });

  it('is acted upon again where garbage comes back after a collection, which is not growth', () => {
    const course = new Course();
    // It was collected at nine tenths, and is back there a second later, again and again.
    const tooth = (second: number): Partial<MemorySample> => container(350 + 100 * (second % 1.25));
    const first = course.pass(1.25, tooth);
    expect([first.level, tooth(1).containerUsedBytes]).toEqual(['critical', 450 * mib]);
    for (let turn = 0; turn < 5; turn++) {
      expect(course.pass(1, tooth)).toMatchObject({ level: 'critical', pressing: false });
      expect(course.pass(0.25, () => tooth(1))).toMatchObject({ level: 'critical', pressing: true });
    }
  });

  it('holds for the dwell time', () => {
    const course = new Course();
    course.pass(5, (second) => container(390 + 10 * second));
    expect(course.pass(9, () => container(300)).level).toBe('critical');
    expect(course.pass(12, () => container(300)).level).toBe('normal');
  });
});

describe('waiting for memory', () => {
  const stalled = (percent: number, share: number): Partial<MemorySample> => ({
    ...heap(0.1),
    hostTotalBytes: 1000 * mib,
    hostUsedBytes: 1000 * share * mib,
    stallPercent: percent,
  });

  it('is pressure, where much of a limit is used', () => {
    expect(new Course().pass(12, () => stalled(30, 0.8))).toMatchObject({
      level: 'warning',
      cause: 'stall',
      reason: 'Tasks have waited for memory for 30 % of the last 10 s.',
    });
    expect(new Course().pass(12, () => stalled(70, 0.8)).level).toBe('critical');
  });

  it('is somebody else’s business where it is V8’s limit that is used', () => {
    const course = new Course();
    expect(course.pass(60, () => ({ ...stalled(90, 0.3), ...heap(0.65) })).level).toBe('normal');
  });

  it('is somebody else’s business where little is used', () => {
    expect(new Course().pass(60, () => stalled(90, 0.3)).level).toBe('normal');
  });
});

describe('resident memory', () => {
  const resident = { ...heap(0.1), rssBytes: 1500 * mib, hostTotalBytes: 16_000 * mib };

  it('does not count by default, since its thresholds know nothing of the machine', () => {
    expect(new Course().pass(60, () => resident).level).toBe('normal');
  });

  it('counts where its thresholds were set', () => {
    const course = new Course({ rss: { warning: '700MB', critical: '900MB' } });
    expect(course.pass(12, () => resident)).toMatchObject({ level: 'critical', cause: 'rss' });
  });
});

it('thresholds, hysteresis and dwell time may change between two looks', () => {
  const { configuration } = resolveConfiguration();
  const thresholds = { ...configuration.thresholds };
  const gauge = new PressureGauge(thresholds, 2500);
  let time = 0;
  const levelAfter = (seconds: number, share: number): string => {
    let level = '';
    for (let second = 0; second < seconds; second += 0.5) {
      time += 500;
      level = gauge.read(toRow({ time, ...heap(share) })).level;
    }
    return level;
  };
  expect(levelAfter(5, 0.72)).toBe('normal');
  thresholds.dwell = 2000;
  expect(levelAfter(1, 0.72)).toBe('warning');
  expect(levelAfter(5, 0.68)).toBe('warning');
  thresholds.hysteresis = 0.01;
  expect(levelAfter(3, 0.68)).toBe('normal');
});

it('a threshold that is turned off is no threshold', () => {
  const course = new Course({ heap: { warning: null, critical: null } });
  expect(course.pass(60, () => heap(0.99)).level).toBe('normal');
  const criticalAlone = new Course({ heap: { warning: null } });
  expect(criticalAlone.pass(60, () => heap(0.8)).level).toBe('normal');
  expect(criticalAlone.pass(12, () => heap(0.86)).level).toBe('critical');
});

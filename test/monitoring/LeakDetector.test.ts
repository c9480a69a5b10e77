import { describe, expect, it } from 'vitest';
import type { Configuration, PartialConfiguration } from '../../src/configuration/Configuration.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { LeakDetector } from '../../src/monitoring/LeakDetector.ts';
import { changeSettings } from '../../src/monitoring/monitorSettings.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { toRow } from '../../src/wire/sample.ts';
import { normalOf, randomOf } from '../analysis/series.ts';
import { epoch, kib, mib } from './simulation.ts';

type Settings = Partial<Configuration['leakDetection']>;

interface Told extends LeakReport {
  /** Seconds of uptime. */
  readonly at: number;
}

interface ProcessOptions {
  /** Seconds between two major collections. */
  readonly between?: number;
  readonly settings?: Settings;
  readonly seed?: number;
  readonly noiseKib?: number;
}

/** A process whose live size is a function of its uptime, with a major collection every so often. */
class Process {
  readonly detector: LeakDetector;
  readonly settings: Configuration;
  readonly told: Told[] = [];
  readonly #liveBytes: (seconds: number) => number;
  readonly #between: number;
  readonly #noise: () => number;
  #seconds = 0;
  #collections = 0;

  constructor(
    liveBytes: (seconds: number) => number,
    { between = 30, settings = {}, seed = 1, noiseKib = 20 }: ProcessOptions = {},
  ) {
    const { configuration } = resolveConfiguration({ overrides: { leakDetection: settings } });
    this.settings = configuration;
    this.detector = new LeakDetector(configuration.leakDetection);
    this.#liveBytes = liveBytes;
    this.#between = between;
    const normal = normalOf(randomOf(seed));
    this.#noise = () => noiseKib * kib * normal();
  }

  /** Samples every 5 s, looks every 10 s. */
  run(seconds: number): this {
    const end = this.#seconds + seconds;
    for (; this.#seconds < end; this.#seconds += 5) {
      const time = epoch + this.#seconds * 1000;
      if (this.#seconds % this.#between === 0) {
        this.#collections += 1;
        this.detector.addReading({
          time,
          liveBytes: this.#liveBytes(this.#seconds) + this.#noise(),
          externalBytes: 0,
          majorCollections: this.#collections,
        });
      }
      this.detector.addSample(toRow({ time, heapLimitBytes: 2048 * mib }));
      if (this.#seconds % 10 !== 0) continue;
      for (const report of this.detector.look()) this.told.push({ ...report, at: this.#seconds });
    }
    return this;
  }

  get levels(): string[] {
    return this.told.map((report) => report.level);
  }
}

const minute = 60;
const leak =
  (rateKib: number, onset = 0) =>
  (seconds: number): number =>
    60 * mib + rateKib * kib * Math.max(0, seconds - onset);

describe('a leak', () => {
  it.each([20, 50, 500, 5000])('of %d KB/s from the start is suspected within five minutes', (rate) => {
    const { told } = new Process(leak(rate)).run(5 * minute);
    expect(told).toHaveLength(1);
    expect(told[0]!.at).toBeLessThanOrEqual(300);
    expect(told[0]!.rateBytesPerSecond / kib / rate).toBeCloseTo(1, 1);
  });

  it('of 50 KB/s that begins after an hour is suspected within five minutes of its onset', () => {
    const { told } = new Process(leak(50, 3600)).run(3600 + 5 * minute);
    expect(told.map((report) => report.level)).toEqual(['suspected']);
    expect(told[0]!.at).toBeGreaterThan(3600);
  });

  it('is told once, and confirmed once, for as long as it goes on', () => {
    const process = new Process(leak(50, 3600)).run(70 * minute);
    expect(process.levels).toEqual(['suspected']);
    process.run(60 * minute);
    expect(process.levels).toEqual(['suspected', 'confirmed']);
    const [suspected, confirmed] = process.told;
    expect(confirmed!.at - 3600).toBeGreaterThan(14 * minute);
    expect(confirmed!.at - 3600).toBeLessThan(20 * minute);
    expect(confirmed).toMatchObject({ id: suspected!.id, basis: 'persistent', confidence: 0.9 });
    expect(confirmed!.evidence[1]).toMatch(/^It has grown for 1[5-9] min and has not slowed down\.$/);
    const verdict = process.detector.verdict();
    expect(verdict.level).toBe('confirmed');
    expect(verdict.report?.grownBytes).toBeGreaterThan(2 * confirmed!.grownBytes);
  });

  it('that was there from the start is not confirmed while nobody can tell it from a start', () => {
    expect(new Process(leak(50)).run(80 * minute).levels).toEqual(['suspected']);
  });

  it('is confirmed once it has eaten a third of what was free', () => {
    const process = new Process(leak(1000), { between: 15 }).run(20 * minute);
    expect(process.told.map(({ level, basis }) => [level, basis])).toEqual([
      ['suspected', undefined],
      ['confirmed', 'consuming'],
    ]);
    expect(process.told[1]!.at).toBeGreaterThanOrEqual(15 * minute);
    expect(process.told[1]!.evidence[1]).toMatch(/^It has taken \d+ % of what was free when it began/);
  });

  it('that has stopped for ten minutes is withdrawn, and told again when it goes on', () => {
    const pausing = (s: number): number =>
      60 * mib + 60 * kib * (Math.min(Math.max(0, s - 3600), 1800) + Math.max(0, s - 9000));
    const process = new Process(pausing).run(175 * minute);
    expect(process.levels).toEqual(['suspected', 'confirmed', 'withdrawn', 'suspected']);
    expect(process.told[2]!.at).toBeGreaterThan(5400 + 10 * minute);
    expect(process.told[2]!.evidence[1]).toContain('What leaked is still there');
    expect(process.told[2]).not.toHaveProperty('basis');
  });

  it('has no end in its report where the limit of the heap is unknown', () => {
    const { detector } = new Process(leak(50)).run(5 * minute);
    detector.addSample(toRow({ time: epoch + 300_000 }));
    expect(detector.verdict().report?.level).toBe('suspected');
    expect(detector.verdict().report).not.toHaveProperty('outOfMemory');
  });

  it('is suspected with collections a minute apart, too, only later', () => {
    const { told } = new Process(leak(50), { between: 60 }).run(8 * minute);
    expect(told).toHaveLength(1);
  });

  it('is suspected through the noise of many collections a minute', () => {
    const { told } = new Process(leak(50), { between: 5 }).run(5 * minute);
    expect(told).toHaveLength(1);
  });

  it('that grows in bursts is suspected', () => {
    const bursts = (seconds: number): number => 60 * mib + 2 * mib * Math.floor(seconds / 40);
    expect(new Process(bursts, { between: 20 }).run(6 * minute).levels).toEqual(['suspected']);
  });

  it('is never suspected before four minutes of uptime', () => {
    expect(new Process(leak(5000), { between: 5 }).run(4 * minute).told).toEqual([]);
  });

  it('has a report for people and for programs', () => {
    const { told } = new Process(leak(52)).run(5 * minute);
    const [report] = told;
    expect(report).toMatchObject({ level: 'suspected', memory: 'heap', pattern: 'linear', sites: [] });
    expect(report!.evidence[0]).toMatch(
      /^The live heap has grown \d+(\.\d)? MB in \d+ (s|min) \(5[1-3](\.\d)? kB\/s, steady\), by \d+ readings after major collections\.$/,
    );
    expect(report!.evidence.at(-1)).toContain('cache that is still filling');
    expect(report!.advice).toContain('wait');
    expect(report!.confidence).toBeGreaterThan(0.2);
    expect(report!.confidence).toBeLessThanOrEqual(0.5);
    expect(report!.sinceMs).toBeGreaterThan(90_000);
    expect(report!.outOfMemory).toMatchObject({ limit: 'heap' });
    // 2 GB less some 75 MB, at 52 KB/s: 10.8 hours.
    expect(report!.outOfMemory!.etaMs / 3_600_000).toBeGreaterThan(10);
    expect(report!.outOfMemory!.etaMs / 3_600_000).toBeLessThan(11.5);
  });

  it('has the same fingerprint in another process', () => {
    const ids = [3, 4].map((seed) => new Process(leak(50), { seed }).run(5 * minute).told[0]!.id);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}$/);
    expect(ids[0]).toBe(ids[1]);
  });
});

describe('what looks like a leak', () => {
  const seeds = Array.from({ length: 6 }, (_, index) => index + 1);

  it.each<[string, (seconds: number) => number]>([
    ['a constant heap', () => 60 * mib],
    ['a warm-up', (s) => 60 * mib + 30 * mib * (1 - Math.exp(-s / 60))],
    ['a step', (s) => (s < 600 ? 60 : 90) * mib],
    ['steps far apart', (s) => (60 + 10 * Math.floor(s / 1300)) * mib],
    ['a fast cycle', (s) => 60 * mib + 10 * mib * Math.sin(s / 12)],
    ['a sawtooth of batches', (s) => 60 * mib + 100 * kib * (s % 55)],
    ['a heap that shrinks', (s) => 90 * mib - 5 * kib * s],
    ['slow drift below the rate that counts', (s) => 60 * mib + 2 * kib * s],
  ])('%s is never suspected', (_name, liveBytes) => {
    for (const seed of seeds) {
      expect(new Process(liveBytes, { seed, between: 25 }).run(30 * minute).told).toEqual([]);
    }
  });

  it('a cache that fills for 15 minutes is suspected at most, and withdrawn once it is full', () => {
    const process = new Process(leak(50)).run(1);
    expect(process.levels).toEqual([]);
    const filling = new Process((s) => 60 * mib + 50 * kib * Math.min(s, 900)).run(30 * minute);
    expect(filling.levels).toEqual(['suspected', 'withdrawn']);
    const withdrawn = filling.told[1]!;
    expect(withdrawn.at).toBeGreaterThan(900);
    expect(withdrawn.at).toBeLessThan(900 + 5 * minute);
    expect(withdrawn).toMatchObject({ id: filling.told[0]!.id, level: 'withdrawn' });
    expect(withdrawn).not.toHaveProperty('outOfMemory');
    expect(withdrawn.evidence[0]).toMatch(/^The live heap has stopped growing: .* at 10[34](\.\d)? MB\.$/);
    // It tells of the time until it was full, not until it was withdrawn.
    expect(withdrawn.sinceMs / 1000).toBeGreaterThan(780);
    expect(withdrawn.sinceMs / 1000).toBeLessThanOrEqual(840);
    expect((withdrawn.sinceMs + withdrawn.stoppedForMs!) / 1000).toBeGreaterThan(840);
    expect(withdrawn.grownBytes / mib).toBeGreaterThan(30);
    expect(filling.detector.verdict().level).toBe('none');
  });

  it('with work in flight, a cache that has filled is still told from a leak that goes on', () => {
    for (const seed of seeds) {
      const noisy = { seed, noiseKib: 1500 };
      const full = new Process((s) => 60 * mib + 60 * kib * Math.min(s, 900), noisy).run(25 * minute);
      expect(full.levels).toEqual(['suspected', 'withdrawn']);
      expect(new Process(leak(60), noisy).run(60 * minute).levels).not.toContain('withdrawn');
    }
  });

  it('a cache that saturates slowly is suspected at most, and withdrawn', () => {
    const { levels } = new Process((s) => 60 * mib + 80 * mib * (1 - Math.exp(-s / 400))).run(60 * minute);
    expect([[], ['suspected', 'withdrawn']]).toContainEqual(levels);
  });

  it('a cache that is flushed and fills again is not suspected twice', () => {
    const refilling = (s: number): number => 60 * mib + 50 * kib * Math.min(s % 1800, 900);
    const process = new Process(refilling).run(120 * minute);
    expect(process.levels).toEqual(['suspected', 'withdrawn']);
    const again = new Process(refilling).run(40 * minute);
    expect(again.detector.verdict()).toMatchObject({ level: 'none', grownBytes: expect.any(Number) });
    expect(again.detector.verdict().reasons[0]).toMatch(
      /^It has been at 10[34](\.\d)? MB before, and is not beyond it\.$/,
    );
  });

  it('a cache that is flushed every few minutes and fills again at once is cleared when it is flushed', () => {
    for (const cycleSeconds of [300, 420, 600, 900]) {
      const sawtooth = (s: number): number => 60 * mib + 80 * kib * (s % cycleSeconds);
      const { told, levels } = new Process(sawtooth, { between: 10, noiseKib: 0 }).run(115 * minute);
      const [suspected, withdrawn] = told;
      expect([cycleSeconds, levels]).toEqual([cycleSeconds, ['suspected', 'withdrawn']]);
      const flushedAt = cycleSeconds * Math.ceil(suspected!.at / cycleSeconds);
      expect(withdrawn!.at - flushedAt).toBeLessThanOrEqual(60);
      expect(withdrawn!.evidence.join(' ')).toMatch(/has fallen by/);
    }
  });

  it('growth beyond the level of a suspicion withdrawn is told again', () => {
    const later = (s: number): number => 60 * mib + 50 * kib * (Math.min(s, 900) + Math.max(0, s - 3000));
    expect(new Process(later).run(60 * minute).levels).toEqual(['suspected', 'withdrawn', 'suspected']);
  });

  it('a suspicion is not withdrawn while no reading says so', () => {
    const process = new Process(leak(50), { between: 30 }).run(5 * minute);
    const silent = process.detector;
    for (let seconds = 300; seconds < 7200; seconds += 10) {
      silent.addSample(toRow({ time: epoch + seconds * 1000 }));
      expect(silent.look()).toEqual([]);
    }
    expect(silent.verdict().level).toBe('suspected');
  });
});

describe('the verdict', () => {
  it('is not there before the first sample, and says what is missing', () => {
    const verdict = new Process(leak(50)).detector.verdict();
    expect(verdict).toMatchObject({
      level: 'not-enough-evidence',
      readings: 0,
      rateBytesPerSecond: undefined,
    });
    expect(verdict.reasons[0]).toBe('Watched for 0 s; before 270 s, growth cannot be told from start-up.');
  });

  it('counts the readings that are missing', () => {
    const quiet = new Process(leak(50), { between: 80 }).run(5 * minute).detector.verdict();
    expect(quiet.level).toBe('not-enough-evidence');
    expect(quiet.reasons[0]).toMatch(/^2 readings in 3 min; at least 6 needed\.$/);
    const none = new Process(leak(50), { between: 9999 }).run(5 * minute).detector.verdict();
    expect(none.reasons[0]).toMatch(/^No readings in/);
    const one = new Process(leak(50), { between: 150 }).run(5 * minute).detector.verdict();
    expect(one.reasons[0]).toMatch(/^1 reading in/);
  });

  it('wants readings over a minute and a half', () => {
    const bunched = new Process(leak(50), { between: 10 }).run(2 * minute + 40);
    for (let seconds = 160; seconds < 285; seconds += 5) {
      bunched.detector.addSample(toRow({ time: epoch + seconds * 1000 }));
    }
    const verdict = bunched.detector.verdict();
    expect(verdict.level).toBe('not-enough-evidence');
    expect(verdict.reasons).toEqual(['The readings span 60 s; at least 90 s needed.']);
  });

  it('says why growth is no leak', () => {
    const reasonsOf = (liveBytes: (seconds: number) => number, seconds: number): string =>
      new Process(liveBytes).run(seconds).detector.verdict().reasons.join(' ');
    expect(reasonsOf(() => 60 * mib, 300)).toBe(
      'The live heap is flat over 3 min: too little growth for a word.',
    );
    expect(reasonsOf((s) => 90 * mib - 9 * kib * s, 300)).toMatch(
      /^The live heap is moving by -[89](\.\d)? kB\/s over 3 min/,
    );
    expect(reasonsOf((s) => (s < 200 ? 60 : 90) * mib, 300)).toContain('It grew in a single step.');
    expect(reasonsOf((s) => 60 * mib + 50 * kib * Math.min(s, 200), 300)).toContain('Its growth has ended.');
  });

  it('is a pure look: it changes nothing', () => {
    const watched = new Process(leak(50)).run(4 * minute);
    const alone = new Process(leak(50)).run(4 * minute);
    for (let look = 0; look < 5; look++) watched.detector.verdict('high');
    watched.run(2 * minute);
    alone.run(2 * minute);
    expect(watched.told).toEqual(alone.told);
  });

  it('is suspected, with numbers, before the monitor has told of it', () => {
    const quiet = new Process(leak(50));
    for (let seconds = 0; seconds <= 300; seconds += 5) {
      const time = epoch + seconds * 1000;
      quiet.detector.addSample(toRow({ time, heapLimitBytes: 2048 * mib }));
      if (seconds % 20 === 0) {
        quiet.detector.addReading({
          time,
          liveBytes: leak(50)(seconds),
          externalBytes: 0,
          majorCollections: 1,
        });
      }
    }
    const verdict = quiet.detector.verdict();
    expect(verdict.level).toBe('suspected');
    expect(verdict.rateBytesPerSecond! / kib).toBeCloseTo(50, 6);
    expect(verdict.grownBytes! / mib).toBeGreaterThan(5);
    expect(verdict.significance).toBeGreaterThan(6);
    expect(verdict.report?.level).toBe('suspected');
  });

  it('depends on the sensitivity', () => {
    const levels = (rate: number): string[] => {
      const { detector } = new Process(leak(rate)).run(6 * minute);
      return (['low', 'medium', 'high'] as const).map((sensitivity) => detector.verdict(sensitivity).level);
    };
    expect(levels(5)).toEqual(['none', 'none', 'suspected']);
    expect(levels(15)).toEqual(['none', 'suspected', 'suspected']);
    expect(levels(100)).toEqual(['suspected', 'suspected', 'suspected']);
  });
});

describe('the settings', () => {
  it('choose the sensitivity of what is told', () => {
    const told = (sensitivity: 'low' | 'high'): number =>
      new Process(leak(6), { settings: { sensitivity } }).run(10 * minute).told.length;
    expect([told('low'), told('high')]).toEqual([0, 1]);
  });

  it('leave out growth that adds less than the growth threshold in a day', () => {
    const told = (growthThreshold: number): number =>
      new Process(leak(20), { settings: { growthThreshold } }).run(10 * minute).told.length;
    // 20 KB/s are 1.7 GB in a day, at 60 MB live.
    expect([told(0.1), told(1)]).toEqual([1, 1]);
    const large = (growthThreshold: number): number =>
      new Process((s) => 3000 * mib + leak(20)(s), { settings: { growthThreshold } }).run(10 * minute).told
        .length;
    expect([large(0.1), large(0.9)]).toEqual([1, 0]);
  });

  it('keep as many readings as the window size, and need no full window', () => {
    const process = new Process(leak(50), { between: 10, settings: { windowSize: 12 } }).run(20 * minute);
    expect(process.detector.readings.length).toBe(12);
    expect(process.levels).toEqual(['suspected']);
    const wide = new Process(leak(50), { settings: { windowSize: 10_000 } }).run(5 * minute);
    expect(wide.levels).toEqual(['suspected']);
  });
});

describe('a sensitivity that is changed while the process runs', () => {
  const change = (process: Process, leakDetection: PartialConfiguration['leakDetection']): void => {
    const { configuration } = resolveConfiguration({ overrides: { leakDetection } });
    changeSettings(process.settings, configuration);
  };

  it('counts at the next look, with all that was read before', () => {
    const slow = new Process(leak(6), { noiseKib: 4 }).run(30 * minute);
    expect(slow.told).toEqual([]);
    change(slow, { sensitivity: 'high' });
    expect(slow.run(30).levels).toEqual(['suspected']);
    expect(slow.told[0]!.at).toBeLessThan(30 * minute + 30);
  });

  it('takes nothing back that is told already', () => {
    const process = new Process(leak(50)).run(6 * minute);
    const [{ id }] = process.told as [Told];
    change(process, { sensitivity: 'low' });
    process.run(2 * minute);
    expect(process.levels).toEqual(['suspected']);
    expect(process.detector.present()[0]?.id).toBe(id);
  });
});

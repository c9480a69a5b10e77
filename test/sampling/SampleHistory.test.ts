import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleHistory } from '../../src/sampling/SampleHistory.ts';
import { column, type SampleRow, sampleFields, toRow } from '../../src/wire/sample.ts';
import { NaiveHistory } from './NaiveHistory.ts';

const start = Date.UTC(2025, 0, 1);

function rowAt(time: number, rssBytes = 0): SampleRow {
  return toRow({ time, rssBytes });
}

function historyOf(times: readonly number[], size = 1000): SampleHistory {
  const history = new SampleHistory({ size });
  for (const [index, time] of times.entries()) history.push(rowAt(time, index));
  return history;
}

function every(stepMs: number, count: number, from = start): number[] {
  return Array.from({ length: count }, (_, index) => from + index * stepMs);
}

describe('a sample history', () => {
  it('is empty at first', () => {
    const history = new SampleHistory();
    expect(history.length).toBe(0);
    expect(history.latest()).toBeUndefined();
    expect(history.samples()).toEqual([]);
    expect(history.columns({ fromMs: 0, toMs: 1e15 })).toEqual({
      fields: [...sampleFields],
      columns: sampleFields.map(() => []),
      stepMs: 0,
    });
  });

  it('holds 200 bytes for each sample at full resolution, and its tiers, full or not', () => {
    const heldBytes = (size: number): number => new SampleHistory({ size }).heldBytes;
    expect(heldBytes(1000) - heldBytes(10)).toBe(990 * 200);
    expect(heldBytes(10)).toBeGreaterThan(550_000);
    expect(historyOf(every(1000, 25)).heldBytes).toBe(heldBytes(1000));
  });

  it('keeps the newest samples and forgets the oldest', () => {
    const history = historyOf(every(1000, 25), 10);
    expect(history.length).toBe(10);
    expect(history.samples().map((sample) => sample.rssBytes)).toEqual([
      15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    ]);
    expect(history.latest()?.[column.rssBytes]).toBe(24);
  });

  it('gives the samples of a duration before the newest one', () => {
    const history = historyOf(every(1000, 25));
    expect(history.samples(2000).map((sample) => sample.rssBytes)).toEqual([22, 23, 24]);
    expect(history.samples(0)).toHaveLength(1);
    expect(history.samples(1e9)).toHaveLength(25);
  });

  it('copies what is pushed and what is asked for', () => {
    const history = new SampleHistory();
    const row = rowAt(start, 1);
    history.push(row);
    row[column.rssBytes] = 99;
    history.latest()?.fill(7);
    expect(history.latest()?.[column.rssBytes]).toBe(1);
  });

  it('takes every column, and keeps unknown ones unknown', () => {
    const history = new SampleHistory();
    // Times that went to something are kept as 32-bit floats.
    const valueAt = (index: number): number => (index < column.gcMinorMs ? start + index : index + 0.5);
    const row = Float64Array.from(sampleFields, (_, index) =>
      index % 2 === 0 ? valueAt(index) : Number.NaN,
    );
    history.push(row);
    expect(history.latest()).toEqual(row);
    expect(history.samples()[0]?.heapUsedBytes).toBeUndefined();
    expect(history.columns({ fromMs: start, toMs: start }).columns.map(([value]) => value)).toEqual(
      [...row].map((value) => (Number.isNaN(value) ? null : value)),
    );
  });

  it('fills up a row that came short', () => {
    const history = new SampleHistory();
    history.push(Float64Array.of(start, 5));
    expect(history.samples()[0]).toMatchObject({ time: start, heapUsedBytes: 5, rssBytes: undefined });
  });

  it('keeps a sample that is not later than the one before, 1 ms after it', () => {
    const history = historyOf([start, start, start - 3_600_000, start + 10]);
    expect(history.samples().map((sample) => sample.time)).toEqual([start, start + 1, start + 2, start + 10]);
  });

  it('leaves out a row without a time', () => {
    const history = historyOf([Number.NaN, Number.POSITIVE_INFINITY]);
    expect(history.length).toBe(0);
  });

  it('gives the wanted columns with time first', () => {
    const { fields, columns } = historyOf(every(1000, 3)).columns({
      fromMs: start,
      toMs: start + 1000,
      fields: ['rssBytes', 'time', 'liveBytes'],
    });
    expect(fields).toEqual(['time', 'rssBytes', 'liveBytes']);
    expect(columns).toEqual([
      [start, start + 1000],
      [0, 1],
      [null, null],
    ]);
  });

  it('answers with single samples as long as they reach back far enough', () => {
    const answer = historyOf(every(1000, 1000)).columns({
      fromMs: start,
      toMs: start + 1e9,
      fields: ['rssBytes'],
    });
    expect(answer.stepMs).toBe(1000);
    expect(answer.columns[0]).toHaveLength(1000);
  });

  it('answers with steps of 10 s for 2 hours and of 1 min for 24 hours', () => {
    const times = every(5000, 17_280);
    const end = times.at(-1) as number;
    const history = historyOf(times);
    const twoHours = history.columns({ fromMs: end - 7_190_000, toMs: end, fields: ['rssBytes'] });
    expect(twoHours.stepMs).toBe(10_000);
    expect(twoHours.columns[0]).toHaveLength(720);
    expect(twoHours.columns[1]?.at(-1)).toBeCloseTo(17_278.5, 2);
    const day = history.columns({ fromMs: start, toMs: end, fields: ['rssBytes'], statistic: 'max' });
    expect(day.stepMs).toBe(60_000);
    expect(day.columns[0]).toHaveLength(1440);
    expect(day.columns[1]?.slice(0, 3)).toEqual([11, 23, 35]);
  });

  it('answers with what reaches back furthest where nothing reaches back far enough', () => {
    const history = historyOf(every(5000, 40_000));
    const { stepMs, columns } = history.columns({ fromMs: 0, toMs: 1e15 });
    expect(stepMs).toBe(60_000);
    expect(columns[0]).toHaveLength(1440);
  });

  it('merges rows into wider steps', () => {
    const history = historyOf(every(1000, 6, start));
    const range = { fromMs: start, toMs: start + 5000, stepMs: 3000, fields: ['rssBytes'] as const };
    expect(history.columns(range).columns).toEqual([
      [start, start + 3000],
      [1, 4],
    ]);
    expect(history.columns({ ...range, statistic: 'min' }).columns[1]).toEqual([0, 3]);
    expect(history.columns({ ...range, statistic: 'max' }).columns[1]).toEqual([2, 5]);
    expect(history.columns(range).stepMs).toBe(3000);
  });

  it('leaves a gap a gap', () => {
    const times = [...every(1000, 60), ...every(1000, 60, start + 600_000)];
    const history = historyOf(times);
    const raw = history.columns({ fromMs: start, toMs: start + 1e6 });
    expect(raw.columns[0]).toEqual(times);
    expect(raw.stepMs).toBe(1000);
    const merged = history.columns({ fromMs: start, toMs: start + 1e6, stepMs: 60_000 });
    expect(merged.columns[0]).toEqual([start, start + 600_000]);
  });

  it('names the usual distance where samples are rarer than the tier is fine', () => {
    const history = historyOf(every(300_000, 1100), 10);
    expect(history.columns({ fromMs: start + 300_000 * 500, toMs: 1e15 }).stepMs).toBe(300_000);
  });

  it.each([0, -1, 1.5, Number.NaN, 1_000_001])('refuses a size of %s', (size) => {
    expect(() => new SampleHistory({ size })).toThrow(
      `size must be a whole number from 1 to 1000000, received ${size}`,
    );
  });

  it('answers as a plain array would, wherever its rings are', () => {
    const gaps = fc.constantFrom(0, 1, 700, 1000, 5000, 9999, 10_000, 61_000, 600_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.tuple(gaps, fc.integer({ min: 1, max: 60 })), { maxLength: 60 }),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.constant(Number.NaN)), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1.1, noNaN: true }),
        fc.constantFrom(0, 700, 20_000, 60_000, 240_000),
        fc.constantFrom('mean', 'min', 'max'),
        (size, stretches, values, from, to, stepMs, statistic) => {
          const history = new SampleHistory({ size });
          const model = new NaiveHistory(size);
          let time = start;
          let count = 0;
          for (const [gap, length] of stretches) {
            for (let index = 0; index < length; index++) {
              time += gap;
              const value = values[count++ % values.length] as number;
              history.push(rowAt(time, value));
              model.push(time, value);
            }
          }
          expect(history.samples().map((sample) => sample.time)).toEqual(model.times);
          const fromMs = Math.floor(start + from * (time - start));
          const toMs = Math.floor(start + to * (time - start));
          const answer = history.columns({ fromMs, toMs, stepMs, statistic, fields: ['rssBytes'] });
          const [times, expected] = model.columns(fromMs, toMs, stepMs, statistic);
          expect(answer.columns[0]).toEqual(times);
          expect(answer.columns[1]?.map((value) => value === null)).toEqual(
            expected.map((value) => value === null),
          );
          for (const [index, value] of expected.entries()) {
            const given = answer.columns[1]?.[index] ?? 0;
            expect(Math.abs(given - (value ?? 0))).toBeLessThanOrEqual(1e-7 * Math.abs(value ?? 0) + 1e-9);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('stays flat over a million samples', () => {
    const history = new SampleHistory();
    const row = rowAt(start, 1);
    const usedAfter = (count: number): number => {
      for (let index = 0; index < count; index++) {
        row[0] = (row[0] as number) + 1000;
        history.push(row);
      }
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = usedAfter(100_000);
    expect(usedAfter(1_000_000) - before).toBeLessThan(200_000);
    expect(history.length).toBe(1000);
  });

  it('takes at most 200 KB for 1,000 samples, besides its tiers', () => {
    const kept: SampleHistory[] = [];
    const bytesWith = (size: number): number => {
      for (let index = 0; index < 20; index++) kept.push(new SampleHistory({ size }));
      globalThis.gc?.();
      globalThis.gc?.();
      return process.memoryUsage().arrayBuffers;
    };
    const none = bytesWith(1);
    const tiers = bytesWith(1) - none;
    const ring = (bytesWith(1000) - none - 2 * tiers) / 20;
    expect(kept).toHaveLength(60);
    expect(ring).toBeGreaterThan(150_000);
    expect(ring).toBeLessThanOrEqual(200_000);
  });
});

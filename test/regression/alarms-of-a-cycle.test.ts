import { describe, expect, it } from 'vitest';
import { MemoryAnalyzer } from '../../src/monitoring/MemoryAnalyzer.ts';
import { recordedRows } from '../monitoring/recordings.ts';
import { mib } from '../monitoring/simulation.ts';

const swing = (second: number): number => (57 + 19 * Math.sin(second / 95)) * mib;

function analyzed(liveBytes: (second: number) => number, limitBytes = 300 * mib): MemoryAnalyzer {
  return new MemoryAnalyzer(recordedRows({ seconds: 3600, liveBytes, between: 21, limitBytes }));
}

/** Seconds from the first sample. */
function alarmsOf(analyzer: MemoryAnalyzer): number[] {
  const { period, outOfMemoryAlarms } = analyzer.summary()!;
  return outOfMemoryAlarms.map(({ time }) => (time - period.fromMs) / 1000);
}

describe('a live size that swings every ten minutes', () => {
  it('was told to end at each rise, and is not: it has come back from there', () => {
    const analyzer = analyzed(swing);
    expect(alarmsOf(analyzer)).toEqual([]);
    const prediction = analyzer.predictOutOfMemory();
    if (!prediction.predicted) throw new Error(prediction.reason);
    expect(prediction.returnedFromBytes! / mib).toBeCloseTo(76, 0);
    expect(prediction.basis).toMatch(
      /It has risen like this before, to 7[56]\.?\d* MB, and came back to 3\d\.?\d* MB\.$/,
    );
  });

  it('is told when a rise goes beyond its earlier peak', () => {
    const leak = (second: number): number => swing(second) + Math.max(0, second - 2700) * 0.25 * mib;
    const [first] = alarmsOf(analyzed(leak));
    expect(first).toBeGreaterThan(2700);
    expect(leak(first!) / mib).toBeGreaterThan(76);
    expect(leak(first!) / mib).toBeLessThan(200);
  });

  it('is told where it comes near its limit', () => {
    expect(alarmsOf(analyzed(swing, 80 * mib)).length).toBeGreaterThan(0);
  });
});

describe('a leak after a large import that was let go', () => {
  it('is told before it is as high as the import was: it lasts far longer', () => {
    const limitBytes = 300 * mib;
    const imported = (second: number): number =>
      (second > 300 && second < 340 ? (second - 300) * 4.5 : 0) * mib;
    const leak = (second: number): number =>
      40 * mib + imported(second) + Math.max(0, second - 1200) * 0.1 * mib;
    const [first] = alarmsOf(analyzed(leak, limitBytes));
    expect(leak(first!) / mib).toBeLessThan(200);
  });
});

import { expect, it } from 'vitest';
import { MemoryAnalyzer } from '../../src/monitoring/MemoryAnalyzer.ts';
import { type SampleRow, toRow } from '../../src/wire/sample.ts';

const mib = 1024 ** 2;
const epoch = 1_700_000_000_000;

/** A process whose live size is so many megabytes at each second, with a sample each 5 s. */
function analyzed(seconds: number, megabytesAt: (second: number) => number): MemoryAnalyzer {
  const samples: SampleRow[] = [];
  for (let second = 0; second <= seconds; second += 5) {
    const liveBytes = megabytesAt(second) * mib;
    samples.push(toRow({ time: epoch + second * 1000, liveBytes, heapLimitBytes: 2048 * mib }));
  }
  return new MemoryAnalyzer(samples);
}

const tooth = (second: number, period: number): number => (second % period) / period;

it.each([150, 180, 200])('a saw with teeth of %d s is no leak, wherever it is looked at', (period) => {
  for (let turns = 6; turns <= 12; turns += 0.45) {
    const history = analyzed(turns * period, (second) => 50 + 10 * tooth(second, period)).detectLeak();
    expect(history.steps).toEqual([]);
    expect(history.verdict.level).toBe('none');
  }
});

it('says that it has been there before', () => {
  const { verdict } = analyzed(1390, (second) => 50 + 10 * tooth(second, 200)).detectLeak();
  expect(verdict.reasons.at(-1)).toBe('It has risen like this before, and has fallen again each time.');
});

it('a leak that goes on after the teeth is suspected in time', () => {
  const leak = (second: number): number => Math.max(0, second - 1200) * 0.05;
  const history = analyzed(1500, (second) => 50 + 10 * tooth(Math.min(second, 1200), 200) + leak(second));
  expect(history.detectLeak().verdict.level).toBe('suspected');
});

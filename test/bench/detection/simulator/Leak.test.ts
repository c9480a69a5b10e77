import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Leak, type LeakKind } from '../../../../bench/detection/simulator/Leak.ts';
import { Random } from '../../../../bench/detection/simulator/Random.ts';
import { growthPatternOf } from '../../../../src/analysis/growthPattern.ts';

const onsetSecond = 100;
const bytesPerSecond = 20_000;

/** Bytes after each second. */
function leaked(kind: LeakKind, seconds: number, seed = 1, load = 1): number[] {
  const leak = new Leak(new Random(seed), { kind, bytesPerSecond, onsetSecond });
  return Array.from({ length: onsetSecond + seconds }, (_, second) => {
    leak.advance(second, load);
    return leak.holding.bytes;
  });
}

describe('a leak', () => {
  it.each(['constant', 'burst', 'accelerating'] as const)(
    'that is %s adds nothing before its onset',
    (kind) => {
      expect(new Set(leaked(kind, 600).slice(0, onsetSecond))).toEqual(new Set([0]));
    },
  );

  it('that is constant adds exactly rate times load times time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 4 }), (seconds, load) => {
        expect(leaked('constant', seconds, 1, load).at(-1)).toBe(bytesPerSecond * load * seconds);
      }),
    );
  });

  it('that comes in bursts adds as much as a constant one, in lumps 5 to 40 s apart', () => {
    const bytes = leaked('burst', 7_200);
    const lumps = bytes.flatMap((value, second) => (value > (bytes[second - 1] ?? 0) ? [second] : []));
    const gaps = lumps.slice(1).map((second, index) => second - lumps[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(41);
    for (const second of lumps) expect(bytes[second]).toBe((second - onsetSecond + 1) * bytesPerSecond);
  });

  it('that accelerates begins at its rate and doubles it within ten minutes to an hour', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const bytes = leaked('accelerating', 3_600, seed);
      const rateAt = (second: number): number =>
        bytes[onsetSecond + second]! - bytes[onsetSecond + second - 1]!;
      expect(rateAt(1) / bytesPerSecond).toBeCloseTo(1, 2);
      expect(rateAt(600)).toBeLessThanOrEqual(2 * bytesPerSecond + 1);
      expect(rateAt(3_599)).toBeGreaterThan(1.99 * bytesPerSecond);
    }
  });

  it.each([
    ['constant', 'linear'],
    ['burst', 'linear'],
    ['accelerating', 'accelerating'],
  ] as const)('that is %s is labelled %s', (kind, label) => {
    const bytes = leaked(kind, 4 * 3_600).slice(onsetSecond);
    expect(
      growthPatternOf(
        bytes.map((_, second) => second * 1000),
        bytes,
      ).label,
    ).toBe(label);
  });
});

import { describe, expect, it } from 'vitest';
import { count, duration, share, size, threshold } from '../../src/configuration/kinds.ts';
import { withLargestUnit } from '../../src/configuration/withLargestUnit.ts';

const [time, bytes] = [duration(0, 1e9), size(0, 1e12)];

describe('a number with its largest unit', () => {
  it.each([
    [900_000, time, '15m'],
    [150_000, time, '150s'],
    [7_200_000, time, '2h'],
    [1500, time, '1500ms'],
    [0, time, '0'],
    [838_860_800, bytes, '800MB'],
    [1_048_577, bytes, '1048577'],
    [1_073_741_824, threshold, '1GB'],
    [0.85, threshold, '0.85'],
    [1, threshold, '1'],
    [0.1, share, '0.1'],
    [50, count(1, 100), '50'],
  ] as const)('is for %d %o: %s', (value, kind, text) => {
    expect(withLargestUnit(value, kind)).toBe(text);
    const read = kind.convert(text);
    expect(Number(read)).toBe(value);
  });
});

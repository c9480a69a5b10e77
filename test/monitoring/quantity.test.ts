import { describe, expect, it } from 'vitest';
import {
  bytesInWords,
  durationInWords,
  endInWords,
  percentInWords,
  rateInWords,
} from '../../src/monitoring/quantity.ts';

describe('quantities in words', () => {
  it.each([
    [0, '0 bytes'],
    [512, '512 bytes'],
    [52.4 * 1024, '52.4 kB'],
    [12.44 * 1024 ** 2, '12.4 MB'],
    [512 * 1024 ** 2, '512 MB'],
    [1024 ** 3, '1 GB'],
    [1023.9 * 1024 ** 2, '1 GB'],
    [-3 * 1024 ** 2, '-3 MB'],
    [5000 * 1024 ** 4, '5000 TB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(bytesInWords(bytes)).toBe(words);
  });

  it.each([
    [400, '0 s'],
    [45_000, '45 s'],
    [119_000, '119 s'],
    [240_000, '4 min'],
    [7_140_000, '119 min'],
    [7_200_000, '2 h'],
    [9_600_000, '2 h 40'],
    [7_500_000, '2 h 05'],
    [3 * 86_400_000, '3 d'],
  ])('%d ms are %s', (ms, words) => {
    expect(durationInWords(ms)).toBe(words);
  });

  it.each([
    [46, 18, 62, 'in about 46 min (18 min to 62 min)'],
    [46, 0.3, 62, 'in about 46 min (at any time, within 62 min)'],
    [46, 0, undefined, 'in about 46 min (at any time, or never)'],
    [160, 125, undefined, 'in about 2 h 40 (2 h 05 or never)'],
    [2 * 1440, 8.9 * 60, 3 * 1440, 'in about 2 d (9 h to 3 d)'],
    [2 * 1440, 50, 3 * 1440, 'in about 2 d (50 min to 3 d)'],
    [5 * 1440, 1440, 9 * 1440, 'in about 5 d (1 d to 9 d)'],
    [2 * 1440, 0.1, 3 * 1440, 'in about 2 d (at any time, within 3 d)'],
    [1.5, 0.3, 1.9, 'in about 90 s (18 s to 114 s)'],
    [0, 0, 10, 'at any time, within 10 min'],
    [0, 0, 1, 'at any time, within 60 s'],
    [0, 0, 0, 'at any time'],
    [0, 0, undefined, 'at any time, or never'],
  ])(
    'tells an end in %s min, %s at the earliest and %s at the latest, as it stands',
    (eta, low, high, words) => {
      const highMs = high === undefined ? undefined : high * 60_000;
      expect(endInWords({ etaMs: eta * 60_000, lowMs: low * 60_000, highMs }, 'or never')).toBe(words);
    },
  );

  it('tells of an end that is counted from another time', () => {
    const end = { etaMs: 160 * 60_000, lowMs: 125 * 60_000, highMs: 210 * 60_000 };
    expect(endInWords(end, 'or never', 'after the end')).toBe(
      'in about 2 h 40 after the end (2 h 05 to 3 h 30)',
    );
  });

  it('has rates and shares', () => {
    expect(rateInWords(52 * 1024)).toBe('52 kB/s');
    expect([999, 1001, -1001].map(rateInWords)).toEqual(['999 bytes/s', '1 kB/s', '-1 kB/s']);
    expect(percentInWords(0.853)).toBe('85 %');
  });
});

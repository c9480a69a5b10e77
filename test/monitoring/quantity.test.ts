import { describe, expect, it } from 'vitest';
import { bytesInWords, durationInWords, percentInWords, rateInWords } from '../../src/monitoring/quantity.ts';

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

  it('has rates and shares', () => {
    expect(rateInWords(52 * 1024)).toBe('52 kB/s');
    expect(percentInWords(0.853)).toBe('85 %');
  });
});

import { describe, expect, it } from 'vitest';
import { usableBytes } from '../../src/pressure/usableBytes.ts';

const mebibyte = 2 ** 20;

describe('what can be used of a limit', () => {
  it('is two new spaces less than the limit of the old generation, from where V8 marks without end', () => {
    expect(usableBytes('heap', 200 * mebibyte)).toBe(168 * mebibyte);
    expect(usableBytes('heap', 4096 * mebibyte)).toBe(4064 * mebibyte);
  });

  it('is three quarters of a small one, of which as much was live when V8 gave up', () => {
    expect(usableBytes('heap', 64 * mebibyte)).toBe(48 * mebibyte);
    expect(usableBytes('heap', 96 * mebibyte)).toBe(72 * mebibyte);
    expect(usableBytes('heap', 128 * mebibyte)).toBe(96 * mebibyte);
    expect(usableBytes('heap', 160 * mebibyte)).toBe(128 * mebibyte);
  });

  it('is all of a limit that the kernel keeps, and unknown where the limit is', () => {
    for (const metric of ['rss', 'container', 'host'] as const) expect(usableBytes(metric, 100)).toBe(100);
    expect(usableBytes('heap', Number.NaN)).toBeNaN();
  });
});

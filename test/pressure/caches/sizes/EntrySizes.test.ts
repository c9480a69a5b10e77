import { describe, expect, it, vi } from 'vitest';
import { EntrySizes } from '../../../../src/pressure/caches/sizes/EntrySizes.ts';

const unlimited = { sizeOf: undefined, maxBytes: Number.POSITIVE_INFINITY };

describe('the sizes of entries', () => {
  it('are summed up where a limit depends on them', () => {
    const sizes = new EntrySizes<string, string>({ sizeOf: undefined, maxBytes: 1e6 }, vi.fn());
    const bytes = sizes.of('key', 'x'.repeat(500), undefined);
    expect(bytes).toBeGreaterThan(500);
    sizes.add(bytes);
    sizes.add(70);
    expect(sizes.total(2)).toBe(bytes + 70);
    sizes.clear();
    expect(sizes.total(0)).toBe(0);
  });

  it('are what is given with an entry, before what sizeOf says', () => {
    const sizes = new EntrySizes<string, string>({ sizeOf: () => 5, maxBytes: 1e6 }, vi.fn());
    expect(sizes.of('a', 'text', 70)).toBe(70);
    expect(sizes.of('a', 'text', undefined)).toBe(5);
    expect(sizes.of('a', 'text', -1)).toBe(5);
  });

  it('are those of one entry of 64, elsewhere, and follow what is set lately', () => {
    const sizes = new EntrySizes<string, string>(unlimited, vi.fn());
    expect(sizes.total(3)).toBe(0);
    const set = (count: number, bytes: number) => {
      for (let index = 0; index < count; index++) expect(sizes.of('key', 'text', bytes)).toBe(0);
    };
    set(16, 100);
    expect(sizes.total(1000)).toBe(100_000);
    set(64 * 200, 300);
    expect(sizes.total(1000)).toBeGreaterThan(295_000);
  });
});

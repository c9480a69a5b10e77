import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LruCache } from '../../src/caching/LruCache.ts';
import { Clock } from '../stage.ts';

describe('LruCache', () => {
  it('drops the least recently used value when it is full', () => {
    const cache = new LruCache<number>({ maxEntries: 2, now: () => 0 });
    cache.set('a', 1);
    cache.set('b', 2);
    expect(cache.get('a')).toBe(1);
    cache.set('c', 3);
    expect(cache.get('b')).toBeUndefined();
    expect(cache.get('a')).toBe(1);
    expect(cache.get('c')).toBe(3);
  });

  it('forgets a value when its time is over, counted from when it was set', () => {
    const clock = new Clock();
    const cache = new LruCache<number>({ maxEntries: 10, ttlMs: 1000, now: clock.now });
    cache.set('a', 1);
    clock.ms = 999;
    expect(cache.get('a')).toBe(1);
    clock.ms = 1000;
    expect(cache.get('a')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('prunes what has expired and says how many entries that were', () => {
    const clock = new Clock();
    const cache = new LruCache<number>({ maxEntries: 10, ttlMs: 1000, now: clock.now });
    cache.set('old', 1);
    cache.set('older', 2);
    clock.ms = 600;
    cache.set('young', 3);
    clock.ms = 1200;
    expect(cache.prune()).toBe(2);
    expect(cache.size).toBe(1);
  });

  it('deletes one key, and clears all', () => {
    const cache = new LruCache<number>({ maxEntries: 10, now: () => 0 });
    cache.set('a', 1);
    cache.set('b', 2);
    expect(cache.delete('a')).toBe(true);
    expect(cache.delete('a')).toBe(false);
    cache.clear();
    expect(cache.size).toBe(0);
  });

  it('refuses a limit that is not a whole number from 1', () => {
    for (const maxEntries of [0, -1, 1.5, Number.NaN]) {
      expect(() => new LruCache({ maxEntries, now: () => 0 })).toThrow(`received ${maxEntries}`);
    }
  });

  it('never holds more than its limit, and always the value that was set last', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), value: fc.nat() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step), (maxEntries, steps) => {
        const cache = new LruCache<number>({ maxEntries, now: () => 0 });
        for (const { key, value } of steps) {
          cache.set(key, value);
          expect(cache.get(key)).toBe(value);
          expect(cache.size).toBeLessThanOrEqual(maxEntries);
        }
        const latest = new Map(steps.map(({ key, value }) => [key, value]));
        for (const [key, value] of latest) expect([value, undefined]).toContain(cache.get(key));
      }),
    );
  });
});

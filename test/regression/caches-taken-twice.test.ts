import memoizee from 'memoizee';
import { describe, expect, it } from 'vitest';
import { UnifiedCache } from '../../src/pressure/caches/UnifiedCache.ts';
import { PressedProcess } from '../pressure/PressedProcess.ts';

function filled(
  entries: number,
  options: ConstructorParameters<typeof UnifiedCache<number, number>>[0] = {},
) {
  const cache = new UnifiedCache<number, number>({ maxEntries: entries, ...options });
  for (let key = 0; key < entries; key++) cache.set(key, key);
  return cache;
}

describe('a cache that is taken twice', () => {
  it('once by itself and once by manage(), is pruned once', async () => {
    const { manager } = new PressedProcess();
    const cache = filled(100, { name: 'pages', manager });
    const unmanage = manager.manage(cache);
    expect(await manager.triggerCachePruning('normal')).toMatchObject({ entries: 25, pruned: ['pages'] });
    expect(cache.size).toBe(75);
    unmanage();
    expect((await manager.triggerCachePruning('normal')).pruned).toEqual([]);
    manager.manage(cache);
    expect((await manager.triggerCachePruning('normal')).pruned).toEqual(['pages']);
  });

  it('under another name is refused', () => {
    const { manager } = new PressedProcess();
    const pages = new Map();
    const unmanage = manager.manage(pages, { name: 'pages' });
    expect(manager.manage(pages, { name: 'pages' })).toBe(unmanage);
    expect(() => manager.manage(pages, { name: 'sessions' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        option: 'name',
        rule: '"pages", under which this cache is managed already',
        received: 'sessions',
      }),
    );
  });
});

it('a memoizer that can only be cleared is not told as pruned where it was left alone', async () => {
  const { manager } = new PressedProcess();
  manager.manage(memoizee((key: number) => key));
  expect(await manager.triggerCachePruning('normal')).toMatchObject({ entries: 0, pruned: [] });
  expect((await manager.triggerCachePruning('aggressive')).pruned).toHaveLength(1);
});

describe('onRemoved that sets a new key in a full cache', () => {
  it.each([
    ['entries', { maxEntries: 10 }],
    ['bytes', { maxBytes: 100, sizeOf: () => 10 }],
  ])('ends, where %s are limited', (_what, limits) => {
    let next = 1000;
    let heard = 0;
    const cache: UnifiedCache<number, number> = filled(10, {
      ...limits,
      onRemoved: () => {
        heard += 1;
        if (heard > 1000) throw new Error('for ever');
        cache.set(next++, 0);
      },
    });
    cache.set(50, 50);
    expect([heard, cache.size, cache.get(50), cache.has(1000)]).toEqual([1, 10, 50, false]);
    expect(cache.metrics.refused).toBe(1);
    cache.delete(50);
    expect(cache.has(next - 1)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { MemoryPressureManager } from '../../src/pressure/MemoryPressureManager.ts';

const filled = (): Map<number, string> => new Map(Array.from({ length: 1000 }, (_, key) => [key, 'x']));

describe('a cache that is taken under management twice', () => {
  it('is one cache, and is pruned once', async () => {
    const manager = new MemoryPressureManager({ monitor: new MemoryMonitor() });
    const cache = filled();
    const unmanage = manager.manage(cache, { name: 'pages' });
    expect(manager.manage(cache)).toBe(unmanage);
    expect((await manager.triggerCachePruning('normal')).pruned).toHaveLength(1);
    expect(cache.size).toBe(750);
    manager.close();
  });

  it('can be let go of, and taken again', async () => {
    const manager = new MemoryPressureManager({ monitor: new MemoryMonitor() });
    const cache = filled();
    manager.manage(cache)();
    expect((await manager.triggerCachePruning('normal')).pruned).toEqual([]);
    manager.manage(cache);
    manager.manage(filled());
    expect((await manager.triggerCachePruning('normal')).pruned).toHaveLength(2);
    manager.close();
  });

  it('is refused each time where it cannot be pruned', () => {
    const manager = new MemoryPressureManager({ monitor: new MemoryMonitor() });
    for (const wrong of [1, null, {}, undefined]) {
      expect(() => manager.manage(wrong)).toThrow(/INVALID_OPTION|cache/);
      expect(() => manager.manage(wrong)).toThrow(/INVALID_OPTION|cache/);
    }
    manager.close();
  });
});

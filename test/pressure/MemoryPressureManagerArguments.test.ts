import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UnifiedCache } from '../../src/pressure/caches/UnifiedCache.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { PressedProcess } from './PressedProcess.ts';

describe('a wrong argument', () => {
  it.each(['yes', 1, null, undefined])('setAggressiveGC(%j) is refused', (enabled) => {
    const { manager } = new PressedProcess();
    expect(() => manager.setAggressiveGC(enabled as never)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        option: 'enabled',
        rule: 'true or false',
        received: enabled,
      }),
    );
  });

  it.each([-1, Number.NaN, '5', {}])('maxPauseMs: %j is refused', async (maxPauseMs) => {
    const { manager, source } = new PressedProcess();
    const refusal = expect.objectContaining({
      code: 'INVALID_OPTION',
      option: 'maxPauseMs',
      rule: 'a number of milliseconds, at least 0',
      received: maxPauseMs,
    });
    const options = { maxPauseMs: maxPauseMs as number };
    expect(() => manager.forceGarbageCollection(options)).toThrow(refusal);
    await expect(manager.compactHeap(options)).rejects.toThrow(refusal);
    await expect(manager.releaseUnusedMemory(options)).rejects.toThrow(refusal);
    expect(source.collections).toEqual([]);
  });

  it('maxPauseMs: 0 allows no pause at all, and options are an object', () => {
    const { manager } = new PressedProcess();
    expect(manager.forceGarbageCollection({ maxPauseMs: 0 }).performed).toBe(false);
    expect(() => manager.forceGarbageCollection(5 as never)).toThrow(/options must be an object.*received 5/);
  });

  it('dryRun that is neither true nor false is refused, and nothing is turned on', () => {
    const { manager } = new PressedProcess();
    expect(() => manager.enableAutomaticManagement({ dryRun: 'no' as never })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: 'dryRun', received: 'no' }),
    );
    expect(manager.automatic).toBe(false);
  });
});

describe('a manager that was closed', () => {
  it('refuses what it would have to act upon, and says why', () => {
    const { manager } = new PressedProcess();
    manager.close();
    const pages = new Map();
    for (const [option, received, give] of [
      ['cache', pages, () => manager.manage(pages)],
      ['pool', pages, () => manager.managePool(Object.assign(pages, { name: 'a', shrink: () => 1 }))],
      [
        'strategy',
        pages,
        () =>
          manager.registerStrategy('warning', Object.assign(pages, { name: 'a', apply: () => undefined })),
      ],
      ['handler', pages.clear, () => manager.onLevelChange(pages.clear)],
      ['setAggressiveGC', true, () => manager.setAggressiveGC(true)],
      ['enableAutomaticManagement', { dryRun: false }, () => manager.enableAutomaticManagement()],
    ] as const) {
      let error: unknown;
      try {
        give();
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(TidemarkError);
      expect(error).toMatchObject({
        code: 'MANAGER_CLOSED',
        option,
        rule: 'given to a manager that has not been closed',
        received,
      });
    }
  });

  it('prunes and collects no more, and says so', async () => {
    const { manager, source } = new PressedProcess();
    const cache = new UnifiedCache<string, number>({ name: 'pages', manager });
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, 1);
    manager.close();
    const reason = 'The manager has been closed, by close().';
    expect(manager.forceGarbageCollection()).toEqual({ performed: false, reason });
    expect(await manager.compactHeap()).toEqual({ performed: false, reason });
    expect(await manager.releaseUnusedMemory()).toEqual({ performed: false, reason });
    expect(source.collections).toEqual([]);
    await expect(manager.triggerCachePruning('aggressive')).rejects.toMatchObject({
      code: 'MANAGER_CLOSED',
      option: 'triggerCachePruning',
    });
    expect(cache.size).toBe(4);
  });

  it('can be closed again, and turned off', () => {
    const { manager } = new PressedProcess();
    manager.close();
    manager.close();
    manager.disableAutomaticManagement();
    expect(manager.setAggressiveGC(false)).toEqual({ performed: true });
  });

  it('is no reason for a cache not to work', () => {
    const { manager } = new PressedProcess();
    manager.close();
    const warned: string[] = [];
    const logger = { warn: (message: string) => void warned.push(message) };
    const cache = new UnifiedCache<string, number>({ name: 'late', maxEntries: 5, manager, logger });
    cache.set('a', 1);
    expect(cache.get('a')).toBe(1);
    expect(warned).toEqual([
      'tidemark: The cache late is not pruned when memory runs short: its manager has been closed.',
    ]);
  });

  it('is told to the process where a cache that comes too late has no logger', () => {
    const { manager } = new PressedProcess();
    manager.close();
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue();
    onTestFinished(() => emit.mockRestore());
    new UnifiedCache({ name: 'late', manager });
    expect(emit.mock.calls).toMatchObject([[expect.stringContaining('late'), { code: 'MANAGER_CLOSED' }]]);
  });
});

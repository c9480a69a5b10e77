import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../src/monitoring/FaultLog.ts';
import type { CacheUse, ManagedCache } from '../../src/pressure/caches/ManagedCache.ts';
import { managedCacheOf } from '../../src/pressure/managedCacheOf.ts';
import { PressureCaches } from '../../src/pressure/PressureCaches.ts';
import { FakeTime, mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from './PressedProcess.ts';

const wait = { limitMs: 1000 };

/** A cache of which only its use is looked at, and when it is pruned. */
function cache(name: string, use: CacheUse, pruned: string[]): ManagedCache & { use: CacheUse } {
  return {
    name,
    entries: 100,
    bytes: 1000,
    use,
    prune: () => {
      pruned.push(name);
      return { entries: 25, bytes: 250 };
    },
    clear: () => ({ entries: 100, bytes: 1000 }),
  };
}

describe('the caches under management', () => {
  it('are pruned first where it costs the fewest hits since the last time', () => {
    const pruned: string[] = [];
    const caches = new PressureCaches({
      holders: () => [],
      usedBytes: () => 1e9,
      timers: new FakeTime(),
      faults: new FaultLog(undefined, () => 0),
    });
    const former = cache('former', { hits: 1000, misses: 0 }, pruned);
    const present = cache('present', { hits: 10, misses: 0 }, pruned);
    caches.addCache(former);
    caches.addCache(present);
    caches.prune('normal', wait);
    former.use = { hits: 1001, misses: 0 };
    present.use = { hits: 900, misses: 0 };
    caches.prune('normal', wait);
    expect(pruned).toEqual(['present', 'former', 'former', 'present']);
  });
});

describe('what the manager makes of a cache', () => {
  it('is its adapter, under the name that is given', async () => {
    const lru = new LRUCache<number, number>({ max: 100 });
    for (let key = 0; key < 40; key++) lru.set(key, key);
    const managed = managedCacheOf(lru, { name: 'users' });
    expect([managed.name, (await managed.prune('normal')).entries]).toEqual(['users', 10]);
  });

  it('is an error with the reason, where there is none', () => {
    expect(() => managedCacheOf(new WeakMap())).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        option: 'cache',
        message: expect.stringMatching(/^cache cannot be managed\. What is in a WeakMap/),
      }),
    );
  });
});

describe('a cache that lies about its entries', () => {
  it('does not falsify what is told: neither entries that were never there, nor bytes of those that still are', async () => {
    const { manager, source } = new PressedProcess();
    let size = 1e9;
    manager.manage({
      name: 'shrinks',
      get size() {
        return size;
      },
      prune() {
        size = 0;
      },
    });
    const unchanged = { name: 'says so', entries: 50, bytes: 5000, use: undefined };
    manager.manage({ ...unchanged, prune: () => ({ entries: 40, bytes: 1e12 }), clear: () => undefined });
    manager.manage(new PressedCache(source, 8, 'honest'));
    expect(await manager.triggerCachePruning('normal')).toEqual({
      entries: 2,
      claimedBytes: 2 * mib,
      unknown: ['shrinks'],
      pruned: ['shrinks', 'honest'],
      unfinished: [],
      failed: [],
    });
  });
});

describe('a strategy that prunes', () => {
  it('waits for a cache that takes its time, and tells of one that never ends', async () => {
    const process = new PressedProcess({}, {}, (source) => {
      source.liveBytes = 950 * mib;
    });
    let end: (outcome: unknown) => void = () => {};
    process.manager.manage({ name: 'slow', prune: () => new Promise((resolve) => (end = resolve)) });
    process.manager.manage({ name: 'never', prune: () => new Promise(() => {}) });
    process.manager.enableAutomaticManagement();
    await process.pass(1000);
    end({ entries: 5, bytes: 10 * mib });
    await process.pass(1000);
    expect(process.manager.applied).toEqual([]);
    await process.pass(1000);
    expect(process.manager.applied[0]).toMatchObject({
      strategy: 'critical-memory',
      detail: expect.stringMatching(
        /^Pruned 5 entries of slow, which claims 10 MB\. Not done in time: never\. A collection/,
      ),
    });
    process.manager.close();
  });
});

describe('the plan of a pruning', () => {
  it('names caches, entries and estimated bytes, in the order in which they would be pruned, and does nothing', async () => {
    const process = new PressedProcess({ automaticResponse: { dryRun: true } }, {}, (each) => {
      each.liveBytes = 850 * mib;
    });
    const { monitor, manager, source } = process;
    const pages = new PressedCache(source, 100);
    manager.manage(pages);
    manager.manage({ name: 'opaque', clear: () => undefined });
    manager.manage(new Map(), { name: 'empty' });
    manager.managePool({ name: 'connections', shrink: () => 1 });
    monitor.registerHolder({ name: 'sessions', entries: () => 10, maxEntries: 20, prune: () => undefined });
    let plan: unknown;
    manager.registerStrategy('critical', {
      name: 'ours',
      priority: 1,
      apply: () => undefined,
      describePlan: ({ prunePlan }) => {
        plan = prunePlan('aggressive');
        return 'It would do much.';
      },
    });
    manager.enableAutomaticManagement();
    await process.pass(1500);
    expect(manager.applied[0]).toMatchObject({
      strategy: 'ours',
      result: 'dry-run',
      detail: 'It would do much. Nothing was done: this is a dry run.',
    });
    expect(plan).toEqual([
      { name: 'pages', entries: 75, bytes: 75 * mib },
      { name: 'opaque', entries: undefined, bytes: undefined },
      { name: 'connections', entries: undefined, bytes: undefined },
      { name: 'sessions', entries: 5, bytes: undefined },
    ]);
    expect(pages.pruned).toEqual([]);
    manager.close();
  });

  it('that throws is told to the logger, and changes nothing', async () => {
    const process = new PressedProcess({ automaticResponse: { dryRun: true } }, {}, (source) => {
      source.liveBytes = 950 * mib;
    });
    process.manager.registerStrategy('critical', {
      name: 'ours',
      priority: 1,
      apply: () => undefined,
      describePlan: () => {
        throw new Error('no plan');
      },
    });
    process.manager.enableAutomaticManagement();
    await process.pass(1500);
    expect(process.manager.applied[0]).toMatchObject({
      result: 'dry-run',
      detail: 'Nothing was done: this is a dry run.',
    });
    expect(process.logger.lines).toContainEqual(
      expect.stringMatching(/the plan of a strategy failed.*no plan/),
    );
  });
});

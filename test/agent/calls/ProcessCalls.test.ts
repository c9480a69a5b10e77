import { LRUCache } from 'lru-cache';
import { afterEach, describe, expect, it } from 'vitest';
import { ProcessCalls } from '../../../src/agent/calls/ProcessCalls.ts';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { MemoryMonitor } from '../../../src/monitoring/MemoryMonitor.ts';
import { MemoryPressureManager } from '../../../src/pressure/MemoryPressureManager.ts';
import { nodeSource } from '../../../src/sampling/nodeSource.ts';
import type { ProcessAnswer } from '../../../src/wire/call.ts';

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function open() {
  const source = nodeSource();
  const monitor = new MemoryMonitor({ source });
  const manager = new MemoryPressureManager({ monitor });
  const environment = { TIDEMARK_SAMPLING_INTERVAL: '700' };
  const loaded = resolveConfiguration({ environment });
  const calls = new ProcessCalls({ monitor, manager: async () => manager, loaded, environment });
  ends.push(() => {
    calls.close();
    manager.close();
    monitor.stop();
    source.close();
  });
  return { calls, manager };
}

function expectType<Type extends ProcessAnswer['type']>(
  answer: ProcessAnswer,
  type: Type,
): Extract<ProcessAnswer, { type: Type }> {
  expect(answer).toMatchObject({ type });
  return answer as Extract<ProcessAnswer, { type: Type }>;
}

/** 8 MB on the heap under 1,000 keys, as strings that each take their own place. */
function filled(): LRUCache<number, string[]> {
  const cache = new LRUCache<number, string[]>({ max: 1000 });
  for (let key = 0; key < 1000; key++) {
    cache.set(
      key,
      Array.from({ length: 200 }, (_, at) => `${key}-${at}-${Math.random()}`),
    );
  }
  return cache;
}

describe('a process that is called', () => {
  it('says what actions will cost before they run', async () => {
    const { calls } = open();
    const { costs } = expectType(await calls.answer({ type: 'costs' }), 'costs');
    expect(costs.collection.pauseMs).toBeGreaterThan(0);
    expect(costs.collection.measured).toBe(false);
    expect(costs.snapshot.estimate.fileBytes).toBeGreaterThan(0);
    expect(costs.snapshot.estimate.pauseMs.high).toBeGreaterThan(0);
    expect(costs.sampling).toBeUndefined();
    await calls.answer({ type: 'collect-garbage', maxPauseMs: 60_000 });
    const after = expectType(await calls.answer({ type: 'costs' }), 'costs');
    expect(after.costs.collection.measured).toBe(true);
  });

  it('collects garbage and tells what was in use before and after', async () => {
    const { calls } = open();
    let garbage: unknown = filled();
    expect(garbage).toBeDefined();
    garbage = undefined;
    const answer = await calls.answer({ type: 'collect-garbage', maxPauseMs: 60_000 });
    const { collection } = expectType(answer, 'collected');
    expect(collection.pauseMs).toBeGreaterThan(0);
    expect(collection.usedBytesAfter).toBeLessThan(collection.usedBytesBefore);
  });

  it('refuses a collection that would pause for too long, and says for how long', async () => {
    const { calls } = open();
    const answer = await calls.answer({ type: 'collect-garbage', maxPauseMs: 0 });
    expect(expectType(answer, 'refused').reason).toMatch(/would pause for about \d+ ms; at most 0 ms/);
  });

  it('lists caches with what they hold and what is lost with them', async () => {
    const { calls, manager } = open();
    const cache = filled();
    for (let key = 0; key < 500; key++) cache.get(key);
    manager.manage(cache, { name: 'answers' });
    manager.managePool({ name: 'sockets', shrink: () => 0 });
    const { caches } = expectType(await calls.answer({ type: 'caches' }), 'caches');
    expect(caches).toMatchObject([
      { name: 'answers', kind: 'lru-cache', entries: 1000, goingEntries: 250 },
      { name: 'sockets', kind: 'pool', entries: undefined },
    ]);
    expect(caches[0]?.bytes).toBeGreaterThan(1e6);
  });

  it('prunes one cache and tells what two collections show, not what caches say', async () => {
    const { calls, manager } = open();
    const [one, other] = [filled(), filled()];
    manager.manage(one, { name: 'one' });
    manager.manage(other, { name: 'other' });
    const answer = await calls.answer({
      type: 'prune-caches',
      mode: 'aggressive',
      cache: 'one',
      maxPauseMs: 60_000,
    });
    const { pruning } = expectType(answer, 'pruned');
    expect(pruning).toMatchObject({ entries: 750, pruned: ['one'], failed: [], notMeasured: undefined });
    expect([one.size, other.size]).toEqual([250, 1000]);
    // 750 lists of 200 texts of some 30 bytes each.
    expect(pruning.freedBytes).toBeGreaterThan(3e6);
    expect(pruning.pauseMs).toBeGreaterThan(0);
  });

  it('prunes without measuring where the pauses would be too long, and says so', async () => {
    const { calls, manager } = open();
    const cache = filled();
    manager.manage(cache, { name: 'answers' });
    const { pruning } = expectType(
      await calls.answer({ type: 'prune-caches', mode: 'normal', maxPauseMs: 0 }),
      'pruned',
    );
    expect(pruning).toMatchObject({ entries: 250, freedBytes: undefined, pauseMs: undefined });
    expect(pruning.notMeasured).toMatch(/would pause/);
  });

  it('tells its settings', async () => {
    const { calls } = open();
    const { settings } = expectType(await calls.answer({ type: 'settings' }), 'settings');
    expect(settings.find(({ path }) => path === 'sampling.interval')).toMatchObject({
      value: '700',
      source: 'environment',
    });
  });

  it('samples allocations until it is told to end', async () => {
    const { calls } = open();
    const kept: unknown[] = [];
    expectType(await calls.answer({ type: 'sample-allocations', run: 'read' }), 'refused');
    const begun = expectType(await calls.answer({ type: 'sample-allocations', run: 'start' }), 'sampling');
    expect(begun.sampling.startedAt).toBeGreaterThan(0);
    (function keepsSomeAlive(): void {
      for (let index = 0; index < 20; index++) kept.push(filled());
    })();
    const reading = await calls.answer({ type: 'sample-allocations', run: 'read' });
    const { allocations } = expectType(reading, 'allocations');
    expect(allocations.liveBytes).toBeGreaterThan(20e6);
    expect(JSON.stringify(allocations.root)).toContain('keepsSomeAlive');
    expectType(await calls.answer({ type: 'sample-allocations', run: 'stop' }), 'sampling');
    expectType(await calls.answer({ type: 'sample-allocations', run: 'read' }), 'refused');
    expect(kept).toHaveLength(20);
  });
});

import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';
import type { MemoryProfilerOptions } from '../../src/profiling/MemoryProfilerOptions.ts';
import { FakeInspector } from './FakeInspector.ts';
import { folderOf } from './program.ts';

function opened(options: MemoryProfilerOptions = {}): MemoryProfiler {
  const profiler = new MemoryProfiler(options);
  onTestFinished(() => profiler.dispose());
  return profiler;
}

/** A profiler over a sampler whose every allocation the test decides. */
function sampling(inspector: FakeInspector = new FakeInspector()): MemoryProfiler {
  return opened({ session: inspector.session, foreign: () => undefined });
}

const kept: unknown[] = [];

function keep(bytes: number): void {
  kept.push(new Array(bytes / 8).fill(1.5));
}

describe('measuring an operation', () => {
  it('returns its result, and tells what it retained', async () => {
    const profiler = opened();
    const operation = async () => {
      keep(102_400);
      return 42;
    };
    const measured = await profiler.measureOperation(operation, 'keep', { warmups: 5 });
    expect(measured).toMatchObject({ label: 'keep', result: 42, repetitions: 1, failed: false });
    const { retained, allocated, peak } = measured;
    expect(retained).toMatchObject({ performed: true, isolated: true, interval: undefined });
    if (!retained.performed || !allocated.performed || !peak.performed) throw new Error('not performed');
    expect(Math.abs(retained.bytes - 102_400)).toBeLessThan(5120);
    expect(allocated.bytes).toBeGreaterThan(100_000);
    expect(peak.bytes).toBeGreaterThan(100_000);
    expect(profiler.operations).toMatchObject([{ label: 'keep', measurements: 1, failures: 0 }]);
  }, 60_000);

  it('warms up, repeats, and says how sure it is', async () => {
    const calls = vi.fn(() => keep(8192));
    const { retained, allocated } = await opened().measureOperation(calls, 'keep', {
      warmups: 2,
      repetitions: 4,
    });
    expect(calls).toHaveBeenCalledTimes(6);
    if (!retained.performed || !allocated.performed) throw new Error('not performed');
    expect(retained.interval?.lowBytes).toBeLessThanOrEqual(retained.bytes);
    expect(retained.interval?.highBytes).toBeGreaterThanOrEqual(retained.bytes);
    expect(allocated.interval?.confidence).toBe(0.95);
  }, 60_000);

  it('rethrows what the operation throws, and keeps a record of it', async () => {
    const profiler = opened({ collections: false });
    const error = new Error('no');
    await expect(
      profiler.measureOperation(() => {
        throw error;
      }, 'fails'),
    ).rejects.toBe(error);
    expect(profiler.operations).toMatchObject([{ label: 'fails', failures: 1 }]);
  });

  it('says why it cannot tell what was retained where it may not collect', async () => {
    const { retained, allocated } = await opened({ collections: false }).measureOperation(() => 1, 'work');
    expect(retained).toEqual({
      performed: false,
      reason: 'This profiler may not collect garbage (collections: false).',
    });
    expect(allocated.performed).toBe(true);
  });

  it('rejects options that make no sense', async () => {
    const profiler = opened();
    await expect(profiler.measureOperation(() => 1, '')).rejects.toThrow('label must be a text');
    await expect(profiler.measureOperation(() => 1, 'x', { repetitions: 0 })).rejects.toThrow('repetitions');
    await expect(profiler.measureOperation(1 as never, 'x')).rejects.toThrow('operation must be a function');
    expect(() => new MemoryProfiler({ maxSnapshots: 0 })).toThrow('maxSnapshots');
  });

  it('survives a logger that throws', async () => {
    const logger = {
      debug: () => {
        throw new Error('full');
      },
      warn: () => {},
    };
    const { result } = await opened({ logger, collections: false }).measureOperation(() => 5, 'work');
    expect(result).toBe(5);
  });
});

describe('profiling a period', () => {
  it('nests, and tells what each saw', async () => {
    const profiler = opened();
    profiler.startProfiling('outer', { collect: true });
    const id = profiler.startProfiling();
    keep(1_048_576);
    const inner = await profiler.endProfiling(id);
    keep(1_048_576);
    const outer = await profiler.endProfiling('outer');
    expect(inner).toMatchObject({ id, retained: { performed: false }, sites: { performed: false } });
    if (!inner.allocated.performed || !outer.allocated.performed || !outer.retained.performed) {
      throw new Error('not performed');
    }
    expect(inner.allocated.bytes).toBeGreaterThan(1_000_000);
    expect(outer.allocated.bytes).toBeGreaterThan(inner.allocated.bytes + 1_000_000);
    expect(outer.retained.bytes).toBeGreaterThan(1_900_000);
    expect(outer.retained.bytes).toBeLessThan(4_500_000);
  });

  it('tells who allocated what stayed', async () => {
    const inspector = new FakeInspector();
    const profiler = sampling(inspector);
    profiler.startProfiling('period', { sites: true });
    inspector.allocate(3);
    const { sites } = await profiler.endProfiling('period');
    expect(sites).toMatchObject({
      performed: true,
      sites: [{ function: 'work', bytes: 98_304, samples: 3 }],
    });
    expect(inspector.running).toBe(false);
  });

  it('counts the collections that are forced at its end, and in others that are open (was: 0)', async () => {
    const profiler = opened();
    profiler.startProfiling('outer');
    profiler.startProfiling('inner', { collect: true });
    const inner = await profiler.endProfiling('inner');
    const outer = await profiler.endProfiling('outer');
    expect(inner.collections).toBeGreaterThanOrEqual(2);
    expect(inner.collectionMs).toBeGreaterThan(0);
    expect(outer.collections).toBeGreaterThanOrEqual(inner.collections + 2);
    if (!inner.allocated.performed) throw new Error('not performed');
    expect(inner.allocated.bytes).toBeLessThan(1_000_000);
  });

  it('wants ids that are free at the start, and in use at the end', async () => {
    const profiler = opened();
    profiler.startProfiling('a');
    expect(() => profiler.startProfiling('a')).toThrow('operationId');
    await expect(profiler.endProfiling('b')).rejects.toThrow('operationId');
  });
});

describe('snapshots', () => {
  it('tell statistics, spaces, and live objects by site', async () => {
    const inspector = new FakeInspector();
    const profiler = sampling(inspector);
    await profiler.takeSnapshot('before');
    inspector.allocate(2);
    const after = await profiler.takeSnapshot('after', { collect: true });
    expect(after.heapUsedBytes).toBeGreaterThan(1_000_000);
    expect(after.rssBytes).toBeGreaterThan(after.heapUsedBytes);
    expect(after.spaces.map(({ name }) => name)).toContain('old_space');
    expect(after).toMatchObject({ collected: true, heapSnapshot: undefined });
    const comparison = profiler.compareSnapshots('after', 'before');
    expect(comparison).toMatchObject({
      before: 'before',
      after: 'after',
      collected: false,
      sites: { performed: true, sites: [{ function: 'work', beforeBytes: 0, grownBytes: 65_536 }] },
    });
    expect(comparison.heapUsedBytes).toBe(after.heapUsedBytes - (profiler.snapshots[0]?.heapUsedBytes ?? 0));
  });

  it('are bounded in number, and released on request', async () => {
    const profiler = opened({ maxSnapshots: 2 });
    for (const id of ['a', 'b', 'c']) await profiler.takeSnapshot(id, { sites: false });
    expect(profiler.snapshots.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(() => profiler.compareSnapshots('a', 'b')).toThrow('snapshotId1');
    expect(profiler.releaseSnapshot('b')).toBe(true);
    profiler.clear();
    expect(profiler.snapshots).toEqual([]);
  });

  it('write a heap snapshot that only its owner may read', async () => {
    const directory = folderOf({});
    const { heapSnapshot } = await opened().takeSnapshot('heap', { sites: false, heap: { directory } });
    if (!heapSnapshot?.performed) throw new Error(heapSnapshot?.reason);
    expect(statSync(heapSnapshot.path).mode & 0o777).toBe(0o600);
    expect(statSync(heapSnapshot.path).size).toBe(heapSnapshot.fileBytes);
    expect(readFileSync(heapSnapshot.path, 'utf8').slice(0, 12)).toBe('{"snapshot":');
  }, 120_000);

  it('leave nothing of a heap snapshot that passed through the process to be told as growth (was: tens of MB)', async () => {
    const profiler = opened();
    const heap = { directory: folderOf({}), gzip: true, force: true };
    await profiler.takeSnapshot('before', { sites: false, collect: true });
    await profiler.takeSnapshot('heap', { sites: false, heap });
    await profiler.takeSnapshot('after', { sites: false });
    expect(profiler.compareSnapshots('before', 'after').externalBytes).toBeLessThan(2_000_000);
  }, 240_000);
});

describe('allocation profiles', () => {
  it('hold what was allocated since the start, by call stack', async () => {
    const inspector = new FakeInspector(['serve /app/serve.js 1', 'work /app/work.js 3']);
    const profiler = sampling(inspector);
    const first = profiler.startAllocationProfile();
    inspector.allocate(2, 1);
    const second = profiler.startAllocationProfile('second');
    inspector.allocate(1, 0);
    expect([first.performed, second.performed]).toEqual([true, true]);
    const late = await profiler.stopAllocationProfile('second');
    expect(late).toMatchObject({ performed: true, samples: 1, liveBytes: 32_768, intervalBytes: 65_536 });
    const whole = await profiler.stopAllocationProfile('allocations-1');
    expect(whole).toMatchObject({
      liveBytes: 98_304,
      root: { children: [{ function: 'serve', children: [{ function: 'work', selfSamples: 2 }] }] },
    });
    expect(inspector.running).toBe(false);
    await expect(profiler.stopAllocationProfile('second')).rejects.toThrow('profileId');
  });

  it("never stop a sampler that is somebody else's", async () => {
    const inspector = new FakeInspector();
    inspector.startSampling(1024);
    inspector.allocate(5);
    const profiler = sampling(inspector);
    profiler.startAllocationProfile('mine');
    inspector.allocate(1);
    expect(await profiler.stopAllocationProfile('mine')).toMatchObject({
      samples: 1,
      intervalBytes: undefined,
    });
    expect(inspector.running).toBe(true);
  });

  it('say so when the sampler was stopped meanwhile, or cannot be had', async () => {
    const inspector = new FakeInspector();
    const profiler = sampling(inspector);
    profiler.startAllocationProfile('lost');
    inspector.running = false;
    expect(await profiler.stopAllocationProfile('lost')).toMatchObject({
      performed: false,
      reason: 'Somebody else has stopped the allocation sampler.',
    });
    inspector.broken = 'start';
    expect(profiler.startAllocationProfile('none')).toMatchObject({ performed: false });
    expect((await profiler.findMemoryHotspots()).sites).toMatchObject({ performed: false });
  });
});

describe('what is found', () => {
  it('names hotspots with their shares', async () => {
    const inspector = new FakeInspector(['serve /app/serve.js 1', 'work /app/work.js 3']);
    const profiler = sampling(inspector);
    await profiler.findMemoryHotspots();
    inspector.allocate(3, 1);
    inspector.allocate(1, 0);
    const { sites } = await profiler.findMemoryHotspots({ limit: 1 });
    expect(sites).toMatchObject({ liveBytes: 131_072, sites: [{ function: 'work', share: 0.75 }] });
  });

  it('tells what stays, and reports it in three formats', async () => {
    const inspector = new FakeInspector();
    const profiler = sampling(inspector);
    const basket = profiler.trackObjectAllocation('Basket');
    const baskets = Array.from({ length: 3 }, () => basket.register({}));
    expect(await profiler.generateReport()).toContain('Nothing has been profiled yet.');
    await profiler.takeSnapshot('first');
    profiler.startProfiling('period');
    await profiler.endProfiling('period');
    await profiler.measureOperation(() => keep(102_400), 'keep', { warmups: 3 });
    inspector.allocate(1);
    await profiler.takeSnapshot('second');
    const { live, instances, operations, growth } = await profiler.analyzeRetainedObjects();
    expect(live).toMatchObject({ performed: true });
    expect(instances).toMatchObject([{ className: 'Basket', live: baskets.length, method: 'registration' }]);
    expect(operations[0]?.label).toBe('keep');
    expect(growth).toMatchObject({ before: 'first', after: 'second' });
    const text = await profiler.generateReport();
    expect(text).toMatch(/^keep retains most: 1[01]\d(\.\d)? kB a call\./);
    for (const word of ['period', 'Basket', 'in or below work', 'old_space']) expect(text).toContain(word);
    expect(await profiler.generateReport({ format: 'markdown' })).toContain('| keep | once |');
    const json = JSON.parse(await profiler.generateReport({ format: 'json' }));
    expect(json.operations[0].label).toBe('keep');
    await expect(profiler.generateReport({ format: 'html' as never })).rejects.toThrow('format');
  }, 60_000);

  it('says how many rows its tables leave out (was: nothing)', async () => {
    const profiler = opened();
    for (let number = 0; number < 23; number++) await profiler.endProfiling(profiler.startProfiling());
    expect(await profiler.generateReport()).toContain('and 3 more, which the JSON format has');
    expect(await profiler.generateReport({ format: 'markdown' })).toContain('\n\nand 3 more, which the JSON');
  });

  it('releases everything when it is disposed of, and works again', async () => {
    const inspector = new FakeInspector();
    const profiler = sampling(inspector);
    await profiler.takeSnapshot('a');
    profiler.startProfiling('open', { sites: true });
    profiler.trackObjectAllocation('Basket').register({});
    profiler.dispose();
    expect(inspector).toMatchObject({ running: false, sessions: 0 });
    expect(profiler.snapshots).toEqual([]);
    expect(profiler.startProfiling('open')).toBe('open');
  });
});

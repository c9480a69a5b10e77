import { describe, expect, it } from 'vitest';
import { MemoryPressureManager } from '../../src/pressure/MemoryPressureManager.ts';
import type { MemoryPressureManagerOptions } from '../../src/pressure/MemoryPressureManagerOptions.ts';
import type { PressureLevel } from '../../src/wire/event.ts';
import { memoryEvent } from '../../src/wire/eventReader.ts';
import { epoch, mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from './PressedProcess.ts';

/** Live sizes of a heap of 1000 MB at which the levels are met at once or after the dwell time. */
const levels = { normal: 300, warning: 750, critical: 950 } as const;

function at(process: PressedProcess, level: PressureLevel): void {
  process.source.liveBytes = levels[level] * mib;
}

describe('a manager', () => {
  it('is made of a monitor, a cache and a logger, as the specification has it', async () => {
    const { monitor, source, logger } = new PressedProcess();
    const cache = new PressedCache(source, 100);
    const manager = new MemoryPressureManager({ monitor, cache, logger });
    expect(manager.getCurrentPressureLevel()).toBe('normal');
    expect(await manager.triggerCachePruning('warning')).toEqual({
      entries: 25,
      claimedBytes: 25 * mib,
      pruned: ['pages'],
      unfinished: [],
      failed: [],
    });
    manager.close();
  });

  it.each<[string, unknown]>([
    ['monitor', {}],
    ['monitor', undefined],
    ['logger', { monitor: new PressedProcess().monitor, logger: {} }],
    ['cache', { monitor: new PressedProcess().monitor, cache: 7 }],
    [
      'automaticResponse.maxPause',
      { monitor: new PressedProcess().monitor, automaticResponse: { maxPause: 0 } },
    ],
  ])('is not made of a wrong %s', (option, options) => {
    expect(() => new MemoryPressureManager(options as MemoryPressureManagerOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option }),
    );
  });

  it('knows the level at once where it is plain, without a running monitor', () => {
    const process = new PressedProcess();
    expect(process.manager.getCurrentPressureLevel()).toBe('normal');
    process.time.pass(10);
    at(process, 'critical');
    expect(process.manager.getCurrentPressureLevel()).toBe('critical');
  });

  it('has its level told by its monitor, with the reason, also where nothing is done about it', async () => {
    const process = new PressedProcess();
    const changes = () =>
      process.events.flatMap((event) => (event.type === 'memory:pressure_changed' ? [event.payload] : []));
    process.monitor.start();
    at(process, 'critical');
    process.time.pass(10);
    expect(process.manager.getCurrentPressureLevel()).toBe('critical');
    const reason = 'The live heap is at 950 MB, 95 % of 1000 MB.';
    expect(changes()).toMatchObject([
      { level: 'critical', previousLevel: 'normal', reason, capacity: { binding: { kind: 'heap' } } },
    ]);
    expect(process.monitor.pressureLevel).toBe('critical');
    await process.pass(120_000, 1000);
    expect(changes()).toHaveLength(1);
    process.manager.close();
    at(process, 'normal');
    await process.pass(120_000, 1000);
    expect(changes().at(-1)).toMatchObject({ level: 'normal' });
    expect(process.applied).toEqual([]);
    for (const event of process.events) expect(memoryEvent(event, '')).toEqual(event);
    process.monitor.stop();
  });

  it('tells of each level that is entered or left', async () => {
    const process = new PressedProcess();
    const told: string[] = [];
    const end = process.manager.onLevelChange(({ previousLevel, level }) =>
      told.push(`${previousLevel} ${level}`),
    );
    process.monitor.start();
    at(process, 'warning');
    await process.pass(20_000);
    at(process, 'critical');
    await process.pass(10_000);
    at(process, 'normal');
    await process.pass(60_000);
    expect(told).toEqual(['normal warning', 'warning critical', 'critical normal']);
    end();
    at(process, 'critical');
    await process.pass(10_000);
    expect(told).toHaveLength(3);
  });

  it('does nothing before it is told to, and nothing after it is told to stop', async () => {
    const process = new PressedProcess();
    const cache = new PressedCache(process.source, 10);
    process.manager.manage(cache);
    process.monitor.start();
    at(process, 'critical');
    await process.pass(60_000);
    expect(process.applied).toEqual([]);
    process.manager.enableAutomaticManagement();
    expect(process.manager.automatic).toBe(true);
    await process.pass(2000);
    expect(process.applied).toContain('critical-memory: freed');
    process.manager.disableAutomaticManagement();
    expect(process.manager.automatic).toBe(false);
    const { length } = process.applied;
    await process.pass(600_000, 5000);
    expect(process.applied).toHaveLength(length);
    process.monitor.stop();
    process.manager.close();
    expect(process.time.pending).toBe(0);
  });

  it('takes no action while memory suffices, whatever garbage there is', async () => {
    const process = new PressedProcess();
    process.manager.enableAutomaticManagement();
    process.manager.setAggressiveGC(true);
    process.monitor.start();
    for (let second = 0; second < 600; second++) {
      process.source.garbageBytes = ((second * 37) % 400) * mib;
      await process.pass(1000, 500);
    }
    expect(process.applied).toEqual([]);
    expect(process.source.collections).toEqual([]);
    expect(process.logger.lines).toEqual([]);
  });

  it('looks more often while memory is near to a mark, and never keeps the process alive', async () => {
    const process = new PressedProcess();
    const { time, manager } = process;
    let reads = 0;
    const { read } = process.source;
    process.source.read = (row) => {
      reads += 1;
      read.call(process.source, row);
    };
    manager.enableAutomaticManagement();
    await process.pass(10_000);
    expect(reads).toBe(20);
    process.source.liveBytes = 650 * mib;
    await process.pass(2000);
    reads = 0;
    await process.pass(10_000);
    expect(reads).toBe(100);
    expect(time.unreferenced.length).toBeGreaterThanOrEqual(50);
    manager.enableAutomaticManagement();
    expect(time.pending).toBe(1);
  });
});

describe('pressure', () => {
  it('at warning prunes caches, and leaves collecting to V8', async () => {
    const process = new PressedProcess({}, {}, (source) => {
      source.liveBytes = 340 * mib;
    });
    const cache = new PressedCache(process.source, 400);
    process.manager.manage(cache);
    process.manager.enableAutomaticManagement();
    await process.pass(11_500);
    expect(cache.pruned).toEqual(['normal']);
    expect(process.source.collections).toEqual([]);
    expect(process.manager.applied).toEqual([
      {
        time: expect.any(Number),
        strategy: 'low-memory',
        level: 'warning',
        reason: 'The live heap is at 740 MB, 74 % of 1000 MB.',
        result: 'claimed',
        freedBytes: undefined,
        measured: false,
        claimedBytes: 100 * mib,
        pauseMs: undefined,
        durationMs: 0,
        detail: 'Pruned 100 entries of pages, which claims 100 MB.',
      },
    ]);
    await process.pass(60_000);
    expect(process.manager.getCurrentPressureLevel()).toBe('normal');
    expect(cache.pruned).toEqual(['normal']);
  });

  it('at critical prunes aggressively and collects, and what that freed is measured', async () => {
    const process = new PressedProcess({}, {}, (source) => {
      source.liveBytes = 450 * mib;
      source.garbageBytes = 10 * mib;
    });
    process.manager.manage(new PressedCache(process.source, 500));
    process.manager.enableAutomaticManagement();
    await process.pass(1500);
    expect(process.source.collections).toEqual(['plain']);
    expect(process.manager.applied).toMatchObject([
      { strategy: 'critical-memory', freedBytes: 385 * mib, measured: true, pauseMs: 20, result: 'freed' },
    ]);
    expect(process.manager.applied[0]?.detail).toBe(
      'Pruned 375 entries of pages, which claims 375 MB. A collection of 20 ms freed 385 MB.',
    );
    expect(process.logger.lines).toEqual([
      expect.stringMatching(/^warn tidemark: memory pressure is critical\. The live heap is at 950 MB/),
      'info tidemark: memory pressure is critical. The live heap is at 950 MB, 95 % of 1000 MB. critical-memory was applied: freed 385 MB. Pruned 375 entries of pages, which claims 375 MB. A collection of 20 ms freed 385 MB.',
    ]);
  });

  it('is told to the logger, whether it is answered or not, and what fails at it as a warning', async () => {
    const process = new PressedProcess();
    process.monitor.start();
    at(process, 'critical');
    await process.pass(6000);
    at(process, 'normal');
    await process.pass(30_000);
    expect(process.logger.lines).toEqual([
      expect.stringMatching(/^warn tidemark: memory pressure is critical\. The live heap/),
      expect.stringMatching(/^info tidemark: memory pressure is normal\. Memory is short no more/),
    ]);
    process.manager.registerStrategy('critical', function broken() {
      throw new Error('no');
    });
    process.manager.enableAutomaticManagement();
    at(process, 'critical');
    await process.pass(10_000);
    expect(process.logger.lines.join()).toMatch(
      /warn tidemark: .* broken was applied: failed\. It failed: no\./,
    );
  });

  it('in a container is met by giving pages back', async () => {
    const process = new PressedProcess({}, {}, (source) => {
      source.garbageBytes = 300 * mib;
      source.containerLimitBytes = 512 * mib;
      source.containerUsedBytes = 500 * mib;
    });
    process.manager.enableAutomaticManagement();
    await process.pass(1500);
    expect(process.source.collections[0]).toBe('compacting');
    expect(process.manager.applied[0]).toMatchObject({ freedBytes: 300 * mib, measured: true });
  });

  it('is answered as it is configured', async () => {
    const process = new PressedProcess({
      automaticResponse: {
        cachePruning: { warning: 'none', critical: 'normal' },
        gcTrigger: { warning: true, critical: false },
      },
    });
    const cache = new PressedCache(process.source, 100);
    process.manager.manage(cache);
    process.manager.enableAutomaticManagement();
    at(process, 'warning');
    await process.pass(12_000);
    expect([cache.pruned, process.source.collections]).toEqual([[], ['plain']]);
    at(process, 'critical');
    await process.pass(1000);
    expect([cache.pruned, process.source.collections]).toEqual([['normal'], ['plain']]);
    expect((await process.manager.triggerCachePruning('warning')).pruned).toEqual([]);
  });

  it('in a dry run is only spoken of', async () => {
    const process = new PressedProcess({ automaticResponse: { dryRun: true } });
    const cache = new PressedCache(process.source, 100);
    process.manager.manage(cache);
    process.manager.addLoadShedder({ shed: () => {}, restore: () => {} });
    process.manager.enableAutomaticManagement();
    at(process, 'critical');
    await process.pass(1500);
    expect(process.applied[0]).toBe('critical-memory: dry-run');
    expect([cache.pruned, process.source.collections]).toEqual([[], []]);
    expect(process.told).toMatchObject(process.applied.map(() => ({ result: 'dry-run' })));
    expect(process.logger.lines[1]).toBe(
      'info tidemark: memory pressure is critical. The live heap is at 950 MB, 95 % of 1000 MB. critical-memory would have been applied. It would have load shed. It would prune 75 entries of pages (about 75 MB). It would collect garbage. Nothing was done: this is a dry run.',
    );
    process.manager.enableAutomaticManagement({ dryRun: false });
    await process.pass(30_000);
    expect(cache.pruned).not.toEqual([]);
  });

  it('comes at once after a dry run, which has used up no cooldown', async () => {
    const process = new PressedProcess({ automaticResponse: { dryRun: true } });
    const cache = new PressedCache(process.source, 100);
    process.manager.manage(cache);
    process.manager.enableAutomaticManagement();
    at(process, 'warning');
    await process.pass(120_000);
    expect(cache.pruned).toEqual([]);
    process.manager.enableAutomaticManagement({ dryRun: false });
    await process.pass(3000);
    expect(cache.pruned).not.toEqual([]);
  });

  it('is told as events that the wire understands', async () => {
    const process = new PressedProcess();
    process.manager.enableAutomaticManagement();
    at(process, 'critical');
    await process.pass(1000);
    const event = process.events.find(({ type }) => type === 'memory:strategy_applied');
    expect(event).toEqual({
      time: epoch + 500,
      type: 'memory:strategy_applied',
      payload: {
        strategy: 'critical-memory',
        level: 'critical',
        reason: 'The live heap is at 950 MB, 95 % of 1000 MB.',
        freedBytes: 0,
        returnedBytes: 0,
        measured: true,
        pauseMs: 20,
        result: 'freed-nothing',
        detail: 'Nothing was there to prune. A collection of 20 ms freed 0 bytes.',
      },
    });
    expect(memoryEvent(JSON.parse(JSON.stringify(event)), 'event')).toEqual(event);
  });

  it('that nothing helps against is answered ever more rarely, and then asks for a replacement', async () => {
    const process = new PressedProcess();
    const asked: string[] = [];
    process.manager.addRecycler({ requestRecycling: (reason) => asked.push(reason) });
    process.manager.enableAutomaticManagement();
    at(process, 'critical');
    await process.pass(3_600_000, 1000);
    const times = process.manager.applied
      .filter(({ strategy }) => strategy === 'critical-memory')
      .map(({ time }) => Math.round((time - epoch) / 1000));
    expect(times.slice(0, 6)).toEqual([1, 3, 8, 17, 34, 67]);
    expect(times.length).toBeLessThan(25);
    expect(asked).toHaveLength(times.length - 2);
    expect(process.manager.applied.length).toBeLessThanOrEqual(100);
  });

  it('that comes again after a quiet time is answered at once', async () => {
    const process = new PressedProcess();
    process.manager.enableAutomaticManagement();
    at(process, 'critical');
    await process.pass(300_000, 500);
    at(process, 'normal');
    await process.pass(120_000, 500);
    const { length } = process.manager.applied;
    at(process, 'critical');
    await process.pass(2000);
    expect(process.manager.applied.slice(length)[0]).toMatchObject({ strategy: 'critical-memory' });
  });

  it('that flaps ten times a second is answered within the cooldown alone', async () => {
    const process = new PressedProcess();
    const cache = new PressedCache(process.source, 1000);
    process.manager.manage(cache);
    process.manager.enableAutomaticManagement();
    for (let tenth = 0; tenth < 1200; tenth++) {
      at(process, tenth % 2 === 0 ? 'critical' : 'normal');
      await process.pass(100);
    }
    // 120 s: critical-memory at most every 10 s, low-memory at most every 30 s.
    expect(process.applied.filter((text) => text.startsWith('critical')).length).toBeLessThanOrEqual(12);
    expect(process.applied.filter((text) => text.startsWith('low')).length).toBeLessThanOrEqual(5);
  });
});

describe('the event memoryPressure of the process', () => {
  it('has the level alone, when it rises', async () => {
    const process = new PressedProcess();
    process.monitor.start();
    at(process, 'warning');
    await process.pass(20_000);
    at(process, 'critical');
    await process.pass(10_000);
    at(process, 'warning');
    await process.pass(60_000);
    at(process, 'normal');
    await process.pass(60_000);
    expect(process.host.emitted).toEqual([
      ['memoryPressure', 'warning'],
      ['memoryPressure', 'critical'],
    ]);
  });

  it('is left to Bun where Bun is, and to nobody where nobody listens', async () => {
    for (const change of [{ versions: { bun: '1.4.0' } }, { listening: false }]) {
      const process = new PressedProcess();
      Object.assign(process.host, change);
      process.monitor.start();
      at(process, 'critical');
      await process.pass(10_000);
      expect(process.host.emitted).toEqual([]);
    }
  });

  it('may have listeners that throw', async () => {
    const process = new PressedProcess();
    process.host.emit = () => {
      throw new Error('no');
    };
    process.manager.enableAutomaticManagement();
    at(process, 'critical');
    await process.pass(2000);
    expect(process.logger.lines[1]).toBe(
      'warn tidemark: a listener of memoryPressure failed; the monitor goes on: no',
    );
    expect(process.applied[0]).toBe('critical-memory: freed-nothing');
  });
});

describe('collections by hand', () => {
  it('say what was in use before and after', () => {
    const { manager, source } = new PressedProcess();
    source.garbageBytes = 40 * mib;
    expect(manager.forceGarbageCollection()).toEqual({
      performed: true,
      pauseMs: 20,
      cpuMs: 20,
      usedBytesBefore: 140 * mib,
      usedBytesAfter: 100 * mib,
      freedBytes: 40 * mib,
      rssBytesBefore: 190 * mib,
      rssBytesAfter: 150 * mib,
      heapTotalBytesBefore: 140 * mib,
      heapTotalBytesAfter: 100 * mib,
    });
  });

  it('compact the heap, and release what is not used', async () => {
    const process = new PressedProcess();
    process.source.garbageBytes = 40 * mib;
    expect(await process.manager.compactHeap()).toMatchObject({ performed: true, freedBytes: 40 * mib });
    process.source.garbageBytes = 10 * mib;
    const released = process.manager.releaseUnusedMemory();
    await process.pass(500);
    process.source.liveBytes -= 5 * mib;
    await process.pass(1000);
    expect(await released).toMatchObject({ performed: true, freedBytes: 15 * mib });
    expect(process.source.collections).toEqual(['compacting', 'compacting']);
  });

  it('are refused where they would pause for too long', async () => {
    const { manager, source } = new PressedProcess();
    source.liveBytes = 900 * mib;
    expect(manager.forceGarbageCollection({ maxPauseMs: 100 })).toEqual({
      performed: false,
      reason: 'A collection would pause for about 540 ms; at most 100 ms are allowed (maxPauseMs).',
    });
    expect(await manager.releaseUnusedMemory({ maxPauseMs: 1000 })).toEqual({
      performed: false,
      reason: 'A compaction would pause for about 1080 ms; at most 1000 ms are allowed (maxPauseMs).',
    });
    expect(source.collections).toEqual([]);
    expect(manager.forceGarbageCollection({ maxPauseMs: 600 }).performed).toBe(true);
  });

  it('only collect where nothing can compact', async () => {
    const { manager, source } = new PressedProcess();
    source.garbageBytes = 40 * mib;
    delete source.collector?.compact;
    expect(await manager.compactHeap()).toMatchObject({ performed: true, freedBytes: 40 * mib });
    expect(source.collections).toEqual(['plain']);
  });

  it('say so where V8 does not let anybody collect', async () => {
    const { manager, source } = new PressedProcess();
    const refusal = { performed: false, reason: 'V8 was started with --freeze-flags-after-init.' } as const;
    source.collector = { collect: () => refusal, compact: async () => refusal, loopUse: () => 0 };
    expect(manager.forceGarbageCollection()).toEqual(refusal);
    expect(await manager.releaseUnusedMemory()).toEqual(refusal);
  });

  it('are refused where nothing can force them', async () => {
    const { manager, source } = new PressedProcess();
    delete source.collector;
    const refusal = { performed: false, reason: 'The source of the samples cannot force collections.' };
    expect(manager.forceGarbageCollection()).toEqual(refusal);
    expect(await manager.compactHeap()).toEqual(refusal);
    expect(await manager.releaseUnusedMemory()).toEqual(refusal);
    expect(manager.setAggressiveGC(true)).toEqual(refusal);
    expect(manager.setAggressiveGC(false)).toEqual({ performed: true });
  });

  it('are made often while memory is short where that is wished for, automatic management or not', async () => {
    const process = new PressedProcess();
    expect(process.manager.setAggressiveGC(true)).toEqual({ performed: true });
    process.manager.setAggressiveGC(true);
    at(process, 'warning');
    for (let second = 0; second < 60; second++) {
      process.source.garbageBytes += 20 * mib;
      await process.pass(1000);
    }
    expect(process.source.collections.length).toBeGreaterThanOrEqual(8);
    expect(process.source.collections.length).toBeLessThanOrEqual(11);
    expect(new Set(process.applied)).toEqual(new Set(['frequent-collection: freed']));
    process.manager.setAggressiveGC(false);
    const { length } = process.source.collections;
    await process.pass(60_000);
    expect(process.source.collections).toHaveLength(length);
    expect(process.time.pending).toBe(0);
  });

  it('take a twentieth of the time at most where they are made often', async () => {
    const process = new PressedProcess();
    process.source.pauseMs = 600;
    process.manager.setAggressiveGC(true);
    at(process, 'warning');
    for (let second = 0; second < 120; second++) {
      process.source.garbageBytes += mib;
      await process.pass(1000);
    }
    expect(process.source.collections.length).toBeLessThanOrEqual(10);
    expect(process.manager.applied.some(({ detail }) => detail.includes('may take 5 % of the time'))).toBe(
      true,
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { MemoryStrategy } from '../../../src/pressure/MemoryStrategy.ts';
import type { PressureEvidence } from '../../../src/pressure/PressureEvidence.ts';
import { CriticalMemoryStrategy } from '../../../src/pressure/strategies/CriticalMemoryStrategy.ts';
import { LowMemoryStrategy } from '../../../src/pressure/strategies/LowMemoryStrategy.ts';
import { epoch, mib } from '../../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../PressedProcess.ts';

function critical(options: ConstructorParameters<typeof PressedProcess>[0] = {}): PressedProcess {
  const process = new PressedProcess(options);
  process.source.liveBytes = 950 * mib;
  return process;
}

/** What the first application of a strategy in a process at critical says of itself. */
async function detailOf(process: PressedProcess, strategy: MemoryStrategy): Promise<string | undefined> {
  process.manager.registerStrategy('critical', Object.assign(strategy, { priority: 5 }));
  process.manager.enableAutomaticManagement();
  await process.pass(1500);
  return process.manager.applied[0]?.detail;
}

describe('what is pruned', () => {
  it('is caches, pools and declared holders, each in its way', async () => {
    const process = critical();
    const { manager, monitor, source } = process;
    const asked: unknown[] = [];
    let entries = 200;
    monitor.registerHolder({
      name: 'sessions',
      entries: () => entries,
      maxEntries: 1000,
      prune: (share) => {
        asked.push(share);
        entries -= entries * share;
      },
    });
    monitor.registerHolder({ name: 'users', entries: () => 5, maxEntries: 10 });
    manager.manage(new PressedCache(source, 40));
    manager.managePool({
      name: 'connections',
      shrink: (mode) => {
        asked.push(mode);
        return 3;
      },
    });
    expect(await manager.triggerCachePruning('aggressive')).toEqual({
      entries: 30 + 3 + 100,
      claimedBytes: 30 * mib,
      pruned: ['pages', 'connections', 'sessions'],
      unfinished: [],
      failed: [],
    });
    expect(await manager.triggerCachePruning('normal')).toMatchObject({ entries: 2 + 3 + 25 });
    expect(asked).toEqual(['aggressive', 0.5, 'normal', 0.25]);
  });

  it('is not asked twice where a cache is both managed and declared', () => {
    const { manager, monitor, source } = critical();
    const cache = new PressedCache(source, 40);
    let declared = 0;
    monitor.registerHolder({
      name: cache.name,
      entries: () => cache.entries,
      maxEntries: 50,
      prune: () => {
        declared += 1;
      },
    });
    manager.manage(cache);
    manager.triggerCachePruning('normal');
    expect([declared, cache.pruned]).toEqual([0, ['normal']]);
  });

  it('does not suffer from one that throws, lies, or fails later', async () => {
    const process = critical();
    const { manager, source, logger } = process;
    const outcomes: unknown[] = [
      { entries: Number.NaN, bytes: Number.NEGATIVE_INFINITY },
      { entries: 5, bytes: 1e18 },
      { entries: undefined, bytes: undefined },
      { entries: 1, bytes: undefined, failure: 'half of it is locked' },
      null,
    ];
    for (const [index, outcome] of outcomes.entries()) {
      const unknown = { entries: undefined, bytes: undefined, use: undefined };
      manager.manage({ name: `cache ${index}`, ...unknown, prune: () => outcome, clear: () => outcome });
    }
    manager.managePool({ name: 'pool', shrink: () => Promise.reject(new Error('later')) });
    manager.manage(new PressedCache(source, 4, 'honest'));
    const { entries, claimedBytes, pruned, failed } = await manager.triggerCachePruning('normal');
    expect(entries).toBe(7);
    expect(claimedBytes).toBe(954 * mib);
    expect(pruned).toEqual(['honest', 'cache 0', 'cache 1', 'cache 2']);
    expect(failed).toEqual([
      'cache 3: half of it is locked',
      expect.stringMatching(/^cache 4: Cannot destructure/),
      'pool: later',
    ]);
    expect(logger.lines).toEqual([]);
  });

  it('ends with what is taken out, and at a thousand', async () => {
    const { manager, source, logger } = critical();
    const cache = new PressedCache(source, 40);
    const unmanage = manager.manage(cache);
    const removePool = manager.managePool({ name: 'pool', shrink: () => 1 });
    unmanage();
    removePool();
    expect((await manager.triggerCachePruning('normal')).pruned).toEqual([]);
    for (let index = 0; index < 1001; index++) manager.manage(new PressedCache(source, 4, `cache ${index}`));
    expect((await manager.triggerCachePruning('normal')).entries).toBe(1000);
    expect(logger.lines[0]).toMatch(/More than 1000 are managed; cache 1000 is left out\.$/);
    expect(() => manager.managePool({} as never)).toThrow(/pool must be an object with name and shrink/);
    await expect(manager.triggerCachePruning('all' as never)).rejects.toThrow(/level must be one of/);
  });
});

describe('LowMemoryStrategy', () => {
  it('prunes, and collects where it is told to', async () => {
    const process = critical();
    expect(await detailOf(process, new LowMemoryStrategy({ collect: true }))).toBe(
      'Nothing was there to prune. A collection of 20 ms freed 0 bytes.',
    );
    expect(await detailOf(critical(), new LowMemoryStrategy({ pruning: 'none' }))).toBe('');
  });
});

describe('LowMemoryStrategy where garbage fills the container', () => {
  it('leaves caches alone, and says so', async () => {
    const process = new PressedProcess({}, {}, (source) => {
      source.containerLimitBytes = 500 * mib;
      source.containerUsedBytes = 420 * mib;
      source.garbageBytes = 150 * mib;
    });
    const cache = new PressedCache(process.source, 40);
    process.manager.manage(cache);
    process.manager.enableAutomaticManagement();
    await process.pass(12_000);
    expect(process.manager.applied[0]?.strategy).toBe('low-memory');
    expect(process.manager.applied[0]?.detail).toMatch(/^Caches were left alone: there is more garbage than/);
    expect(cache.pruned).toEqual([]);
    process.source.garbageBytes = 0;
    await process.pass(120_000, 500);
    expect(cache.pruned).toContain('normal');
  });
});

describe('CriticalMemoryStrategy', () => {
  it('keeps evidence, sheds load, prunes and collects, in this order', async () => {
    const done: string[] = [];
    const process = critical({ keepEvidence: () => done.push('evidence') });
    const { manager, source } = process;
    manager.addLoadShedder({
      shed: (level, reason) => done.push(`shed ${level}: ${reason}`),
      restore: () => done.push('restore'),
    });
    manager.manage({
      name: 'pages',
      prune: (mode: string) => {
        done.push(`prune ${mode}`);
        return { entries: 1200, bytes: undefined };
      },
      clear: () => ({ entries: 0, bytes: 0 }),
    });
    const { collect } = source.collector!;
    Object.assign(source.collector!, {
      collect: () => {
        done.push('collect');
        return collect.call(source.collector);
      },
    });
    manager.enableAutomaticManagement();
    await process.pass(900);
    expect(done).toEqual([
      'evidence',
      'shed critical: The live heap is at 950 MB, 95 % of 1000 MB.',
      'prune aggressive',
      'collect',
    ]);
    expect(process.manager.applied[0]?.detail).toBe(
      'Load is being shed. Pruned 1,200 entries of pages. A collection of 20 ms freed 0 bytes.',
    );
    source.liveBytes = 100 * mib;
    await process.pass(60_000, 500);
    expect(done.at(-1)).toBe('restore');
  });

  it('load is shed no more when the manager is stopped', async () => {
    const process = critical();
    const done: string[] = [];
    const remove = process.manager.addLoadShedder({
      shed: () => done.push('shed'),
      restore: () => done.push('restore'),
    });
    process.manager.enableAutomaticManagement();
    await process.pass(1200);
    process.manager.close();
    expect(done).toEqual(['shed', 'restore']);
    remove();
    process.manager.disableAutomaticManagement();
    expect(done).toHaveLength(2);
  });

  it('does the rest where a shedder, a recycler or whoever keeps evidence fails', async () => {
    const fail = (): never => {
      throw new Error('no');
    };
    const process = critical({ keepEvidence: fail });
    const { manager, logger } = process;
    manager.addLoadShedder({ shed: fail, restore: fail });
    const remove = manager.addRecycler({ requestRecycling: fail });
    manager.enableAutomaticManagement();
    await process.pass(120_000, 500);
    const details = manager.applied.map(({ detail }) => detail);
    expect(details).toContain('Nothing was there to prune. A collection of 20 ms freed 0 bytes.');
    expect(details.join(' ')).not.toMatch(/Load is being shed|Replacement/);
    expect(
      logger.lines
        .filter((line) => line.startsWith('warn'))
        .map((line) => line.split(' ').slice(2).join(' ')),
    ).toEqual(
      expect.arrayContaining([
        'the evidence of memory pressure failed; the monitor goes on: no',
        'a load shedder failed; the monitor goes on: no',
        'a recycler failed; the monitor goes on: no',
      ]),
    );
    remove();
  });

  it('does not collect where that would take too long, and says so', async () => {
    const process = critical({ automaticResponse: { maxPause: 100 } });
    expect(await detailOf(process, new CriticalMemoryStrategy({ pruning: 'none' }))).toBe(
      'Not collected: A collection would pause for about 570 ms; at most 100 ms are allowed (automaticResponse.maxPause).',
    );
    expect(process.source.collections).toEqual([]);
  });

  it('collects what was pruned, which takes no time, where all of it would take too long', async () => {
    const process = critical({ automaticResponse: { maxPause: 400 } });
    // As of the last collection, which came before.
    process.source.more = { liveBytes: 950 * mib };
    process.manager.manage(new PressedCache(process.source, 600));
    expect(await detailOf(process, new CriticalMemoryStrategy())).toMatch(
      /A collection of 20 ms freed 450 MB\./,
    );
  });

  it('does so once where a cache says that it let go of more than a collection then freed', async () => {
    const process = critical({ automaticResponse: { maxPause: 400 } });
    process.source.more = { liveBytes: 950 * mib };
    process.source.pauseMs = 570;
    process.manager.manage({
      name: 'liar',
      prune: () => ({ entries: 1, bytes: 500 * mib }),
      clear: () => {},
    });
    process.manager.enableAutomaticManagement();
    await process.pass(300_000, 500);
    expect(process.source.collections).toHaveLength(1);
  });
});

it('evidence is what is known at the moment, five times at most', async () => {
  const kept: PressureEvidence[] = [];
  const process = critical({ keepEvidence: (evidence) => kept.push(evidence) });
  process.manager.manage(new PressedCache(process.source, 10, 'small'));
  process.manager.manage(new PressedCache(process.source, 20, 'large'));
  process.manager.enableAutomaticManagement();
  await process.pass(3_600_000, 1000);
  expect(kept[0]).toMatchObject({
    time: epoch + 500,
    level: 'critical',
    reason: 'The live heap is at 980 MB, 98 % of 1000 MB.',
    sample: { liveBytes: 980 * mib },
    capacity: { binding: { kind: 'heap' } },
    outOfMemoryInMs: undefined,
    leak: undefined,
    caches: [
      { name: 'large', entries: 20, bytes: 20 * mib },
      { name: 'small', entries: 10, bytes: 10 * mib },
    ],
    applied: [],
  });
  expect(kept.length).toBeGreaterThan(5);
  expect(process.manager.evidence).toEqual(kept.slice(-5));
  expect(kept.at(-1)?.applied.length).toBeLessThanOrEqual(10);
});

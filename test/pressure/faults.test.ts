import { describe, expect, it } from 'vitest';
import type { PressureSituation } from '../../src/pressure/MemoryStrategy.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess, settled } from './PressedProcess.ts';

/** A heap that is nearly full from the start. */
function pressed(): PressedProcess {
  return new PressedProcess({}, {}, (source) => {
    source.liveBytes = 950 * mib;
  });
}

describe('everything that can go wrong, at once', () => {
  it('breaks nothing for ten minutes of pressure that flaps every 100 ms, and all of it is recorded', async () => {
    const process = pressed();
    const { manager, source, logger } = process;
    const lies = { entries: -5, bytes: Number.NaN, use: undefined };
    manager.manage({
      name: 'liar',
      ...lies,
      prune: () => ({ entries: Number.POSITIVE_INFINITY, bytes: 1e30 }),
      clear: () => ({ entries: 0, bytes: 0 }),
    });
    let looks = 0;
    manager.manage({
      name: 'broken later',
      get entries(): number {
        if (looks++ > 20) throw new Error('no size');
        return 1;
      },
      prune: () => {
        throw new Error('no prune');
      },
    });
    const cooldownMs = 1000;
    manager.registerStrategy('warning', {
      name: 'throws',
      cooldownMs,
      apply: () => {
        throw new Error('thrown');
      },
    });
    manager.registerStrategy('warning', {
      name: 'hangs',
      cooldownMs,
      timeoutMs: 500,
      apply: () => new Promise<undefined>(() => {}),
    });
    manager.registerStrategy('warning', { name: 'frees nothing', cooldownMs, apply: () => undefined });
    manager.registerStrategy('warning', {
      name: 'lies',
      cooldownMs,
      apply: () => ({ freedBytes: 1e30, detail: 'Everything.' }),
    });
    manager.enableAutomaticManagement();
    for (let turn = 0; turn < 6000; turn++) {
      source.liveBytes = (turn % 2 === 0 ? 950 : 300) * mib;
      await process.pass(100);
    }
    const results = new Map(manager.applied.map(({ strategy, result }) => [strategy, result]));
    expect(Object.fromEntries(results)).toMatchObject({
      throws: 'failed',
      hangs: 'timed-out',
      'frees nothing': 'unknown',
    });
    expect(results.has('lies')).toBe(true);
    for (const { freedBytes } of manager.applied) expect(freedBytes ?? 0).toBeLessThanOrEqual(1000 * mib);
    expect(process.told.length).toBeGreaterThanOrEqual(manager.applied.length);
    expect(logger.lines.length).toBeGreaterThan(0);
    manager.close();
    process.monitor.stop();
    await settled();
    expect(process.time.pending).toBe(0);
  });
});

describe('a manager that is stopped in the middle of an action', () => {
  it('while the heap is being compacted records that, and answers again when it is told to', async () => {
    const process = pressed();
    const { manager, source } = process;
    source.containerLimitBytes = 1000 * mib;
    source.containerUsedBytes = 960 * mib;
    source.liveBytes = 200 * mib;
    const { compact } = source.collector!;
    let end: () => void = () => {};
    Object.assign(source.collector!, {
      compact: () =>
        new Promise((resolve) => {
          end = () => resolve(compact!.call(source.collector));
        }),
    });
    manager.enableAutomaticManagement();
    await process.pass(1000);
    expect(manager.applied).toEqual([]);
    manager.disableAutomaticManagement();
    await settled();
    expect(process.applied).toEqual(['critical-memory: abandoned']);
    end();
    await settled();
    expect(process.applied).toEqual(['critical-memory: abandoned']);
    Object.assign(source.collector!, { compact });
    manager.enableAutomaticManagement();
    await process.pass(30_000);
    expect(process.applied.length).toBeGreaterThan(1);
    expect(process.applied.slice(1)).not.toContain('critical-memory: abandoned');
  });

  it('by the very strategy that it applies records that', async () => {
    const process = pressed();
    const { manager } = process;
    let situation: PressureSituation | undefined;
    manager.registerStrategy('critical', {
      name: 'stops',
      priority: 1,
      apply: async (given) => {
        situation = given;
        manager.close();
        return { freedBytes: 1 };
      },
    });
    manager.enableAutomaticManagement();
    await process.pass(60_000, 500);
    expect(process.applied).toEqual(['stops: abandoned']);
    expect(situation?.signal.aborted).toBe(true);
    process.monitor.stop();
    expect(process.time.pending).toBe(0);
  });

  it('by a cache that is pruned, or by somebody who hears of the level, records that, too', async () => {
    const process = pressed();
    const cache = new PressedCache(process.source, 4);
    process.manager.manage({
      name: 'stops',
      prune: () => {
        process.manager.disableAutomaticManagement();
        return { entries: 1, bytes: 1 };
      },
    });
    process.manager.manage(cache);
    process.manager.enableAutomaticManagement();
    await process.pass(60_000, 500);
    expect(process.applied).toEqual(['critical-memory: abandoned']);
    expect(cache.pruned).toEqual(['aggressive']);

    const other = pressed();
    other.manager.onLevelChange(() => other.manager.close());
    other.manager.enableAutomaticManagement();
    await other.pass(60_000, 500);
    expect(other.applied).toEqual([]);
  });
});

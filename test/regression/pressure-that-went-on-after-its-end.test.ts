import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { PendingValues } from '../../src/pressure/caches/PendingValues.ts';
import type { LoadShedder } from '../../src/pressure/MemoryStrategy.ts';
import { recyclingSettings } from '../../src/pressure/recycling/recyclingSettings.ts';
import type { WorkerFleet } from '../../src/pressure/recycling/WorkerFleet.ts';
import { WorkerRecycler } from '../../src/pressure/recycling/WorkerRecycler.ts';
import { FakeTime, mib } from '../monitoring/simulation.ts';
import { PressedProcess, settled } from '../pressure/PressedProcess.ts';
import { finished, idOf, Pool, recycle } from '../pressure/recycling/threads/Pool.ts';

/** Of a heap of 1,000 MB: critical at once. */
const full = 950 * mib;
const empty = 300 * mib;
/** Longer than the dwell time. */
const heldMs = 16_000;

function hearing(): LoadShedder & { readonly heard: string[] } {
  const heard: string[] = [];
  return { heard, shed: () => void heard.push('shed'), restore: () => void heard.push('restore') };
}

describe('a manager that a listener of the level closes', () => {
  it('leaves no level behind, and all listeners hear the changes in their order', () => {
    const process = new PressedProcess();
    const { manager, monitor, source } = process;
    const told: string[] = [];
    manager.onLevelChange(() => manager.close());
    manager.onLevelChange(({ level, previousLevel }) => void told.push(`${previousLevel} to ${level}`));
    source.liveBytes = full;
    expect(manager.getCurrentPressureLevel()).toBe('normal');
    expect(told).toEqual(['normal to critical', 'critical to normal']);
    expect(monitor.pressureLevel).toBe('normal');
    expect(process.host.emitted).toEqual([]);
  });
});

describe('load that is shed', () => {
  it('by a strategy that took until pressure was over is shed no longer than to the next look', async () => {
    const { manager, source, ...process } = watched();
    const shedder = hearing();
    manager.addLoadShedder(shedder);
    let goOn = (): void => {};
    manager.registerStrategy('critical', {
      name: 'slow',
      priority: 5,
      timeoutMs: 600_000,
      async apply({ shedLoad }) {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        shedLoad();
        return undefined;
      },
    });
    manager.enableAutomaticManagement();
    source.liveBytes = full;
    await process.pass(3000);
    source.liveBytes = empty;
    await process.pass(2 * heldMs);
    expect(manager.getCurrentPressureLevel()).toBe('normal');
    const before = shedder.heard.length;
    goOn();
    await process.pass(1000);
    expect(shedder.heard.slice(before)).toEqual(['shed', 'restore']);
    manager.close();
  });

  it('ends for whoever is taken out', async () => {
    const { manager, source, ...process } = watched();
    const shedder = hearing();
    const remove = manager.addLoadShedder(shedder);
    manager.enableAutomaticManagement();
    source.liveBytes = full;
    await process.pass(1000);
    expect(shedder.heard.at(-1)).toBe('shed');
    remove();
    remove();
    expect(shedder.heard.filter((each) => each === 'restore')).toEqual(['restore']);
    manager.close();
  });
});

describe('what is let go of twice', () => {
  it('is let go of once: a cache that was taken anew stays, and is pruned once', async () => {
    const { manager } = watched();
    const pages = new Map(Array.from({ length: 100 }, (_, key) => [key, key]));
    const first = manager.manage(pages);
    first();
    const second = manager.manage(pages);
    first();
    expect(manager.manage(pages)).toBe(second);
    expect(await manager.triggerCachePruning('normal')).toMatchObject({ entries: 25, pruned: ['Map'] });
  });

  it('is let go of once: pools, load shedders and recyclers, too', async () => {
    const { manager, source, ...process } = watched();
    const heard: string[] = [];
    const pool = { name: 'pool', shrink: () => void heard.push('shrink') };
    const shedder = hearing();
    const recycler = { requestRecycling: () => void heard.push('recycle') };
    for (const add of [
      () => manager.managePool(pool as never),
      () => manager.addLoadShedder(shedder),
      () => manager.addRecycler(recycler),
    ]) {
      const remove = add();
      remove();
      add();
      remove();
    }
    await manager.triggerCachePruning('normal');
    manager.enableAutomaticManagement();
    source.liveBytes = full;
    await process.pass(20_000);
    expect([heard.includes('shrink'), heard.includes('recycle'), shedder.heard.includes('shed')]).toEqual([
      true,
      true,
      true,
    ]);
    manager.close();
  });
});

describe('a replacement that is under way when recycling is closed', () => {
  it('is watched to its end', async () => {
    const time = new FakeTime();
    const done: string[] = [];
    let serve = (): void => {};
    const fleet: WorkerFleet = {
      kind: 'cluster-worker',
      members: () => [{ id: '1', startedAt: -3_600_000, serving: true }],
      answer: () => {},
      startReplacement: () =>
        new Promise((resolve) => {
          serve = () => resolve('2');
        }),
      drain: async (id) => {
        done.push(`drain ${id}`);
        return 'finished';
      },
      close: () => void done.push('close'),
    };
    const recycler = new WorkerRecycler({
      settings: recyclingSettings({ jitter: 0 }),
      createFleet: () => fleet,
      now: time.now,
      timers: time,
    });
    recycler.requestRecycling('1', 'By hand.');
    recycler.close();
    serve();
    await settled();
    expect(done).toEqual(['drain 1', 'close']);
    expect(recycler.steps.map(({ step }) => step)).toEqual(['begun', 'done']);
  });

  it('does not leave a pool with a thread too many', async () => {
    const pool = new Pool();
    const old = pool.add();
    const id = idOf(old);
    const number = old.threadId;
    let spawned = (_worker: Worker): void => {};
    pool.spawn = () =>
      new Promise((resolve) => {
        spawned = resolve;
      });
    const { told, recycling } = recycle(pool);
    recycling.requestRecycling(id, 'By hand.');
    await settled();
    recycling.close();
    spawned(pool.add());
    expect(await finished(told)).toMatchObject({ step: 'done', detail: 'It finished its work and ended.' });
    expect(pool.drained).toEqual([number]);
  });
});

describe('what would stay for good', () => {
  it('are no workers of somebody else that say how they are', () => {
    let met = 0;
    const recycler = new WorkerRecycler({
      settings: recyclingSettings({}),
      createFleet: () => ({
        kind: 'worker-thread',
        members: () => [{ id: '1', startedAt: 0, serving: true }],
        answer: () => {},
        startReplacement: async () => undefined,
        drain: async () => 'finished',
        close: () => {},
      }),
      now: () => 0,
      random: () => {
        met += 1;
        return 0.5;
      },
    });
    const say = (id: string): void => recycler.reported(id, { level: 'normal', usedBytes: 1 });
    for (const id of ['1', '1', '8', '8', '9', '8', '1']) say(id);
    // The stranger 8 was forgotten when 9 spoke, 1 never.
    expect(met).toBe(4);
    recycler.close();
  });

  it('are no generators that never answer', async () => {
    let kept = 0;
    const pending = new PendingValues<number, string>(1000);
    const heard = { arrived: () => void kept++, failed: () => {} };
    const answers: (() => void)[] = [];
    for (let key = 0; key < 1500; key++) {
      const generated = new Promise<string>((resolve) => answers.push(() => resolve('late')));
      void pending.add(key, key, generated, heard);
    }
    // The last thousand, and those that are not overdue; what others wait for is never forgotten.
    expect([pending.find(600, 1499), pending.find(499, 500)].map((each) => each !== undefined)).toEqual([
      true,
      false,
    ]);
    for (const answer of answers) answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(kept).toBe(1000);
  });

  it('is no process for the sake of the grace of a thread, or of the start of another', async () => {
    const held = new Set<object>();
    const timers = {
      setTimeout: () => {
        const handle = { unref: () => void held.delete(handle) };
        held.add(handle);
        return handle;
      },
      clearTimeout: (handle: unknown) => void held.delete(handle as object),
    };
    const pool = new Pool();
    const id = idOf(pool.add());
    let drained = (): void => {};
    pool.drain = () =>
      new Promise<void>((resolve) => {
        drained = resolve;
      });
    const { told, recycling } = recycle(pool, { timers });
    recycling.requestRecycling(id, 'By hand.');
    expect(held.size).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(held.size).toBe(0);
    drained();
    await finished(told);
  });
});

/** A process, with what it takes apart. */
function watched() {
  const process = new PressedProcess();
  const { manager, source } = process;
  return { manager, source, pass: (durationMs: number) => process.pass(durationMs) };
}

import { describe, expect, it, vi } from 'vitest';
import { LazyRecycling } from '../../src/agent/LazyRecycling.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import type { ProcessRole } from '../../src/wire/process.ts';
import { FakeSource, FakeTime } from '../monitoring/simulation.ts';

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly failures: string[] = [];
  readonly close = vi.fn();
  readonly recycleClusterWorkers = vi.fn(() => ({
    steps: [],
    requestRecycling: () => {},
    close: this.close,
  }));
  readonly reportWorkerThread = vi.fn(() => this.close);
  readonly monitor: MemoryMonitor = new MemoryMonitor({ source: new FakeSource(this.time) });
  readonly recycling: LazyRecycling;
  loads = 0;
  fails = false;

  constructor(role: ProcessRole, enabled = true) {
    this.recycling = new LazyRecycling({
      role,
      recycling: resolveConfiguration({ overrides: { recycling: { enabled, maxPerHour: 3 } } }).configuration
        .recycling,
      monitor: this.monitor,
      manager: async () => 'the manager' as never,
      failed: ({ message }) => this.failures.push(message),
      load: async () => {
        this.loads += 1;
        if (this.fails) throw new Error('no such file');
        return this as never;
      },
      timers: this.time,
    });
  }
}

const settled = (): Promise<unknown> => new Promise(setImmediate);

describe('the recycling of an agent', () => {
  it('is loaded by nobody where it is not enabled, nor by a page', async () => {
    for (const stage of [new Stage('main', false), new Stage('cluster-worker', false), new Stage('page')]) {
      stage.recycling.start();
      stage.time.pass(5000);
      await settled();
      stage.recycling.stop();
      expect(stage.loads).toBe(0);
    }
  });

  it('begins at once in what may become a primary, with the settings', async () => {
    const stage = new Stage('main');
    stage.recycling.start();
    await settled();
    expect(stage.recycleClusterWorkers).toHaveBeenCalledWith({
      monitor: stage.monitor,
      manager: undefined,
      logger: undefined,
      maxPerHour: 3,
      maxAtOnce: 1,
      minAge: 120_000,
      grace: 30_000,
      startTimeout: 30_000,
      jitter: 30_000,
    });
    stage.recycling.stop();
    expect(stage.close).toHaveBeenCalledOnce();
  });

  it('begins a second later in a worker, with its manager, and keeps nothing alive', async () => {
    const stage = new Stage('cluster-worker');
    stage.recycling.start();
    stage.time.pass(900);
    expect([stage.loads, stage.time.unreferenced.length]).toEqual([0, 1]);
    stage.time.pass(100);
    await settled();
    expect(stage.recycleClusterWorkers).toHaveBeenCalledWith(
      expect.objectContaining({ monitor: stage.monitor, manager: 'the manager' }),
    );
  });

  it('is a report in a worker thread', async () => {
    const stage = new Stage('worker-thread');
    stage.recycling.start();
    stage.time.pass(1000);
    await settled();
    expect(stage.reportWorkerThread).toHaveBeenCalledWith(
      expect.objectContaining({ manager: 'the manager' }),
    );
    stage.recycling.stop();
    expect(stage.close).toHaveBeenCalledOnce();
  });

  it('is not begun by an agent that has ended before', async () => {
    for (const role of ['main', 'worker-thread'] as const) {
      const stage = new Stage(role);
      stage.recycling.start();
      stage.recycling.stop();
      stage.time.pass(5000);
      await settled();
      expect(stage.recycleClusterWorkers).not.toHaveBeenCalled();
      expect(stage.reportWorkerThread).not.toHaveBeenCalled();
    }
  });

  it('that cannot be loaded is told of', async () => {
    const stage = new Stage('child');
    stage.fails = true;
    stage.recycling.start();
    await settled();
    expect(stage.failures).toEqual(['no such file']);
  });
});

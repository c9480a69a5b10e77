import { describe, expect, it, vi } from 'vitest';
import { LazyWatchdog } from '../../src/agent/LazyWatchdog.ts';
import type { ProcessRole } from '../../src/wire/process.ts';
import { FakeTime } from '../monitoring/simulation.ts';

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly failures: string[] = [];
  readonly running = { record: vi.fn(), stop: vi.fn() };
  readonly startWatchdog = vi.fn(() => this.running);
  readonly watchdog: LazyWatchdog;
  loads = 0;
  fails = false;

  constructor(role: ProcessRole = 'main', enabled = true) {
    this.watchdog = new LazyWatchdog({
      watchdog: { enabled, blockedAfter: 5000 },
      role,
      tell: () => undefined,
      failed: ({ message }) => this.failures.push(message),
      load: async () => {
        this.loads += 1;
        if (this.fails) throw new Error('no threads');
        return this;
      },
      timers: this.time,
    });
  }

  async passASecond(): Promise<void> {
    this.watchdog.start();
    this.time.pass(1000);
    await new Promise(setImmediate);
  }
}

const file = { path: '/var/one.flight', region: 'the region' as never };

describe('the watchdog of an agent', () => {
  it('is started a second after the start, writes into the flight whenever that is there, and is stopped', async () => {
    const early = new Stage();
    early.watchdog.record(file);
    await early.passASecond();
    const late = new Stage('cluster-worker');
    await late.passASecond();
    late.watchdog.record(file);
    for (const { startWatchdog, running, time, watchdog } of [early, late]) {
      expect(startWatchdog).toHaveBeenCalledWith(expect.objectContaining({ blockedAfterMs: 5000 }));
      expect(running.record).toHaveBeenCalledExactlyOnceWith(file);
      expect(time.unreferenced).toHaveLength(1);
      watchdog.stop();
      expect(running.stop).toHaveBeenCalledTimes(1);
    }
  });

  it('is loaded by nobody who has not asked for it, nor by threads', async () => {
    for (const stage of [new Stage('main', false), new Stage('worker-thread'), new Stage('page')]) {
      await stage.passASecond();
      expect(stage.loads).toBe(0);
    }
  });

  it('does not begin where the agent was stopped meanwhile, and tells of what fails', async () => {
    const stopped = new Stage();
    stopped.watchdog.start();
    stopped.time.pass(1000);
    stopped.watchdog.stop();
    await new Promise(setImmediate);
    expect(stopped.startWatchdog).not.toHaveBeenCalled();
    const broken = new Stage();
    broken.fails = true;
    await broken.passASecond();
    expect(broken.failures).toEqual(['no threads']);
  });
});

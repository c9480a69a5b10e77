import { describe, expect, it } from 'vitest';
import { LazyPressure } from '../../src/agent/LazyPressure.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { FakeSource, FakeTime } from '../monitoring/simulation.ts';

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly failures: string[] = [];
  readonly pressure: LazyPressure;
  loads = 0;
  fails = false;

  constructor(enabled = true) {
    const { configuration } = resolveConfiguration({ overrides: { automaticResponse: { enabled } } });
    this.pressure = new LazyPressure({
      monitor: new MemoryMonitor({
        source: new FakeSource(this.time),
        timers: this.time,
        now: this.time.now,
      }),
      automaticResponse: configuration.automaticResponse,
      failed: ({ message }) => this.failures.push(message),
      load: () => {
        this.loads += 1;
        if (this.fails) return Promise.reject(new Error('no such file'));
        return import('../../src/pressure/MemoryPressureManager.ts');
      },
      timers: this.time,
    });
  }
}

const loaded = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 20));

describe('the pressure manager of an agent', () => {
  it('is made when it is first asked for, once, and does nothing by itself', async () => {
    const { pressure } = new Stage();
    const manager = await pressure.manager;
    expect(await pressure.manager).toBe(manager);
    expect(manager.automatic).toBe(false);
  });

  it('answers pressure a second after the start, without keeping the process alive', async () => {
    const stage = new Stage();
    stage.pressure.start();
    stage.time.pass(900);
    expect([stage.loads, stage.time.unreferenced.length]).toEqual([0, 1]);
    stage.time.pass(200);
    await new Promise(setImmediate);
    expect((await stage.pressure.manager).automatic).toBe(true);
    expect(stage.loads).toBe(1);
    stage.pressure.stop();
    await loaded();
    expect((await stage.pressure.manager).automatic).toBe(false);
  });

  it('is not loaded where automatic responses are turned off, or where the agent has ended before', () => {
    const off = new Stage(false);
    off.pressure.start();
    off.time.pass(60_000);
    const ended = new Stage();
    ended.pressure.start();
    ended.pressure.stop();
    ended.time.pass(60_000);
    expect([off.loads, ended.loads]).toEqual([0, 0]);
  });

  it('does not begin after the agent has ended', async () => {
    const stage = new Stage();
    stage.pressure.start();
    stage.time.pass(1000);
    stage.pressure.stop();
    await loaded();
    expect((await stage.pressure.manager).automatic).toBe(false);
  });

  it('answers pressure as soon as it is asked for after the start, and no more where it is then turned off', async () => {
    const stage = new Stage();
    stage.pressure.start();
    const manager = await stage.pressure.manager;
    expect(manager.automatic).toBe(true);
    manager.disableAutomaticManagement();
    stage.time.pass(2000);
    await loaded();
    expect(manager.automatic).toBe(false);
    stage.pressure.stop();
  });

  it('leaves alone what the application has begun itself', async () => {
    const stage = new Stage();
    stage.pressure.start();
    const manager = await stage.pressure.manager;
    manager.enableAutomaticManagement({ dryRun: true });
    let enabled = 0;
    manager.enableAutomaticManagement = () => {
      enabled += 1;
    };
    stage.time.pass(2000);
    await loaded();
    expect(enabled).toBe(0);
  });

  it('that cannot be loaded is told once, and rejects for whoever asks', async () => {
    const stage = new Stage();
    stage.fails = true;
    stage.pressure.start();
    stage.time.pass(1000);
    await loaded();
    expect(stage.failures).toEqual(['no such file']);
    await expect(stage.pressure.manager).rejects.toThrow('no such file');
    stage.pressure.stop();
  });

  it('follows a change of the settings, in either direction', async () => {
    const stage = new Stage(false);
    stage.pressure.start();
    stage.pressure.follow({ enabled: false, dryRun: true });
    expect(stage.loads).toBe(0);
    stage.pressure.follow({ enabled: true, dryRun: false });
    expect((await stage.pressure.manager).automatic).toBe(true);
    stage.pressure.follow({ enabled: false, dryRun: false });
    await loaded();
    expect((await stage.pressure.manager).automatic).toBe(false);
    stage.pressure.stop();
    stage.pressure.follow({ enabled: true, dryRun: false });
    await loaded();
    expect((await stage.pressure.manager).automatic).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { shedLoad } from '../../../src/pressure/shedding/shedLoad.ts';
import { FakeLogger, mib } from '../../monitoring/simulation.ts';
import { PressedProcess, settled } from '../PressedProcess.ts';

/** A process whose container becomes as full as the test says. */
function contained(options: ConstructorParameters<typeof PressedProcess>[0] = {}) {
  const process = new PressedProcess(options, {}, (source) => {
    source.containerLimitBytes = 1000 * mib;
    source.containerUsedBytes = 300 * mib;
  });
  const { manager, time } = process;
  const shedder = shedLoad(manager, { timers: time, now: time.now });
  const fill = (share: number) => {
    process.source.containerUsedBytes = share * 1000 * mib;
  };
  return { process, manager, shedder, fill };
}

describe('load shedding under a manager', () => {
  it('begins at critical, and ends some time after it', async () => {
    const { process, manager, shedder, fill } = contained();
    manager.enableAutomaticManagement();
    await process.pass(5000);
    expect(shedder.isUnderPressure()).toBe(false);
    fill(0.92);
    await process.pass(30_000);
    expect(manager.getCurrentPressureLevel()).toBe('critical');
    expect(shedder.isUnderPressure()).toBe(true);
    expect(shedder.metrics.level).toBe('critical');
    fill(0.3);
    await process.pass(60_000);
    expect(shedder.isUnderPressure()).toBe(false);
    expect(shedder.metrics.episodes).toBeGreaterThan(0);
    manager.close();
  });

  it('begins again where the strategies are still resting, because they freed nothing', async () => {
    const { process, manager, shedder, fill } = contained();
    manager.enableAutomaticManagement();
    fill(0.97);
    await process.pass(60_000);
    fill(0.3);
    await process.pass(120_000);
    expect(shedder.isUnderPressure()).toBe(false);
    const applied = process.applied.length;
    fill(0.92);
    await process.pass(30_000);
    expect(manager.getCurrentPressureLevel()).toBe('critical');
    expect(shedder.metrics.episodes).toBeGreaterThan(1);
    expect(process.applied.length).toBeGreaterThanOrEqual(applied);
    manager.close();
  });

  it('does not happen in a dry run, nor before automatic management, and ends with it', async () => {
    const { process, manager, shedder, fill } = contained();
    fill(0.97);
    await process.pass(5000);
    process.monitor.start();
    await process.pass(30_000);
    expect(shedder.isUnderPressure()).toBe(false);
    manager.enableAutomaticManagement({ dryRun: true });
    await process.pass(30_000);
    expect(shedder.isUnderPressure()).toBe(false);
    manager.enableAutomaticManagement({ dryRun: false });
    await process.pass(5000);
    expect(shedder.isUnderPressure()).toBe(true);
    manager.disableAutomaticManagement();
    expect(shedder.isUnderPressure()).toBe(false);
    await process.pass(60_000);
    expect(shedder.isUnderPressure()).toBe(false);
    process.monitor.stop();
    manager.close();
  });

  it('tells a load shedder that does not observe of restoring only what it shed', async () => {
    const { process, manager, fill } = contained();
    const told: string[] = [];
    manager.addLoadShedder({
      shed: (level) => told.push(`shed at ${level}`),
      restore: () => told.push('restore'),
    });
    manager.enableAutomaticManagement();
    fill(0.8);
    await process.pass(30_000);
    fill(0.3);
    await process.pass(60_000);
    expect(told).toEqual([]);
    fill(0.92);
    await process.pass(30_000);
    fill(0.3);
    await process.pass(60_000);
    expect(told[0]).toBe('shed at critical');
    expect(told.filter((what) => what === 'restore')).toHaveLength(1);
    manager.close();
  });

  it('can be had of a manager that is still to come, and given back before it comes', async () => {
    const process = new PressedProcess();
    const added: unknown[] = [];
    const manager = {
      addLoadShedder: (shedder: unknown) => {
        added.push(shedder);
        return () => void added.pop();
      },
    };
    const shedder = shedLoad(Promise.resolve(manager));
    await settled();
    expect(added).toEqual([shedder]);
    shedder.close();
    expect(added).toEqual([]);
    shedLoad(Promise.resolve(process.manager)).close();
    await settled();
  });

  it('says so where the manager does not come, and refuses nothing', async () => {
    const logger = new FakeLogger();
    const shedder = shedLoad(Promise.reject(new Error('no code')), { logger });
    shedLoad(Promise.resolve({} as never), { logger });
    await settled();
    expect(shedder.isUnderPressure()).toBe(false);
    expect(logger.lines).toEqual([
      'warn tidemark: the manager of the load shedding failed; the monitor goes on: no code',
      'warn tidemark: the manager of the load shedding failed; the monitor goes on: manager must be a MemoryPressureManager, or a promise of one, received {}',
    ]);
  });

  it('refuses a manager that is none', () => {
    expect(() => shedLoad(undefined as never)).toThrow(
      'manager must be a MemoryPressureManager, or a promise of one, received nothing',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { shedLoad } from '../../../src/pressure/shedding/shedLoad.ts';
import { mib } from '../../monitoring/simulation.ts';
import { PressedProcess } from '../PressedProcess.ts';

/** A process that sheds load, and another shedder that is told no more than shed and restore. */
async function shedding() {
  const process = new PressedProcess();
  const { manager, monitor, source, time } = process;
  const shedder = shedLoad(manager, { timers: time, now: time.now, collect: false });
  const told: string[] = [];
  manager.addLoadShedder({
    shed: () => told.push('shed'),
    restore: () => told.push('restore'),
    end: () => told.push('end'),
  });
  monitor.start();
  manager.enableAutomaticManagement();
  source.liveBytes = 950 * mib;
  await process.pass(5000);
  expect(shedder.metrics).toMatchObject({ shedding: true, level: 'critical' });
  return { ...process, process, manager, monitor, source, shedder, told };
}

describe('shedding ends at once, though memory is as short as before,', () => {
  it('where automatic management is disabled, and begins again where it is enabled', async () => {
    const { process, manager, shedder, told } = await shedding();
    manager.disableAutomaticManagement();
    expect(shedder.metrics).toMatchObject({ shedding: false, severity: 0, level: 'normal' });
    expect(shedder.isUnderPressure()).toBe(false);
    expect(told.at(-1)).toBe('end');
    await process.pass(30_000);
    expect(manager.getCurrentPressureLevel()).toBe('critical');
    expect(shedder.metrics.shedding).toBe(false);
    manager.enableAutomaticManagement();
    await process.pass(1000);
    expect(shedder.metrics.shedding).toBe(true);
  });

  it('where the manager is closed, whose level is normal from then on', async () => {
    const { process, manager, shedder } = await shedding();
    const levels: unknown[] = [];
    manager.onLevelChange((change) => levels.push(change));
    manager.close();
    manager.close();
    expect(shedder.metrics).toMatchObject({ shedding: false, severity: 0 });
    expect(levels).toEqual([
      { level: 'normal', previousLevel: 'critical', reason: 'The manager was closed.' },
    ]);
    await process.pass(30_000);
    expect(manager.getCurrentPressureLevel()).toBe('normal');
    expect(shedder.metrics.shedding).toBe(false);
  });

  it('where the monitor is stopped: nothing is done about memory until it runs again', async () => {
    const { process, manager, monitor, shedder, told } = await shedding();
    monitor.stop();
    await process.pass(500);
    expect(shedder.metrics).toMatchObject({ shedding: false, severity: 0 });
    const { length } = manager.applied;
    await process.pass(60_000);
    expect(manager.getCurrentPressureLevel()).toBe('critical');
    expect(shedder.metrics.shedding).toBe(false);
    expect(told.filter((each) => each === 'end')).toHaveLength(1);
    expect(manager.applied.slice(length)).toEqual([]);
    monitor.start();
    await process.pass(1000);
    expect(shedder.metrics.shedding).toBe(true);
    manager.close();
    monitor.stop();
  });
});

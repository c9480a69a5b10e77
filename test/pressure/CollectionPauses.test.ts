import { describe, expect, it } from 'vitest';
import { CollectionPauses, ownMs } from '../../src/pressure/CollectionPauses.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedProcess } from './PressedProcess.ts';

const live = 100 * mib;

function seen(...taken: readonly (readonly [pauseMs: number, cpuMs: number])[]): CollectionPauses {
  const pauses = new CollectionPauses();
  for (const [pauseMs, cpuMs] of taken) pauses.add({ pauseMs, cpuMs }, live);
  return pauses;
}

describe('the pause that is predicted', () => {
  it('follows what collections take themselves, where one stood still for want of a processor', () => {
    expect(seen([6428, 102]).pauseMs(live)).toBeCloseTo(102);
    expect(seen([100, 100], [6428, 102], [90, 98], [95, 99]).pauseMs(live)).toBeLessThan(110);
  });

  it('is as much longer as the machine is busy, once that is seen more than twice, and not for long', () => {
    const pauses = seen([400, 100], [500, 100], [400, 100]);
    expect(pauses.pauseMs(live)).toBeCloseTo(400);
    pauses.pass(30_000);
    expect(pauses.pauseMs(live)).toBeGreaterThan(200);
    expect(pauses.pauseMs(live)).toBeLessThan(260);
    pauses.pass(300_000);
    expect(pauses.pauseMs(live)).toBeLessThan(105);
  });

  it('counts several threads that collect at once as long as they took, and a source without processor time as it paused', () => {
    expect([ownMs({ pauseMs: 60, cpuMs: 110 }), ownMs({ pauseMs: 60, cpuMs: 0 })]).toEqual([60, 60]);
    expect(seen([60, 110]).pauseMs(live)).toBeCloseTo(60);
  });
});

it('a collection that stood still for six seconds does not forbid the next, nor for a share of the time', async () => {
  const process = new PressedProcess();
  const { collector } = process.source;
  const { collect } = collector!;
  let busyMs = 6428;
  Object.assign(collector!, {
    collect: () => {
      const collection = collect.call(collector);
      process.time.block(busyMs);
      return { ...collection, pauseMs: 102 + busyMs, cpuMs: 102 };
    },
  });
  expect(process.manager.forceGarbageCollection().performed).toBe(true);
  busyMs = 0;
  expect(process.manager.forceGarbageCollection().performed).toBe(true);
  process.source.liveBytes = 950 * mib;
  process.source.garbageBytes = 30 * mib;
  process.manager.enableAutomaticManagement();
  await process.pass(1000);
  expect(process.applied).toContain('critical-memory: freed');
});

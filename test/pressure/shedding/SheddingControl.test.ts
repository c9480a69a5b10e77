import { describe, expect, it } from 'vitest';
import { SheddingControl } from '../../../src/pressure/shedding/SheddingControl.ts';
import { FakeTime } from '../../monitoring/simulation.ts';
import { calmReading, criticalReading } from './ShedProcess.ts';

/** Memory is no longer short, and not much less than it was. */
const barelyCalm = { ...calmReading, share: 0.84, shareWithGarbage: 0.84 };

function control(ceilings: { warning?: number; critical?: number } = {}) {
  const time = new FakeTime();
  const changes: boolean[] = [];
  const marks: number[] = [];
  const shedding = new SheddingControl({
    ceilings: { normal: 0, warning: 0, critical: 10, ...ceilings },
    stepUpMs: 250,
    stepDownMs: 1000,
    timers: time,
    now: time.now,
    collect: async () => true,
    open: { mark: () => marks.push(time.now()), drained: false, total: 0 },
    changed: (change) => changes.push(change.shedding),
  });
  /** Time passes, with two looks a second. */
  const pass = (durationMs: number, reading = calmReading) => {
    for (let passed = 0; passed < durationMs; passed += 500) {
      shedding.observe(reading);
      time.pass(500);
    }
  };
  return { time, changes, marks, shedding, pass };
}

describe('the control of shedding', () => {
  it('has no timer while nothing is short, and one that does not keep the process alive while load is shed', () => {
    const { time, shedding, pass } = control();
    pass(5000);
    expect(time.pending).toBe(0);
    shedding.observe(criticalReading);
    expect(shedding.severity).toBe(4);
    expect(time.pending).toBe(1);
    expect(time.unreferenced).toHaveLength(1);
    pass(20_000);
    expect(shedding.severity).toBe(0);
    expect(time.pending).toBe(0);
  });

  it('tells when shedding begins and ends, once for each', () => {
    const { changes, pass } = control();
    pass(3000, criticalReading);
    pass(3000);
    expect(changes).toEqual([true]);
    pass(20_000);
    expect(changes).toEqual([true, false]);
  });

  it('does what it is told by somebody who says no more than shed and restore', () => {
    const { time, shedding } = control();
    shedding.shed('critical', 'Memory is short.');
    expect([shedding.severity, shedding.level, shedding.reason]).toEqual([4, 'critical', 'Memory is short.']);
    time.pass(60_000);
    expect(shedding.severity).toBe(10);
    shedding.restore();
    expect(shedding.severity).toBe(10);
    time.pass(12_000);
    expect(shedding.severity).toBe(0);
    expect(time.pending).toBe(0);
  });

  it('sheds nothing at a level at which nothing may be', () => {
    const { time, shedding } = control();
    shedding.shed('warning', '');
    time.pass(60_000);
    expect(shedding.severity).toBe(0);
    expect(time.pending).toBe(0);
  });

  it('goes on where a lower level allows some of it', () => {
    const { shedding, pass } = control({ warning: 2 });
    pass(3000, criticalReading);
    pass(9000, { ...criticalReading, level: 'warning', share: 0.8 });
    expect(shedding.severity).toBe(2);
    pass(1000, criticalReading);
    expect(shedding.severity).toBeGreaterThanOrEqual(4);
  });

  it('ends more slowly each time that memory becomes short again because it has ended', () => {
    const { shedding, pass } = control();
    const timeToEnd = () => {
      pass(3000, criticalReading);
      let passed = 0;
      for (; shedding.severity > 0; passed += 500) pass(500, barelyCalm);
      return passed;
    };
    const times = Array.from({ length: 5 }, timeToEnd);
    expect(times[1]).toBeGreaterThan(times[0]! * 1.7);
    expect(times[2]).toBeGreaterThan(times[1]! * 1.7);
    expect(times[4]).toBe(times[3]);
    pass(60_000);
    expect(timeToEnd()).toBe(times[0]);
  });

  it('ends as fast as ever where memory has come down by a tenth of the limit, however often it has ended too early', () => {
    const { shedding, pass } = control();
    for (let episode = 0; episode < 4; episode++) {
      pass(3000, criticalReading);
      while (shedding.severity > 0) pass(500, barelyCalm);
    }
    pass(3000, criticalReading);
    const { severity } = shedding;
    pass(4000, { ...calmReading, share: 0.2 });
    expect(shedding.severity).toBeLessThanOrEqual(severity - 3);
  });

  it('counts memory that becomes short while shedding becomes less as a return of it', () => {
    const { shedding, pass } = control();
    pass(3000, criticalReading);
    pass(4000, barelyCalm);
    const { severity } = shedding;
    pass(500, criticalReading);
    expect(shedding.severity).toBeGreaterThan(severity);
    pass(1000, barelyCalm);
    expect(shedding.severity).toBeGreaterThan(severity);
  });

  it('waits anew for what is open where memory becomes short again, though shedding of the last time has not ended', async () => {
    const { marks, shedding, pass } = control();
    pass(8000, criticalReading);
    pass(7000);
    expect(shedding.severity).toBeGreaterThan(0);
    for (let second = 0; second < 14; second++) {
      pass(1000, criticalReading);
      await Promise.resolve();
      // All would be refused while it is tried out whether that helps.
      expect(shedding.full, `after ${second + 1} s`).toBe(false);
    }
    expect(marks).toHaveLength(2);
  });

  it('goes on with what it was finding out where memory was no longer short for a moment only', () => {
    const { marks, shedding, pass } = control();
    pass(8000, criticalReading);
    pass(3000);
    pass(1000, criticalReading);
    expect(shedding.severity).toBeGreaterThan(0);
    expect(marks).toHaveLength(1);
  });

  it('is not eased to nothing for ever: it hears when memory becomes fuller', () => {
    const { shedding, pass } = control();
    pass(120_000, criticalReading);
    expect(shedding.severity).toBe(0);
    pass(1000, { ...criticalReading, share: 0.92 });
    expect(shedding.severity).toBeGreaterThan(0);
  });

  it('ends where a manager that looked at memory does so no more', () => {
    const { time, shedding } = control();
    shedding.observe({ ...criticalReading, share: 0.97 });
    time.pass(9000);
    expect(shedding.severity).toBe(10);
    time.pass(15_000);
    expect(shedding.severity).toBe(0);
  });

  it('can be ended at once', () => {
    const { time, changes, shedding, pass } = control();
    pass(3000, criticalReading);
    shedding.end();
    expect(shedding.severity).toBe(0);
    expect(time.pending).toBe(0);
    expect(changes).toEqual([true, false]);
  });
});

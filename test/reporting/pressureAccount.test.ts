import { describe, expect, it } from 'vitest';
import { pressureAccount } from '../../src/reporting/pressureAccount.ts';
import { mib } from '../monitoring/simulation.ts';
import { at, pressureEvent, strategyEvent } from './given.ts';

const period = { fromMs: at(100), toMs: at(200) };

describe('the account of pressure', () => {
  it('is normal all the time where nothing was told', () => {
    expect(pressureAccount([], period)).toEqual({
      level: 'normal',
      timeMs: { normal: 100_000, warning: 0, critical: 0 },
      entered: { warning: 0, critical: 0 },
      strategies: [],
      recyclings: [],
    });
  });

  it('begins with the level that was entered before the period, and does not count that entry', () => {
    const events = [pressureEvent(50, 'warning', 'normal'), pressureEvent(130, 'critical', 'warning')];
    const { level, timeMs, entered } = pressureAccount(events, period);
    expect(level).toBe('critical');
    expect(timeMs).toEqual({ normal: 0, warning: 30_000, critical: 70_000 });
    expect(entered).toEqual({ warning: 0, critical: 1 });
  });

  it('counts a level as entered from below alone', () => {
    const events = [
      pressureEvent(110, 'critical', 'normal'),
      pressureEvent(120, 'warning', 'critical'),
      pressureEvent(130, 'normal', 'warning'),
      pressureEvent(140, 'warning', 'normal'),
    ];
    const { timeMs, entered } = pressureAccount(events, period);
    expect(entered).toEqual({ warning: 1, critical: 1 });
    expect(timeMs).toEqual({ normal: 20_000, warning: 70_000, critical: 10_000 });
  });

  it('leaves out what came after the period', () => {
    const events = [pressureEvent(250, 'critical', 'normal'), strategyEvent(260)];
    expect(pressureAccount(events, period)).toMatchObject({ level: 'normal', strategies: [] });
  });

  it('adds up what a strategy was measured to free, and what it claims apart from that', () => {
    const events = [
      strategyEvent(50),
      strategyEvent(110),
      strategyEvent(120, { freedBytes: 9 * mib, measured: false, result: 'unknown' }),
      strategyEvent(130, { freedBytes: 0, result: 'freed-nothing', pauseMs: undefined }),
      strategyEvent(140, { strategy: 'mine', freedBytes: undefined, measured: false, result: 'failed' }),
    ];
    expect(pressureAccount(events, period).strategies).toEqual([
      {
        strategy: 'LowMemoryStrategy',
        times: 3,
        freedBytes: 3 * mib,
        claimedBytes: 9 * mib,
        pauseMs: 24,
        results: { freed: 1, unknown: 1, 'freed-nothing': 1 },
      },
      {
        strategy: 'mine',
        times: 1,
        freedBytes: undefined,
        claimedBytes: undefined,
        pauseMs: 12,
        results: { failed: 1 },
      },
    ]);
  });

  it('lists what was replaced, with its time', () => {
    const recycling = {
      kind: 'application',
      id: '4711',
      step: 'done',
      cause: 'leak',
      reason: 'It leaks.',
    } as const;
    const events = [{ time: at(150), type: 'memory:recycling', payload: recycling } as const];
    expect(pressureAccount(events, period).recyclings).toEqual([{ time: at(150), recycling }]);
  });
});

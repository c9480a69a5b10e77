import { describe, expect, it } from 'vitest';
import { LevelHistory } from '../../../src/monitoring/leaks/LevelHistory.ts';
import { mib } from '../simulation.ts';

const minute = 60_000;
const hour = 60 * minute;

function historyOf(level: (minutes: number) => number, minutes: number): LevelHistory {
  const history = new LevelHistory();
  for (let at = 0; at < minutes; at += 0.5) history.add(at * minute, level(at));
  return history;
}

describe('the history of a level', () => {
  it('knows how low and how high it was between two times', () => {
    const history = historyOf((at) => 50 + at, 60);
    expect(history.between(10 * minute, 20 * minute)).toEqual({ lowest: 60, highest: 69.5 });
    expect(history.between(2 * hour, 3 * hour)).toBeUndefined();
  });

  it('forgets after a day', () => {
    const history = new LevelHistory();
    history.add(0, 900);
    for (let at = 0; at <= 24; at++) history.add(hour * at + minute, 10);
    expect(history.between(0, 25 * hour)).toEqual({ lowest: 10, highest: 10 });
  });

  it('leaves out what is no number', () => {
    const history = new LevelHistory();
    history.add(0, Number.NaN);
    expect(history.between(-hour, hour)).toBeUndefined();
  });
});

describe('the largest steady change', () => {
  const within = (level: (minutes: number) => number): number =>
    historyOf(level, 120).steadyChange(10 * minute, 0, 2 * hour);

  it('is that of a rise, and that of a fall as well', () => {
    expect(within((at) => at * mib) / mib).toBeCloseTo(10, 6);
    expect(within((at) => -at * mib) / mib).toBeCloseTo(10, 6);
  });

  it('does not see a jump', () => {
    expect(within((at) => (at < 60 ? 0 : 500 * mib))).toBe(0);
    expect(within((at) => at * mib + (at < 60 ? 0 : 500 * mib)) / mib).toBeCloseTo(10, 6);
  });

  it('is unknown where too little is known', () => {
    expect(new LevelHistory().steadyChange(10 * minute, 0, 2 * hour)).toBeNaN();
    expect(historyOf(() => 1, 5).steadyChange(10 * minute, 0, 2 * hour)).toBeNaN();
  });
});

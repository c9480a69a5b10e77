import { describe, expect, it } from 'vitest';
import { Leaks } from '../../src/leaks/Leaks.ts';
import { Clock } from '../stage.ts';

function leaking(bytesPerSecond: number): { clock: Clock; leaks: Leaks } {
  const clock = new Clock();
  return { clock, leaks: new Leaks({ name: 'listeners', bytesPerSecond, now: clock.now }) };
}

describe('Leaks', () => {
  it('never occurs where another leak is on, or none', () => {
    const { clock, leaks } = leaking(1000);
    clock.ms = 1000;
    expect(leaks.occurs('adjacency', 1)).toBe(false);
    expect(Leaks.none().occurs('adjacency', 0)).toBe(false);
  });

  it('keeps to its rate, however often it could occur', () => {
    const { clock, leaks } = leaking(1000);
    for (clock.ms = 0; clock.ms <= 60_000; clock.ms += 1) leaks.occurs('listeners', 70);
    expect(leaks.leakedBytes).toBeGreaterThan(60_000 - 2 * 70);
    expect(leaks.leakedBytes).toBeLessThanOrEqual(60_000);
  });

  it('reaches its rate with pieces that are larger than what a second allows', () => {
    const { clock, leaks } = leaking(1000);
    for (clock.ms = 0; clock.ms <= 60_000; clock.ms += 100) leaks.occurs('listeners', 9_000);
    expect(leaks.leakedBytes).toBe(54_000);
  });

  it('does not make up for a long pause in one burst', () => {
    const { clock, leaks } = leaking(1000);
    clock.ms = 3_600_000;
    for (let i = 0; i < 1000; i += 1) leaks.occurs('listeners', 100);
    expect(leaks.leakedBytes).toBe(2000);
  });
});

import { describe, expect, it } from 'vitest';
import { Standstill, type StandstillChange } from '../../../src/recording/watchdog/Standstill.ts';

/** Looks once a second at a program whose last beat and processor time are given. */
class Looks {
  readonly standstill: Standstill = new Standstill({ beatMs: 250, blockedAfterMs: 5000 });
  now = 100_000;
  beatAt = 100_000;
  cpuMs = 0;

  /** Seconds in which it beats, or stands still and uses a share of a core. */
  pass(seconds: number, program: 'beats' | number): StandstillChange[] {
    return Array.from({ length: seconds }, () => {
      this.now += 1000;
      if (program === 'beats') this.beatAt = this.now - 100;
      else this.cpuMs += program * 1000;
      return this.look();
    }).filter((change) => change !== undefined);
  }

  look(): StandstillChange | undefined {
    const { now, beatAt, cpuMs } = this;
    return this.standstill.look({ now, beatAt, cpuMs });
  }
}

describe('a standstill', () => {
  it('is told once it has lasted, with the processor time meanwhile, and that it is over', () => {
    const looks = new Looks();
    expect(looks.pass(5, 'beats')).toEqual([]);
    const [blocked, ...rest] = looks.pass(7, 1);
    expect(rest).toEqual([]);
    expect(blocked).toEqual({ type: 'blocked', since: 105_000, forMs: 5000, cpuShare: 1 });
    expect(looks.pass(3, 'beats')).toEqual([
      { type: 'moved', since: 105_000, forMs: 7900, cpuShare: expect.closeTo(7 / 8) },
    ]);
  });

  it('knows for which share of it the thread had no processor, where that is counted', () => {
    const standstill = new Standstill({ beatMs: 250, blockedAfterMs: 5000 });
    const look = (second: number, queuedMs: number): StandstillChange | undefined =>
      standstill.look({ now: second * 1000, beatAt: 1000, cpuMs: 0, queuedMs });
    for (let second = 1; second < 6; second++) look(second, 500);
    expect(look(7, 500 + 5400)).toMatchObject({ type: 'blocked', queuedShare: 0.9 });
  });

  it('is none while it is shorter, also by one beat that was due', () => {
    const looks = new Looks();
    looks.pass(2, 'beats');
    expect(looks.pass(4, 0)).toEqual([]);
    expect(looks.pass(1, 'beats')).toEqual([]);
  });

  it('is told of ever more rarely while it lasts: 26 times in a day', () => {
    const looks = new Looks();
    looks.pass(1, 'beats');
    const changes = looks.pass(86_400, 0);
    expect(changes[0]).toMatchObject({ type: 'blocked', cpuShare: 0 });
    expect(changes.slice(1).every(({ type }) => type === 'still')).toBe(true);
    expect(changes.length).toBeLessThanOrEqual(26);
  });

  it('is none where the whole process was stopped, or a clock was set', () => {
    const looks = new Looks();
    looks.pass(2, 'beats');
    looks.now += 3_600_000;
    expect(looks.look()).toBeUndefined();
    expect(looks.pass(4, 0)).toEqual([]);
    looks.now -= 7_200_000;
    expect(looks.look()).toBeUndefined();
    expect(looks.pass(4, 0)).toEqual([]);
  });
});

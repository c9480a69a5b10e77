import { describe, expect, it } from 'vitest';
import type { VainCause } from '../../../src/pressure/shedding/RefusalTrial.ts';
import { VainRefusals } from '../../../src/pressure/shedding/VainRefusals.ts';

function vainAt(share: number, livedMs = 150_000, cause: VainCause = 'stays') {
  const vain = new VainRefusals(-livedMs);
  vain.begin({ nowMs: 0, share, cause });
  return vain;
}

describe('that refusing was in vain', () => {
  it('is forgotten when memory has come down by three percent of the limit, for two seconds', () => {
    const vain = vainAt(0.88);
    for (let ms = 1000; ms <= 10_000; ms += 100) vain.observe({ nowMs: ms, share: 0.86 });
    expect(vain.known).toBe(true);
    for (let ms = 11_000; ms < 13_000; ms += 100) vain.observe({ nowMs: ms, share: 0.85 });
    expect(vain.known).toBe(true);
    vain.observe({ nowMs: 13_000, share: 0.85 });
    expect(vain.known).toBe(false);
  });

  it('is forgotten when what has come and gone is not short any more for half a minute', () => {
    const vain = vainAt(0.88, 150_000, 'comes and goes');
    for (let ms = 1000; ms < 31_000; ms += 500) vain.observe({ nowMs: ms, share: 0.3 });
    expect(vain.known).toBe(true);
    vain.observe({ nowMs: 31_000, share: 0.3 });
    expect(vain.known).toBe(false);
  });

  it('is not forgotten where memory comes and goes all the time', () => {
    const vain = vainAt(0.88);
    for (let ms = 100; ms < 59_000; ms += 100) {
      vain.observe({ nowMs: ms, share: ms % 2000 === 0 ? 0.87 : 0.3 });
      expect(vain.known).toBe(true);
    }
  });

  it('is not forgotten because garbage comes and goes by more than that', () => {
    const vain = vainAt(0.87);
    for (let second = 1; second < 60; second++) {
      vain.observe({ nowMs: second * 1000, share: second % 5 === 0 ? 0.87 : 0.915 });
      expect(vain.known).toBe(true);
    }
  });

  it('is remembered while memory grows on, and when it rests, until it rises by three percent from there', () => {
    const vain = vainAt(0.8);
    for (let minute = 1; minute <= 10; minute++) {
      vain.observe({ nowMs: minute * 59_000, share: 0.8 + 0.011 * minute });
      expect(vain.known).toBe(true);
    }
    vain.observe({ nowMs: 590_000 + 60_000, share: 0.9 });
    for (let minute = 12; minute <= 600; minute++) vain.observe({ nowMs: minute * 60_000, share: 0.93 });
    expect(vain.known).toBe(true);
    vain.observe({ nowMs: 601 * 60_000, share: 0.941 });
    expect(vain.known).toBe(false);
  });

  it('is forgotten where memory rises by half of what was left, which may be less than that', () => {
    const vain = vainAt(0.96);
    vain.observe({ nowMs: 60_000, share: 0.96 });
    vain.observe({ nowMs: 61_000, share: 0.975 });
    expect(vain.known).toBe(true);
    vain.observe({ nowMs: 62_000, share: 0.981 });
    expect(vain.known).toBe(false);
  });

  it('is not forgotten because of a rise before memory has rested', () => {
    const vain = vainAt(0.8);
    vain.observe({ nowMs: 59_000, share: 0.89 });
    expect(vain.known).toBe(true);
  });

  it('does not go by what nobody knows', () => {
    const vain = vainAt(0.9);
    expect(vain.observe({ nowMs: 1000, share: Number.NaN })).toBe(false);
    expect(vain.known).toBe(true);
  });

  it('is left aside at the end of memory, while requests are open that were begun before, once and for ten seconds', () => {
    const vain = vainAt(0.9);
    expect(vain.triesOnceMore(0, false)).toBe(false);
    expect(vain.observe({ nowMs: 1000, share: 0.95 })).toBe(true);
    expect(vain.triesOnceMore(1000, false)).toBe(true);
    expect(vain.triesOnceMore(1000, true)).toBe(false);
    expect(vain.observe({ nowMs: 2000, share: 0.96 })).toBe(false);
    expect(vain.triesOnceMore(10_999, false)).toBe(true);
    expect(vain.triesOnceMore(11_000, false)).toBe(false);
    // It was less in between: that is no other end.
    expect(vain.observe({ nowMs: 32_000, share: 0.94 })).toBe(false);
    expect(vain.observe({ nowMs: 33_000, share: 0.95 })).toBe(false);
    expect(vain.triesOnceMore(33_000, false)).toBe(false);
  });

  it('is left aside for no more than a fifteenth of the time that the process has lived', () => {
    const vain = vainAt(0.9, 29_000);
    expect(vain.observe({ nowMs: 1000, share: 0.95 })).toBe(true);
    expect(vain.triesOnceMore(2999, false)).toBe(true);
    expect(vain.triesOnceMore(3000, false)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { decideRestart, type EndedLife } from '../../../src/hub/restarting/decideRestart.ts';

const minute = 60_000;
const now = 600 * minute;

function decided(code: number | null, signal: NodeJS.Signals | null, more: Partial<EndedLife> = {}): unknown {
  const decision = decideRestart({
    time: now,
    exit: { code, signal },
    livedMs: 60 * minute,
    asked: false,
    recycled: false,
    begun: [],
    shortLives: [],
    limits: { maxPerHour: 2, minAge: 2 * minute },
    ...more,
  });
  return decision.restart ? decision.delayMs : decision.because;
}

describe('the decision to start an application again', () => {
  it('is for the ways in which memory ends a process', () => {
    expect(decided(null, 'SIGABRT')).toBe(0);
    expect(decided(null, 'SIGKILL')).toBe(0);
    expect(decided(134, null)).toBe(0);
    expect(decided(137, null)).toBe(0);
  });

  it('is not for any other end', () => {
    for (const code of [0, 1, 2, 143]) expect(decided(code, null)).toBe('other');
    expect(decided(null, 'SIGSEGV')).toBe('other');
    expect(decided(null, 'SIGTERM')).toBe('other');
  });

  it('is for every end of what was ended to be replaced', () => {
    expect(decided(0, null, { recycled: true })).toBe(0);
    expect(decided(null, 'SIGTERM', { recycled: true })).toBe(0);
    // Its place in the budget was taken when that began.
    expect(decided(0, null, { recycled: true, begun: [now - 2, now - 1] })).toBe(0);
  });

  it('is not for what was asked to end', () => {
    expect(decided(null, 'SIGKILL', { asked: true })).toBe('asked');
    expect(decided(0, null, { asked: true, recycled: true })).toBe('asked');
  });

  it('keeps to the budget', () => {
    expect(decided(null, 'SIGKILL', { begun: [now - 61 * minute, now - 1] })).toBe(0);
    expect(decided(null, 'SIGKILL', { begun: [now - 2, now - 1] })).toBe('budget');
  });

  it('waits longer after each short life, and gives up after the third', () => {
    const short = { livedMs: 1000 };
    expect(decided(134, null, short)).toBe(1000);
    expect(decided(134, null, { ...short, shortLives: [now - minute] })).toBe(2000);
    expect(decided(134, null, { ...short, shortLives: [now - 2, now - 1] })).toBe('crash-loop');
    expect(decided(134, null, { shortLives: [now - minute] })).toBe(1000);
    expect(decided(0, null, { ...short, recycled: true, shortLives: [now - 2, now - 1] })).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import {
  decideRecycling,
  isShortLife,
  lastHour,
  type RecyclingCandidate,
  type RecyclingSituation,
} from '../../../src/pressure/recycling/decideRecycling.ts';
import { type WorkerCondition, wishOf } from '../../../src/pressure/recycling/WorkerCondition.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = 10 * hour;

function worker(
  id: string,
  cause?: NonNullable<RecyclingCandidate['wish']>['cause'],
  more: Partial<RecyclingCandidate> & { readonly since?: number } = {},
): RecyclingCandidate {
  const { since = now - minute, ...rest } = more;
  const wish = cause && { cause, reason: `${id} is ill.`, since };
  return { id, startedAt: now - hour, serving: true, usedBytes: 100, wish, chance: 0, ...rest };
}

function decide(workers: readonly RecyclingCandidate[], more: Partial<RecyclingSituation> = {}): string {
  const limits = { maxPerHour: 2, maxAtOnce: 1, minAge: 2 * minute, jitter: minute };
  const decision = decideRecycling({
    time: now,
    workers,
    underway: 0,
    begun: [],
    shortLives: [],
    limits,
    ...more,
  });
  return decision.recycle?.id ?? (decision as { readonly because: string }).because;
}

describe('the decision who is replaced', () => {
  it('is nobody while all are well', () => {
    expect(decide([worker('a'), worker('b')])).toBe('none');
    expect(decide([])).toBe('none');
  });

  it('is the worst first: by cause, then by the bytes that it takes', () => {
    const ill = [
      worker('leaks', 'leak', { usedBytes: 900 }),
      worker('ends', 'out-of-memory'),
      worker('critical', 'pressure'),
      worker('asks', 'requested'),
    ];
    expect(decide(ill)).toBe('asks');
    expect(decide(ill.slice(0, 3))).toBe('critical');
    expect(decide(ill.slice(0, 2))).toBe('ends');
    expect(decide([worker('small', 'leak'), worker('large', 'leak', { usedBytes: 200 })])).toBe('large');
  });

  it('is one that is young where it would not live for long enough, within the budget', () => {
    const young = (endsAt: number, ageMs = 10_000) => {
      const [ill] = [worker('a', 'out-of-memory', { startedAt: now - ageMs, chance: 1 })];
      return { ...ill, wish: { ...ill.wish!, endsAt } };
    };
    expect(decide([young(now + 20_000)])).toBe('a');
    // What it loads at its start may well be all.
    expect(decide([young(now + 20_000, 9_999)])).toBe('waiting');
    expect(decide([young(now + 2 * minute)])).toBe('waiting');
    expect(decide([young(now + 20_000)], { begun: [now - 2, now - 1] })).toBe('budget');
  });

  it('is not one that is young, has outlived the end that was foreseen, and so has stopped growing', () => {
    const outlived = (ms: number) => {
      const [ill] = [worker('a', 'requested', { startedAt: now - 11_000 })];
      return { ...ill, wish: { ...ill.wish!, endsAt: now - ms } };
    };
    expect(decide([outlived(2000)])).toBe('a');
    expect(decide([outlived(2001)])).toBe('waiting');
  });

  it('is not one that is young and was seen to grow at its start alone', () => {
    const seen = (ageMs: number) => {
      const [ill] = [worker('a', 'requested', { startedAt: now - 15_000 })];
      return { ...ill, wish: { ...ill.wish!, endsAt: now + 3000, foretoldAt: now - 15_000 + ageMs } };
    };
    expect(decide([seen(9_999)])).toBe('waiting');
    expect(decide([seen(10_000)])).toBe('a');
  });

  it('is none that is young, none that does not serve', () => {
    expect(decide([worker('a', 'requested', { startedAt: now - 2 * minute + 1 })])).toBe('waiting');
    expect(decide([worker('a', 'requested', { startedAt: now - 2 * minute })])).toBe('a');
    expect(decide([worker('a', 'requested', { serving: false })])).toBe('none');
  });

  it('gives strategies time to bring a critical level down', () => {
    expect(decide([worker('a', 'pressure', { since: now - 9999 })])).toBe('waiting');
    expect(decide([worker('a', 'pressure', { since: now - 10_000 })])).toBe('a');
    expect(decide([worker('a', 'requested', { since: now })])).toBe('a');
  });

  it('spreads what is not urgent, so that what leaks alike does not go together', () => {
    const alike = [0.9, 0.2, 0.6].map((chance, index) =>
      worker(`${index}`, 'leak', { chance, since: now - minute / 2 }),
    );
    expect(decide(alike)).toBe('1');
    expect(decide(alike.filter(({ id }) => id !== '1'))).toBe('waiting');
    expect(decide([worker('a', 'pressure', { chance: 1, since: now - 10_000 })])).toBe('a');
  });

  it('is nobody while enough are under way', () => {
    expect(decide([worker('a', 'leak')], { underway: 1 })).toBe('at-once');
  });

  it('keeps to the budget of an hour', () => {
    const begun = [now - hour, now - 50 * minute, now - minute];
    expect(decide([worker('a', 'leak')], { begun })).toBe('budget');
    expect(decide([worker('a', 'leak')], { begun: begun.slice(0, 2) })).toBe('a');
  });

  it('is nobody while replacements do not last', () => {
    const shortLives = [now - 59 * minute, now - 30 * minute, now - minute];
    expect(decide([worker('a', 'leak')], { shortLives })).toBe('crash-loop');
    expect(decide([worker('a', 'leak')], { shortLives: [now - hour, ...shortLives.slice(1)] })).toBe('a');
  });

  it('names the one that is due where the limits forbid it', () => {
    const limits = { maxPerHour: 2, maxAtOnce: 1, minAge: 0, jitter: 0 };
    const situation = { time: now, workers: [worker('a', 'leak')], underway: 1, begun: [], shortLives: [] };
    expect(decideRecycling({ ...situation, limits })).toMatchObject({ due: { id: 'a' } });
  });
});

describe('a life', () => {
  it('is short below twice the least age', () => {
    expect([239_999, 240_000].map((ms) => isShortLife(ms, { minAge: 120_000 }))).toEqual([true, false]);
    expect(isShortLife(0, { minAge: 0 })).toBe(false);
  });

  it('counts for an hour', () => {
    expect(lastHour([0, 1, hour], hour)).toEqual([1, hour]);
  });
});

describe('a condition', () => {
  const condition = (more: Partial<WorkerCondition>): WorkerCondition => ({
    level: 'warning',
    usedBytes: 1,
    ...more,
  });

  it('is a reason by its most urgent part', () => {
    expect(wishOf(condition({}))).toBeUndefined();
    expect(wishOf(condition({ leak: 'It leaks.' }))).toEqual({ cause: 'leak', reason: 'It leaks.' });
    const ends = condition({ leak: 'It leaks.', outOfMemoryMs: 5 * minute });
    expect(wishOf(ends)).toEqual({
      cause: 'out-of-memory',
      reason: 'Its memory runs out in about 5 min.',
      endsInMs: 5 * minute,
    });
    expect(wishOf({ ...ends, level: 'critical' })?.cause).toBe('pressure');
    expect(wishOf({ ...ends, level: 'critical', requested: 'Nothing helps.' })).toEqual({
      cause: 'requested',
      reason: 'Nothing helps.',
    });
    expect(wishOf(condition({ outOfMemoryMs: 10 }))?.reason).toContain('about 1 min');
  });
});

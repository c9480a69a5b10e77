import { describe, expect, it } from 'vitest';
import { basisOf, type SuspicionState } from '../../../src/monitoring/leaks/confirmation.ts';

const minute = 60_000;
const open = { confirmAfter: 15 * minute, holdersDeclared: false };
const closed = { ...open, holdersDeclared: true };
const early: SuspicionState = {
  sensitivity: 'medium',
  uptimeMs: 120 * minute,
  suspectedForMs: 4 * minute,
  lastedMs: 7 * minute,
  undiminished: true,
  sinceStart: false,
  inSteps: false,
  exceeded: false,
  filling: false,
  sites: 'kept',
  withoutSites: false,
  beyondShare: 1,
  contrast: 5,
  pace: 4,
  multiple: 3,
  loadRatio: Number.NaN,
  walkSignificance: 20,
  eatenShare: 0.1,
};
const late: SuspicionState = { ...early, suspectedForMs: 14 * minute, lastedMs: 16 * minute };

describe('where all bounded holders are declared, a leak is confirmed', () => {
  it('within minutes, by sites that keep everything', () => {
    expect(basisOf(early, closed)).toBe('sites');
    expect(basisOf(early, open)).toBeUndefined();
    expect(basisOf({ ...early, suspectedForMs: 2 * minute }, closed)).toBeUndefined();
  });

  it('not by sites while a declared holder fills: they may be its own', () => {
    expect(basisOf({ ...early, filling: true }, closed)).toBeUndefined();
  });

  it('after eight minutes where sites cannot tell, if the process has not done the like before', () => {
    const unseen: SuspicionState = { ...early, sites: 'unseen', lastedMs: 9 * minute };
    expect(basisOf(unseen, closed)).toBe('sites');
    expect(basisOf({ ...unseen, lastedMs: 7 * minute }, closed)).toBeUndefined();
    expect(basisOf({ ...unseen, contrast: 1.7 }, closed)).toBeUndefined();
    expect(basisOf({ ...unseen, contrast: Number.NaN }, closed)).toBeUndefined();
    expect(basisOf({ ...unseen, walkSignificance: 4 }, closed)).toBeUndefined();
  });

  it('only after half an hour where it began with the process', () => {
    const fromStart: SuspicionState = { ...early, sinceStart: true, contrast: Number.NaN, beyondShare: 0 };
    expect(basisOf(fromStart, closed)).toBeUndefined();
    expect(basisOf({ ...fromStart, lastedMs: 31 * minute }, closed)).toBe('sites');
  });
});

describe('where nothing is declared, a leak is confirmed', () => {
  it('when it has lasted, with sites that agree or such as was never seen here', () => {
    expect(basisOf(late, open)).toBe('persistent');
    expect(basisOf({ ...late, contrast: Number.NaN }, open)).toBe('persistent');
    expect(basisOf({ ...late, sites: 'open' }, open)).toBe('persistent');
    expect(basisOf({ ...late, sites: 'open', contrast: 1 }, open)).toBeUndefined();
    expect(basisOf({ ...late, lastedMs: 14 * minute }, open)).toBeUndefined();
  });

  it('after an hour where it is barely fast enough to be suspected', () => {
    const slow: SuspicionState = { ...late, pace: 1.2 };
    expect(basisOf(slow, open)).toBeUndefined();
    expect(basisOf({ ...slow, lastedMs: 61 * minute }, open)).toBe('persistent');
    expect(basisOf({ ...slow, exceeded: true }, open)).toBe('holder');
  });

  it('beside the heap when it has lasted from the start, as evenly as no load is', () => {
    const buffers: SuspicionState = {
      ...late,
      sites: 'unseen',
      withoutSites: true,
      sinceStart: true,
      contrast: Number.NaN,
      walkSignificance: 30,
    };
    expect(basisOf(buffers, open)).toBe('persistent');
    expect(basisOf({ ...buffers, walkSignificance: 15 }, open)).toBeUndefined();
    expect(basisOf({ ...buffers, sinceStart: false }, open)).toBeUndefined();
    expect(basisOf({ ...buffers, withoutSites: false }, open)).toBeUndefined();
  });

  it('on a heap that nobody can look at when it has lasted from the start, and the load has not grown like it', () => {
    const heap: SuspicionState = {
      ...late,
      sites: 'unseen',
      sinceStart: true,
      contrast: Number.NaN,
      walkSignificance: 7,
      multiple: 3,
      loadRatio: 1.1,
    };
    expect(basisOf(heap, open)).toBe('persistent');
    expect(basisOf({ ...heap, loadRatio: 2.5 }, open)).toBeUndefined();
    expect(basisOf({ ...heap, loadRatio: 0.5, multiple: 0.4 }, open)).toBeUndefined();
    expect(basisOf({ ...heap, loadRatio: Number.NaN }, open)).toBeUndefined();
    expect(basisOf({ ...heap, walkSignificance: 4 }, open)).toBeUndefined();
    expect(basisOf(heap, closed)).toBeUndefined();
  });

  it('not while it only returns to where it has been', () => {
    expect(basisOf({ ...late, beyondShare: 0.4 }, open)).toBeUndefined();
  });

  it('when it has eaten much of what was free, less of it the higher the sensitivity', () => {
    const eating: SuspicionState = { ...early, sites: 'unseen', contrast: Number.NaN, eatenShare: 0.4 };
    expect(basisOf(eating, open)).toBe('consuming');
    expect(basisOf({ ...eating, eatenShare: 0.3 }, open)).toBeUndefined();
    expect(basisOf({ ...eating, eatenShare: 0.3, sensitivity: 'high' }, open)).toBe('consuming');
    expect(basisOf({ ...eating, sensitivity: 'low' }, open)).toBeUndefined();
    expect(basisOf({ ...eating, beyondShare: 0.5 }, open)).toBeUndefined();
  });
});

describe('no leak is confirmed', () => {
  it.each<[string, Partial<SuspicionState>]>([
    ['in a young process', { uptimeMs: 14 * minute }],
    ['that slows down', { undiminished: false }],
    ['that came by a few jumps', { inSteps: true }],
    ['whose allocations are seen to die', { sites: 'turned-over' }],
  ])('%s', (_name, state) => {
    for (const settings of [open, closed]) {
      expect(basisOf({ ...late, eatenShare: 0.9, ...state }, settings)).toBeUndefined();
    }
  });
});

it('a declared holder beyond its bound is a leak at once', () => {
  const young: SuspicionState = { ...early, exceeded: true, uptimeMs: 5 * minute, undiminished: false };
  expect(basisOf(young, open)).toBe('holder');
});

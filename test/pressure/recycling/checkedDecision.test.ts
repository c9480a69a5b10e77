import { describe, expect, it } from 'vitest';
import {
  decideRecycling,
  type RecyclingCandidate,
  type RecyclingSituation,
} from '../../../src/pressure/index.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';

const worker: RecyclingCandidate = {
  id: '4711',
  startedAt: 0,
  serving: true,
  usedBytes: 100,
  wish: { cause: 'requested', reason: 'By hand.', since: 0 },
  chance: 0.5,
};
const situation: RecyclingSituation = {
  time: 3_600_000,
  workers: [worker],
  underway: 0,
  begun: [],
  shortLives: [],
  limits: { maxPerHour: 2, maxAtOnce: 1, minAge: 60_000, jitter: 0 },
};

function errorOf(given: unknown): TidemarkError {
  try {
    decideRecycling(given as RecyclingSituation);
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

function withWorker(wrong: object): object {
  return { ...situation, workers: [worker, { ...worker, ...wrong }] };
}

function withWish(wrong: object): object {
  return withWorker({ wish: { ...worker.wish, ...wrong } });
}

function withLimits(wrong: object): object {
  return { ...situation, limits: { ...situation.limits, ...wrong } };
}

describe('a decision about a situation that somebody has put together', () => {
  it('is that of the recycling itself, where all of it is right', () => {
    expect(decideRecycling(situation)).toEqual({ recycle: worker, wish: worker.wish });
    const free = withLimits({ maxPerHour: Number.POSITIVE_INFINITY }) as RecyclingSituation;
    expect(decideRecycling(free)).toMatchObject({ recycle: { id: '4711' } });
  });

  it.each<[option: string, received: unknown, given: unknown]>([
    ['situation', undefined, undefined],
    ['situation', 'x', 'x'],
    ['situation.time', undefined, {}],
    ['situation.time', Number.NaN, { ...situation, time: Number.NaN }],
    ['situation.workers', {}, { ...situation, workers: {} }],
    ['situation.workers[1]', null, { ...situation, workers: [worker, null] }],
    ['situation.workers[1].id', 4711, withWorker({ id: 4711 })],
    ['situation.workers[1].startedAt', '0', withWorker({ startedAt: '0' })],
    ['situation.workers[1].serving', 'yes', withWorker({ serving: 'yes' })],
    ['situation.workers[1].usedBytes', -5, withWorker({ usedBytes: -5 })],
    ['situation.workers[1].chance', 1.5, withWorker({ chance: 1.5 })],
    ['situation.workers[1].wish', null, withWorker({ wish: null })],
    ['situation.workers[1].wish.cause', 'died', withWish({ cause: 'died' })],
    ['situation.workers[1].wish.reason', undefined, withWish({ reason: undefined })],
    ['situation.workers[1].wish.since', undefined, withWish({ since: undefined })],
    ['situation.workers[1].wish.endsAt', 'soon', withWish({ endsAt: 'soon' })],
    ['situation.workers[1].wish.foretoldAt', null, withWish({ foretoldAt: null })],
    ['situation.underway', undefined, { ...situation, underway: undefined }],
    ['situation.begun', undefined, { ...situation, begun: undefined }],
    ['situation.shortLives[0]', 'x', { ...situation, shortLives: ['x'] }],
    ['situation.limits', undefined, { ...situation, limits: undefined }],
    ['situation.limits.maxPerHour', Number.NaN, withLimits({ maxPerHour: Number.NaN })],
    ['situation.limits.maxAtOnce', undefined, withLimits({ maxAtOnce: undefined })],
    ['situation.limits.minAge', '1m', withLimits({ minAge: '1m' })],
    ['situation.limits.jitter', -1, withLimits({ jitter: -1 })],
  ])('is refused where %s is %j', (option, received, given) => {
    const error = errorOf(given);
    expect([error.code, error.option, error.received]).toEqual(['INVALID_OPTION', option, received]);
    expect(error.message.startsWith(`${option} must be ${error.rule}, received `)).toBe(true);
  });
});

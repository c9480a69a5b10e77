import { expect, it } from 'vitest';
import { type GrownCandidate, sharedWishes } from '../../../src/pressure/recycling/sharedWishes.ts';

const full = { usedBytes: 600, freshBytes: 50 };

/** One that has grown by so much from 50, and asks for itself, or for all of them. */
function worker(
  id: string,
  grownBytes: number,
  asks?: 'itself' | 'all',
  more: Partial<GrownCandidate> = {},
): GrownCandidate {
  const containerMark = asks === 'all' ? 500 : undefined;
  const wish = { cause: 'requested', reason: `${id} asks.`, since: 0, containerMark } as const;
  const usedBytes = 50 + grownBytes;
  return {
    id,
    startedAt: 0,
    serving: true,
    usedBytes,
    grownBytes,
    chance: 0,
    wish: asks && wish,
    ...more,
  };
}

function wishes(workers: readonly GrownCandidate[], shared = full): string[] {
  return sharedWishes(workers, shared).flatMap(({ id, wish }) =>
    wish === undefined ? [] : [`${id}: ${wish.reason}`],
  );
}

it('whoever has grown most goes in the place of one that asks for all of them', () => {
  expect(wishes([worker('a', 40, 'all'), worker('b', 200), worker('c', 100)])).toEqual(['b: a asks.']);
  expect(wishes([worker('a', 40, 'all'), worker('b', 200, 'all')])).toEqual(['b: b asks.']);
});

it('whoever has grown about as much goes itself', () => {
  expect(wishes([worker('a', 150, 'all'), worker('b', 200), worker('c', 200, 'all')])).toEqual([
    'a: a asks.',
    'c: c asks.',
  ]);
});

it('nobody goes for what is not short any more, or for hardly anything', () => {
  expect(wishes([worker('a', 200, 'all')], { ...full, usedBytes: 499 })).toEqual([]);
  expect(wishes([worker('a', 200, 'all')], { ...full, usedBytes: Number.NaN })).toEqual(['a: a asks.']);
  expect(wishes([worker('a', 10, 'all'), worker('b', 14)])).toEqual([]);
});

it('whoever asks for itself goes itself', () => {
  expect(wishes([worker('a', 10, 'itself'), worker('b', 200)], { ...full, usedBytes: 1 })).toEqual([
    'a: a asks.',
  ]);
});

it('one that does not serve is not chosen', () => {
  expect(wishes([worker('a', 40, 'all'), worker('b', 200, undefined, { serving: false })])).toEqual([
    'a: a asks.',
  ]);
});

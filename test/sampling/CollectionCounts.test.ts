import { expect, it } from 'vitest';
import { CollectionCounts } from '../../src/sampling/CollectionCounts.ts';

it('puts durations into classes, ends included, by the names that dashboards know', () => {
  const counts = new CollectionCounts();
  for (const [kind, durationMs] of [
    [1, 0.5],
    [1, 1],
    [2, 1.1],
    [1, 9_000],
    [4, 30],
    [8, 2],
    [16, 0.1],
    [0, 7],
  ] as const) {
    counts.add(kind, durationMs);
  }
  expect(counts.cumulative('minor')).toEqual([2, 3, 3, 3, 3, 3, 4]);
  expect(counts.cumulative('major')).toEqual([0, 1, 2, 2, 2, 2, 2]);
  expect(counts.cumulative('incremental').at(-1)).toBe(1);
  expect(counts.cumulative('weakcb').at(-1)).toBe(1);
  expect(counts.durationMs('minor')).toBeCloseTo(9_002.6);
  expect(counts.durationMs('major', 'incremental')).toBe(39);
});

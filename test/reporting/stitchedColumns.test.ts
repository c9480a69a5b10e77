import { expect, it } from 'vitest';
import { stitchedColumns } from '../../src/reporting/stitchedColumns.ts';

it('takes of each answer what lies before the next finer one', () => {
  const coarse = {
    fields: ['time', 'rssBytes'],
    columns: [
      [0, 60, 120, 180],
      [1, 2, 3, 4],
    ],
  };
  const fine = {
    fields: ['time', 'heapUsedBytes', 'rssBytes'],
    columns: [
      [115, 120, 125],
      [9, 9, 9],
      [30, null, 32],
    ],
  };
  expect(stitchedColumns([coarse, fine])).toEqual({
    fields: ['time', 'rssBytes'],
    columns: [
      [0, 60, 115, 120, 125],
      [1, 2, 30, null, 32],
    ],
  });
});

it('is empty where there is no answer', () => {
  expect(stitchedColumns([])).toEqual({ fields: ['time'], columns: [[]] });
});

it('passes over a finer answer without rows', () => {
  const coarse = { fields: ['time'], columns: [[0, 60]] };
  expect(stitchedColumns([coarse, { fields: ['time'], columns: [[]] }]).columns).toEqual([[0, 60]]);
});

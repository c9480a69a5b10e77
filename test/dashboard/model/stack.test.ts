import { describe, expect, it } from 'vitest';
import { stackColumns } from '../../../src/dashboard/model/stack.ts';

describe('stackColumns', () => {
  it('puts each column on those before it', () => {
    expect(
      stackColumns(
        [
          [1, 2],
          [10, 20],
          [100, 200],
        ],
        [true, true, true],
      ),
    ).toEqual([
      [1, 2],
      [11, 22],
      [111, 222],
    ]);
  });

  it('leaves hidden columns out of the sum', () => {
    expect(stackColumns([[1], [10], [100]], [true, false, true])).toEqual([[1], [1], [101]]);
  });

  it('keeps gaps, and counts one unknown among known ones as 0', () => {
    expect(
      stackColumns(
        [
          [null, null],
          [null, 5],
        ],
        [true, true],
      ),
    ).toEqual([
      [null, 0],
      [null, 5],
    ]);
  });

  it('has nothing to do with nothing', () => {
    expect(stackColumns([], [])).toEqual([]);
  });
});

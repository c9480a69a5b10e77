import { describe, expect, it } from 'vitest';
import { describeLimit } from '../../../src/dashboard/model/capacity.ts';
import { megabyte } from '../given.ts';

describe('a limit in words', () => {
  it('is a share of its bytes', () => {
    const limit = {
      kind: 'container',
      usedBytes: 210 * megabyte,
      limitBytes: 512 * megabyte,
      ratio: 210 / 512,
    } as const;
    expect(describeLimit(limit)).toBe('41 % of 512 MB');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../bench/detection/simulator/Random.ts';
import { RefusalQuota } from '../../../src/pressure/shedding/RefusalQuota.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('a quota of refusals', () => {
  it('meets the share to within one, whatever chance does', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.array(chance, { minLength: 1, maxLength: 300 }),
        (share, numbers) => {
          let index = 0;
          const quota = new RefusalQuota(() => numbers[index++ % numbers.length]!);
          const refused = numbers.filter(() => quota.refuses(share)).length;
          expect(Math.abs(refused - share * numbers.length)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('refuses nothing of a share of 0, and everything of a share of 1', () => {
    fc.assert(
      fc.property(
        fc.array(chance, { minLength: 5, maxLength: 50 }),
        fc.integer({ min: 0, max: 20 }),
        (numbers, before) => {
          let index = 0;
          const quota = new RefusalQuota(() => numbers[index++ % numbers.length]!);
          for (let count = 0; count < before; count++) quota.refuses(0.5);
          expect(numbers.some(() => quota.refuses(0))).toBe(false);
          expect(numbers.every(() => quota.refuses(1))).toBe(true);
        },
      ),
    );
  });

  it('treats clients that ask in turn alike', () => {
    const random = new Random(7);
    const quota = new RefusalQuota(() => random.next());
    const refused = [0, 0];
    for (let turn = 0; turn < 20_000; turn++) if (quota.refuses(0.5)) refused[turn % 2]!++;
    expect(Math.abs(refused[0]! - refused[1]!) / 20_000).toBeLessThan(0.02);
  });
});

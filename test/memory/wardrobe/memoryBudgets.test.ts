import { describe, expect, it } from 'vitest';
import { budgets, measureBudget } from '../../../examples/wardrobe/src/measurements/budgets.ts';
import { collector } from '../../../examples/wardrobe/src/measurements/collector.ts';

/** What we hold ourselves to: a healthy system keeps next to nothing of what it did. */
const ownBoundBytes: Readonly<Record<string, number>> = { clothing: 100_000, anatomy: 1_000_000 };

const allowed = new Map(
  budgets.map((budget) => [`${budget.operations} ${budget.kind}`, budget.allowedBytes]),
);

describe('the memory budgets of the specification', () => {
  it('are 10 MB for 1,000 clothing operations and 200 MB for 100,000 anatomy operations', () => {
    expect([...allowed]).toEqual([
      ['1000 clothing', 10_000_000],
      ['100000 anatomy', 200_000_000],
    ]);
  });

  it.each(budgets.map((budget) => [`${budget.operations} ${budget.kind} operations`, budget] as const))(
    'hold after garbage collection for %s',
    async (_, budget) => {
      const { grownBytes } = await measureBudget(budget, collector());
      expect(grownBytes).toBeLessThan(budget.allowedBytes);
      expect(grownBytes).toBeLessThan(ownBoundBytes[budget.kind] as number);
    },
  );

  it('would be seen to be broken: a world that leaks grows by what it leaks', async () => {
    const budget = { kind: 'clothing', operations: 5000, allowedBytes: 10_000_000 } as const;
    const leaking = { leak: 'perception-log', leakBytesPerSecond: 1_000_000 } as const;
    const { grownBytes } = await measureBudget(budget, collector(), leaking);
    expect(grownBytes).toBeGreaterThan(2_000_000);
  });
});

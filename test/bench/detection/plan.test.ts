import { describe, expect, it } from 'vitest';
import {
  finalPlan,
  healthyCases,
  leakingCases,
  leakRows,
  type Plan,
  smokePlan,
} from '../../../bench/detection/plan.ts';
import { familyNames } from '../../../bench/detection/simulator/families.ts';

function seedsOf(plan: Plan): number[] {
  return [
    ...familyNames.flatMap((family) => healthyCases(plan, family)),
    ...leakRows.flatMap((row) => leakingCases(plan, row)),
  ].map(({ seed }) => seed);
}

describe('the plan', () => {
  it('never takes a seed twice', () => {
    const seeds = seedsOf(finalPlan);
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('keeps the final seeds apart from those for tuning', () => {
    const kept = new Set(seedsOf(finalPlan));
    expect(seedsOf(smokePlan).filter((seed) => kept.has(seed))).toEqual([]);
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(20_000_000);
  });

  it('lets every leak begin in the third hour and go on for one', () => {
    for (const { leak, seconds } of leakRows.flatMap((row) => leakingCases(finalPlan, row))) {
      expect(leak!.onsetSecond).toBeGreaterThanOrEqual(7_200);
      expect(leak!.onsetSecond).toBeLessThan(10_800);
      expect(seconds - leak!.onsetSecond).toBe(3_600);
    }
  });
});

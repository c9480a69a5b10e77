import { describe, expect, it } from 'vitest';
import {
  fillingCases,
  finalPlan,
  healthyCases,
  leakingCases,
  leakRows,
  type Plan,
  portions,
  settings,
  smokePlan,
} from '../../../bench/detection/plan.ts';
import { familyNames } from '../../../bench/detection/simulator/families.ts';

function seedsOf(plan: Plan): number[] {
  return [
    ...familyNames.flatMap((family) => healthyCases(plan, family, settings[0]!)),
    ...leakRows.flatMap((row, place) => leakingCases(plan, row, place)),
    ...fillingCases(plan),
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

  it('lets every leak go on for an hour, from the third hour or from the start', () => {
    for (const [place, row] of leakRows.entries()) {
      for (const { leak, seconds, large } of leakingCases(finalPlan, row, place)) {
        const { onsetSecond } = leak!;
        expect(seconds - onsetSecond).toBe(3_600);
        expect(large).toBe(row.circumstance === 'large');
        if (row.circumstance === 'early') expect(onsetSecond).toBe(0);
        else expect(Math.floor(onsetSecond / 3_600)).toBe(2);
      }
    }
  });

  it('lets healthy processes live for 30,000 hours with the setting of the promises', () => {
    const cases = familyNames.flatMap((family) => healthyCases(finalPlan, family, settings[0]!));
    const hours = cases.reduce((sum, { seconds }) => sum + seconds / 3_600, 0);
    expect(hours).toBeGreaterThanOrEqual(30_000);
    expect(settings[0]).toEqual({ policy: 'standard', world: 'declared' });
  });

  it('shows other settings the first of the same processes', () => {
    const [first, second] = settings.map((setting) => healthyCases(finalPlan, 'lru', setting));
    expect(second!.length).toBeGreaterThan(0);
    expect(first!.slice(0, second!.length)).toEqual(second);
  });

  it('is done in portions, in order, each of which ends within seconds', () => {
    const cases = familyNames.flatMap((family) => healthyCases(finalPlan, family, settings[1]!));
    const all = portions(cases);
    expect(all.flat()).toEqual(cases);
    expect(all.length).toBeGreaterThan(5);
    const longest = Math.max(...all.map((each) => each.reduce((sum, { seconds }) => sum + seconds, 0)));
    expect(longest).toBeLessThanOrEqual(250 * 3_600);
    expect(portions([{ ...cases[0]!, seconds: 1e9 }, cases[1]!])).toHaveLength(2);
  });

  it('fills heaps with every kind of leak in every family', () => {
    const kinds = new Set(fillingCases(finalPlan).map(({ family, leak }) => `${family} ${leak!.kind}`));
    expect(kinds.size).toBe(3 * familyNames.length);
  });
});

import { describe, expect, it } from 'vitest';
import { SurvivalCurve } from '../../src/analysis/SurvivalCurve.ts';

const edges = [10, 20, 40, 80];

describe('SurvivalCurve', () => {
  it('knows nothing until eight have been followed through the first bin', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 20, 7, 7);
    expect(curve.plateau()).toBeUndefined();
    curve.follow(10, 20, 1, 1);
    expect(curve.plateau()).toMatchObject({ share: 1, trials: 8 });
  });

  it('multiplies what survives each bin', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 20, 100, 80);
    curve.follow(20, 40, 80, 60);
    curve.follow(40, 80, 60, 60);
    const plateau = curve.plateau();
    expect(plateau?.share).toBeCloseTo(0.8 * 0.75, 12);
    expect(plateau?.trials).toBeCloseTo(60, 12);
  });

  it('counts one that lives for the part of the bin that it was followed through', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 15, 20, 20);
    expect(curve.plateau()?.trials).toBeCloseTo(10, 12);
    curve.follow(15, 20, 20, 20);
    expect(curve.plateau()?.trials).toBeCloseTo(20, 12);
  });

  it('counts one that dies as a whole, so that the last of a group takes the share to nothing', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 15, 20, 0);
    expect(curve.plateau()).toEqual({ share: 0, trials: 20 });
  });

  it('spreads deaths evenly over the bins that lie between two counts', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 40, 60, 30);
    expect(curve.plateau()?.share).toBeCloseTo((50 / 60) * (30 / 50), 12);
  });

  it('begins a bin at the age at which the group was first counted', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(15, 20, 20, 20, 15);
    curve.follow(20, 40, 20, 10, 15);
    expect(curve.plateau()).toMatchObject({ share: 0.5, trials: 20 });
  });

  it('outweighs in time what has faded', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 20, 40, 0);
    curve.fade(0.25);
    expect(curve.plateau()).toEqual({ share: 0, trials: 10 });
    curve.follow(10, 20, 30, 30);
    expect(curve.plateau()).toEqual({ share: 0.75, trials: 40 });
  });

  it('looks away below the first bin and beyond the last', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(0, 10, 100, 10);
    expect(curve.plateau()).toBeUndefined();
    curve.follow(10, 80, 10, 10);
    curve.follow(80, 160, 10, 0);
    expect(curve.plateau()?.share).toBe(1);
  });

  it('ends at the last age that eight have been followed through', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 20, 30, 30);
    curve.follow(20, 40, 4, 0);
    expect(curve.plateau()).toMatchObject({ share: 1, trials: 30 });
  });

  it('rests on the fewest that any bin rests on', () => {
    const curve = new SurvivalCurve(edges);
    curve.follow(10, 20, 100, 100);
    curve.follow(20, 40, 20, 20);
    expect(curve.plateau()).toEqual({ share: 1, trials: 20 });
  });
});

import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../src/monitoring/probing/Allowance.ts';

describe('an allowance', () => {
  it('comes in as a share of the time that passes, and is spent', () => {
    const allowance = new Allowance(0.01, 300_000);
    allowance.pass(10_000);
    expect([allowance.covers(100), allowance.covers(101)]).toEqual([true, false]);
    allowance.spend(150);
    expect(allowance.covers(0)).toBe(false);
    allowance.pass(5000);
    expect(allowance.covers(0)).toBe(true);
  });

  it('lasts for a while', () => {
    const allowance = new Allowance(0.01, 300_000);
    allowance.pass(3_600_000);
    expect(allowance.covers(3000)).toBe(true);
    allowance.spend(3000);
    expect(allowance.covers(1)).toBe(false);
  });

  it('saves for what is more than that once it has been asked for', () => {
    const allowance = new Allowance(0.001, 1000, 50);
    allowance.pass(3_600_000);
    expect(allowance.covers(50)).toBe(true);
    expect(allowance.covers(80)).toBe(false);
    expect(allowance.covers(Number.NaN)).toBe(false);
    allowance.pass(30_000);
    expect(allowance.covers(80)).toBe(true);
  });
});

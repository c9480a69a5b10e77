import { describe, expect, it } from 'vitest';
import { Returns } from '../../../src/pressure/shedding/Returns.ts';

/** Whether memory has come back often enough at each of the looks; it is short from 0.8 on. */
function returnsAt(shares: readonly number[], begunShare = 0.9) {
  const returns = new Returns();
  returns.begin(begunShare);
  return shares.map((share) => returns.takes({ share, pressing: share >= 0.8 }));
}

describe('memory that is short again while everything is refused', () => {
  it('comes and goes by itself where it has twice come down and been short again', () => {
    expect(returnsAt([0.9, 0.5, 0.85, 0.6, 0.9])).toEqual([false, false, false, false, true]);
  });

  it('has not come down where it is less by under a tenth of the limit', () => {
    expect(returnsAt([0.9, 0.81, 0.9, 0.81, 0.9, 0.81, 0.9])).not.toContain(true);
  });

  it('does not come back where it is not short', () => {
    expect(returnsAt([0.5, 0.79, 0.5, 0.79, 0.5, 0.79])).not.toContain(true);
  });

  it('is counted from the beginning for each time that everything is refused', () => {
    const returns = new Returns();
    returns.begin(0.9);
    for (const share of [0.5, 0.9, 0.5]) returns.takes({ share, pressing: share >= 0.8 });
    returns.begin(0.9);
    expect(returns.takes({ share: 0.9, pressing: true })).toBe(false);
    for (const share of [0.5, 0.9, 0.5]) returns.takes({ share, pressing: share >= 0.8 });
    expect(returns.takes({ share: 0.9, pressing: true })).toBe(true);
  });
});

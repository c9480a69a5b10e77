import { describe, expect, it } from 'vitest';
import { inTurns, orderOfTurn } from '../../../bench/harness/turns.ts';

describe('the turns of a comparison', () => {
  it('swap two arms every time but the fourth of four', () => {
    const orders = [0, 1, 2, 3].map((turn) => orderOfTurn(['a', 'b'], turn).join(''));
    expect(orders).toEqual(['ab', 'ba', 'ba', 'ab']);
  });

  it('give each of several arms every place equally often', () => {
    const arms = ['a', 'b', 'c'];
    const places = arms.map((arm) =>
      [0, 1, 2].map(
        (place) =>
          Array.from({ length: 6 }, (_, turn) => orderOfTurn(arms, turn)[place]).filter(
            (each) => each === arm,
          ).length,
      ),
    );
    expect(places).toEqual([
      [2, 2, 2],
      [2, 2, 2],
      [2, 2, 2],
    ]);
  });

  it('have no order of nothing', () => {
    expect(orderOfTurn([], 3)).toEqual([]);
  });

  it('measure every arm once per turn, one after the other, and keep the results in pairs', async () => {
    const order: string[] = [];
    const results = await inTurns(['a', 'b'], 2, async (arm, turn) => {
      order.push(`${arm} begins`);
      await Promise.resolve();
      order.push(`${arm} ends`);
      return `${arm}${turn}`;
    });
    expect(order).toEqual([
      'a begins',
      'a ends',
      'b begins',
      'b ends',
      'b begins',
      'b ends',
      'a begins',
      'a ends',
    ]);
    expect([...results]).toEqual([
      ['a', ['a0', 'a1']],
      ['b', ['b0', 'b1']],
    ]);
  });
});

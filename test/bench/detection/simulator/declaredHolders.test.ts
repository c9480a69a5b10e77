import { describe, expect, it } from 'vitest';
import { declaredHolders } from '../../../../bench/detection/simulator/declaredHolders.ts';
import { Holding } from '../../../../bench/detection/simulator/Holding.ts';
import { SimulatedProcess } from '../../../../bench/detection/simulator/SimulatedProcess.ts';

describe('declared holders of a simulated process', () => {
  it('are those that have a bound, with exact bytes, and the leak is not among them', () => {
    const cache = new Holding({ site: 'lru', order: 'oldest', boundBytes: 1000 });
    const leak = new Holding({ site: 'leak', order: 'any' });
    const holders = declaredHolders([cache, leak]);
    cache.hold(300);
    leak.hold(500);
    expect(holders.count).toBe(1);
    expect(holders.heldBytes(0, 10_000)).toBe(300);
    expect(holders.exceeded).toEqual([]);
  });

  it.each(['lru', 'lruzipf', 'ttl', 'batch', 'mix'] as const)(
    '%s keeps within the bounds that it declares',
    (family) => {
      for (const seed of [1, 2, 3]) {
        const simulated = new SimulatedProcess({ family, seed });
        const holders = declaredHolders(simulated.holdings);
        for (let second = 0; second < 7_200; second++) {
          simulated.advance();
          if (second % 60 > 0) continue;
          holders.heldBytes(second * 1000, simulated.heap.liveBytes);
          expect(holders.exceeded).toEqual([]);
        }
      }
    },
  );
});

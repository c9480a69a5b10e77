import { describe, expect, it } from 'vitest';
import { Holding } from '../../../../bench/detection/simulator/Holding.ts';
import { SimulatedHolders } from '../../../../bench/detection/simulator/SimulatedHolders.ts';

describe('declared holders of a simulated process', () => {
  it('are those that have a bound, with exact bytes', () => {
    const cache = new Holding({ site: 'lru', order: 'oldest', boundBytes: 1000 });
    const leak = new Holding({ site: 'leak', order: 'any' });
    const holders = new SimulatedHolders([cache, leak]);
    cache.hold(300);
    leak.hold(500);
    expect(holders.count).toBe(1);
    expect(holders.heldBytes(0)).toBe(300);
    expect(holders.exceeded).toEqual([]);
  });

  it('fill while they grow, until they are full', () => {
    const cache = new Holding({ site: 'lru', order: 'oldest', boundBytes: 1000 });
    const holders = new SimulatedHolders([cache]);
    const fillingAt = (minute: number, bytes: number): readonly string[] => {
      cache.hold(bytes);
      holders.heldBytes(60_000 * minute);
      return holders.filling;
    };
    expect(fillingAt(0, 0)).toEqual([]);
    expect(fillingAt(1, 500)).toEqual(['lru']);
    expect(fillingAt(2, 1000)).toEqual([]);
    expect(fillingAt(3, 1000)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedHeap } from '../../../../bench/detection/simulator/SimulatedHeap.ts';

const mib = 1024 ** 2;
const settings = { limitBytes: 1_000 * mib, lethalShare: 0.95, growingFactor: 2, semiSpaceBytes: 16 * mib };

describe('a simulated heap', () => {
  it('uses what is live and what is garbage, whatever happens', () => {
    const steps = fc.array(
      fc.record({
        live: fc.nat(900 * mib),
        died: fc.nat(50 * mib),
        collect: fc.boolean(),
        floats: fc.nat(mib),
      }),
    );
    fc.assert(
      fc.property(steps, (events) => {
        const heap = new SimulatedHeap(settings, 50 * mib);
        let garbage = 0;
        for (const { live, died, collect, floats } of events) {
          heap.advance(live, died);
          garbage += died;
          if (collect) {
            garbage = Math.min(garbage, floats);
            expect(heap.collect(floats)).toBe(live + garbage);
          }
          expect(heap.garbageBytes).toBe(garbage);
          expect(heap.liveBytes).toBe(live);
          expect(heap.usedBytes).toBe(live + garbage);
        }
      }),
    );
  });

  it('is collected when its use reaches the limit that the last collection set', () => {
    const heap = new SimulatedHeap(settings, 100 * mib);
    expect(heap.collectAtBytes).toBe((200 + 16) * mib);
    expect(heap.advance(100 * mib, 116 * mib - 8)).toBe(false);
    expect(heap.advance(100 * mib, 8)).toBe(true);
    heap.collect(0);
    expect(heap.usedBytes).toBe(100 * mib);
    expect(heap.advance(100 * mib, 8)).toBe(false);
  });

  it('grows in proportion to what survives, by 8 MiB at least, and half way to its limit at most', () => {
    const limitAfter = (liveBytes: number): number =>
      new SimulatedHeap(settings, liveBytes).collectAtBytes / mib;
    expect(limitAfter(200 * mib)).toBe(2 * 200 + 16);
    expect(limitAfter(4 * mib)).toBe(4 + 8 + 16);
    expect(limitAfter(900 * mib)).toBe((900 + 1_000) / 2);
  });

  it('is full when what is live alone is too much of its limit', () => {
    const heap = new SimulatedHeap(settings, 100 * mib);
    heap.advance(949 * mib, 500 * mib);
    expect(heap.isFull).toBe(false);
    heap.advance(950 * mib, 0);
    expect(heap.isFull).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { Random } from '../../../../bench/detection/simulator/Random.ts';
import { SimulatedCollector } from '../../../../bench/detection/simulator/SimulatedCollector.ts';
import { SimulatedProcess } from '../../../../bench/detection/simulator/SimulatedProcess.ts';

/** A process with its collector, and what the collections were. */
function stage(seed: number) {
  const simulated = new SimulatedProcess({ family: 'constant', seed });
  const collector = new SimulatedCollector(simulated, new Random(seed));
  const kinds: string[] = [];
  simulated.onCollection = (_bytes, kind) => {
    kinds.push(kind);
    if (kind === 'gentle') collector.endGently();
  };
  const live = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) simulated.advance();
  };
  live(60);
  kinds.length = 0;
  return { simulated, collector, kinds, live };
}

describe('a simulated marking', () => {
  it('has one collection, whether the look makes it or V8 was faster, which is seldom', () => {
    let looks = 0;
    let rounds = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const { collector, kinds, live } = stage(seed);
      let looked = false;
      let endMs: number | undefined;
      const request = collector.markGently(
        () => {
          looked = collector.collect().performed;
        },
        (pauseMs) => {
          endMs = pauseMs;
        },
      );
      expect(request.requested).toBe(true);
      live(6);
      // One that V8 makes by itself takes the place of both.
      if (kinds.includes('own')) continue;
      rounds += 1;
      expect(kinds).toEqual([looked ? 'forced' : 'gentle']);
      expect(endMs !== undefined).toBe(!looked);
      if (looked) looks += 1;
    }
    expect(rounds).toBeGreaterThan(100);
    expect(looks / rounds).toBeGreaterThan(0.7);
    expect(looks / rounds).toBeLessThan(0.9);
  });

  it('pauses for less at a look than a collection at once does, as a rule', () => {
    const pauses = { marked: 0, atOnce: 0 };
    for (let seed = 1; seed <= 100; seed++) {
      const { collector, live } = stage(seed);
      const { pauseMs } = collector.collect() as { readonly pauseMs: number };
      const atOnceMs = pauseMs;
      let markedMs: number | undefined;
      collector.markGently(() => {
        markedMs = (collector.collect() as { readonly pauseMs: number }).pauseMs;
      });
      live(6);
      if (markedMs === undefined) continue;
      pauses.marked += markedMs;
      pauses.atOnce += atOnceMs;
    }
    expect(pauses.marked).toBeGreaterThan(0);
    expect(pauses.marked).toBeLessThan(0.7 * pauses.atOnce);
  });

  it('is forgotten when a collection is asked for that only reads', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { collector, kinds, live } = stage(seed);
      let looks = 0;
      collector.markGently(() => {
        looks += 1;
      });
      collector.collectGently();
      live(6);
      expect(looks).toBe(0);
      expect(kinds).not.toContain('forced');
      if (!kinds.includes('own')) expect(kinds).toEqual(['gentle']);
    }
  });
});

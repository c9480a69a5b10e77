import { describe, expect, it } from 'vitest';
import { Prober } from '../../src/monitoring/Prober.ts';
import type { Collection, Collector } from '../../src/sampling/Collector.ts';
import { toRow } from '../../src/wire/sample.ts';
import { epoch, mib } from './simulation.ts';

/** A collector that takes as long as a test says. */
class GivenCollector implements Collector {
  asked = 0;
  collection: Collection = { performed: true, pauseMs: 20, cpuMs: 20 };

  collect(): Collection {
    this.asked += 1;
    return this.collection;
  }

  loopUse(): number {
    return 0;
  }
}

/** A prober, and samples every 5 s of a process of 40 MB with a reading after each probe. */
function probed(prober: Prober, collector: GivenCollector, seconds: number, liveBytes = 40 * mib): void {
  for (let second = 0; second <= seconds; second += 5) {
    const time = epoch + 1000 * second;
    const asked = collector.asked;
    prober.addSample(toRow({ time, oldUsedBytes: liveBytes, newSpaceBytes: mib }), false);
    if (collector.asked > asked && collector.collection.performed) {
      prober.addReading({ time, liveBytes, externalBytes: 0, majorCollections: collector.asked });
    }
  }
}

const standard = { mode: 'standard', maxPause: 50 } as const;

describe('probes', () => {
  it('are counted, with all their pauses and the longest', () => {
    const collector = new GivenCollector();
    const prober = new Prober(standard, collector);
    probed(prober, collector, 90);
    collector.collection = { performed: true, pauseMs: 30, cpuMs: 30 };
    prober.addSample(toRow({ time: epoch + 115_000, oldUsedBytes: 40 * mib, newSpaceBytes: 0 }), false);
    expect(prober.cost).toEqual({ count: 2, pauseMs: 50, longestPauseMs: 30, refusal: undefined });
    expect(collector.asked).toBe(2);
  });

  it.each([
    [{ ...standard, mode: 'off' } as const, new GivenCollector(), 'turned off'],
    [standard, undefined, 'The source of the samples cannot force collections.'],
  ])('are never made with %j, %j, and it is said why', (settings, collector, words) => {
    const prober = new Prober(settings, collector);
    probed(prober, collector ?? new GivenCollector(), 600);
    expect(prober.cost).toMatchObject({ count: 0, pauseMs: 0, refusal: expect.stringContaining(words) });
    expect(collector?.asked ?? 0).toBe(0);
  });

  it('end when the platform refuses, with its reason', () => {
    const collector = new GivenCollector();
    collector.collection = { performed: false, reason: 'V8 does not expose its collector.' };
    const prober = new Prober(standard, collector);
    probed(prober, collector, 900);
    expect(collector.asked).toBe(1);
    expect(prober.cost).toMatchObject({ count: 0, refusal: 'V8 does not expose its collector.' });
  });

  it('that would take too long are not made, and it is said how long', () => {
    const collector = new GivenCollector();
    const prober = new Prober(standard, collector);
    probed(prober, collector, 120, 400 * mib);
    expect(prober.cost).toMatchObject({
      count: 0,
      refusal: expect.stringMatching(
        /^A forced collection would pause for about \d{3} ms; at most 50 ms are allowed/,
      ),
    });
  });

  it('that are due but have used up their time say so, until they are made again', () => {
    const collector = new GivenCollector();
    const prober = new Prober({ mode: 'eco', maxPause: 1000 }, collector);
    collector.collection = { performed: true, pauseMs: 400, cpuMs: 400 };
    probed(prober, collector, 600);
    expect(prober.cost).toMatchObject({ refusal: 'The probes so far have used up their share of time.' });
  });
});

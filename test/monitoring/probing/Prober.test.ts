import { describe, expect, it } from 'vitest';
import { Prober } from '../../../src/monitoring/probing/Prober.ts';
import type { Collection, Collector, GentleCollection } from '../../../src/sampling/Collector.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch, mib } from '../simulation.ts';

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

/** One that can collect gently, too. */
class GentleGivenCollector extends GivenCollector {
  requests = 0;
  onEnd: ((pauseMs: number) => void) | undefined;
  answer: GentleCollection = { requested: true, pauseMs: 5 };

  collectGently(onEnd?: (pauseMs: number) => void): GentleCollection {
    this.requests += 1;
    this.onEnd = onEnd;
    return this.answer;
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

const standard = { mode: 'standard', maxPause: 50, gentle: true } as const;

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
    const prober = new Prober({ mode: 'eco', maxPause: 1000, gentle: true }, collector);
    collector.collection = { performed: true, pauseMs: 400, cpuMs: 400 };
    probed(prober, collector, 600);
    expect(prober.cost).toMatchObject({ refusal: 'The probes so far have used up their share of time.' });
  });
});

describe('collections that would take long', () => {
  it('are asked for in small steps, and what that takes of the processor is told', () => {
    const collector = new GentleGivenCollector();
    const prober = new Prober(standard, collector);
    probed(prober, collector, 120, 400 * mib);
    expect(collector.asked).toBe(0);
    expect(collector.requests).toBe(1);
    collector.onEnd?.(30);
    expect(prober.gentleCost).toEqual({
      count: 1,
      cpuMs: expect.closeTo(1.3 * 401, 0),
      pauseMs: 35,
      longestPauseMs: 30,
    });
    expect(prober.cost).toMatchObject({ count: 0, refusal: undefined });
  });

  it('are not made while small steps end with pauses that are too long, and it is said how long', () => {
    const collector = new GentleGivenCollector();
    const prober = new Prober(standard, collector);
    const liveBytes = 400 * mib;
    for (let second = 0; second <= 1500; second += 5) {
      const time = epoch + 1000 * second;
      const { requests } = collector;
      prober.addSample(toRow({ time, oldUsedBytes: liveBytes, newSpaceBytes: mib }), false);
      if (collector.requests === requests) continue;
      prober.addReading({ time, liveBytes, externalBytes: 0, majorCollections: requests });
      collector.onEnd?.(600);
    }
    expect([collector.requests, collector.asked]).toEqual([3, 0]);
    expect(prober.cost.refusal).toMatch(
      /None can be made gently: here those end with a pause of about \d{3} ms\.$/,
    );
  });

  it('are not asked for in small steps unless that is turned on', () => {
    const collector = new GentleGivenCollector();
    const prober = new Prober({ ...standard, gentle: false }, collector);
    probed(prober, collector, 600, 400 * mib);
    expect([collector.requests, collector.asked]).toEqual([0, 0]);
    expect(prober.cost.refusal).toMatch(/None can be made gently: that is turned off \(probes\.gentle\)\.$/);
  });

  it('are made at once where V8 refuses small steps, and not asked for again', () => {
    const collector = new GentleGivenCollector();
    collector.answer = { requested: false, reason: 'V8 was started with --predictable.' };
    const prober = new Prober({ ...standard, maxPause: 1000 }, collector);
    probed(prober, collector, 600, 60 * mib);
    expect(collector.requests).toBe(1);
    expect(collector.asked).toBeGreaterThan(3);
    expect(prober.gentleCost.count).toBe(0);
    prober.addSample(toRow({ time: epoch + 700_000, oldUsedBytes: 40_000 * mib, newSpaceBytes: 0 }), false);
    expect(prober.cost.refusal).toMatch(/None can be made gently: V8 was started with --predictable\.$/);
  });
});

describe('looks at who allocates', () => {
  const look = { time: epoch, observedSince: epoch, oldSurvivorBytes: 0, liveBytes: 40 * mib, pauseMs: 30 };

  it('are the probes while allocations are sampled', () => {
    const collector = new GivenCollector();
    let looks = 0;
    const sites = {
      sampling: true,
      look: () => {
        looks += 1;
        return look;
      },
    };
    probed(new Prober(standard, collector, sites), collector, 120, 20 * mib);
    expect([looks, collector.asked]).toEqual([2, 0]);
  });

  it('that would take too long are not made, and it is said how long', () => {
    const collector = new GentleGivenCollector();
    const sites = { sampling: true, look: () => look };
    const prober = new Prober(standard, collector, sites);
    probed(prober, collector, 120, 400 * mib);
    expect(prober.cost.refusal).toMatch(
      /^A look at who allocates would pause for about \d{3} ms; at most 50/,
    );
    expect(collector.requests).toBe(1);
  });
});

/** One that marks gently, too, and calls back when a test says so. */
class MarkingGivenCollector extends GentleGivenCollector {
  markings = 0;
  marking: GentleCollection = { requested: true, pauseMs: 5 };
  onMarked: () => void = () => {};

  markGently(onMarked: () => void, onEnd?: (pauseMs: number) => void): GentleCollection {
    this.markings += 1;
    this.onMarked = onMarked;
    this.onEnd = onEnd;
    return this.marking;
  }
}

describe('looks that wait until a gentle collection is nearly done', () => {
  const liveBytes = 200 * mib;

  /** A large process in which allocations are sampled, and a sample every 5 s. */
  function stage(settings: ConstructorParameters<typeof Prober>[0] = standard) {
    const collector = new MarkingGivenCollector();
    let second = 0;
    let looks = 0;
    let pauseMs = 30;
    const sites = {
      sampling: true,
      look: () => {
        looks += 1;
        const time = epoch + 1000 * second;
        return pauseMs > 0
          ? { time, observedSince: epoch, oldSurvivorBytes: 0, liveBytes, pauseMs, cpuMs: pauseMs }
          : undefined;
      },
    };
    const prober = new Prober(settings, collector, sites);
    const addSample = (): void =>
      prober.addSample(
        toRow({ time: epoch + 1000 * second, oldUsedBytes: liveBytes, newSpaceBytes: 0 }),
        true,
        true,
      );
    return {
      collector,
      prober,
      get looks() {
        return looks;
      },
      until(seconds: number): void {
        for (; second <= seconds; second += 5) addSample();
      },
      mark(takenMs = 30): void {
        pauseMs = takenMs;
        collector.onMarked();
      },
      read(): void {
        const time = epoch + 1000 * second;
        prober.addReading({ time, liveBytes, externalBytes: 0, majorCollections: 1 });
      },
    };
  }

  it('are made when it is, and not before, and it is charged for like one that reads', () => {
    const given = stage();
    given.until(90);
    expect([given.collector.markings, given.looks]).toEqual([1, 0]);
    given.mark();
    expect([given.looks, given.collector.requests, given.collector.asked]).toEqual([1, 0, 0]);
    expect(given.prober.gentleCost).toEqual({
      count: 1,
      cpuMs: expect.closeTo(1.3 * 200, 0),
      pauseMs: 5,
      longestPauseMs: 5,
    });
    expect(given.prober.cost).toMatchObject({ count: 0, pauseMs: 0, refusal: undefined });
  });

  it('say what is in their way where V8 is faster each time, until one is made', () => {
    const given = stage();
    const lose = (until: number): void => {
      given.until(until);
      given.read();
    };
    lose(90);
    lose(110);
    given.until(115);
    expect(given.prober.cost.refusal).toBeUndefined();
    lose(130);
    given.until(135);
    expect(given.prober.cost.refusal).toBe(
      'V8 has ended a collection before the allocations could be looked at, 3 times in a row.',
    );
    given.until(150);
    given.mark();
    given.until(155);
    expect(given.prober.cost.refusal).toBeUndefined();
  });

  it('come one after the other, and nothing else meanwhile', () => {
    const given = stage();
    given.until(130);
    expect([given.collector.markings, given.collector.requests]).toEqual([1, 0]);
    given.mark();
    given.until(170);
    expect([given.collector.markings, given.looks]).toEqual([2, 1]);
  });

  it('have the pause counted of what V8 ended before them', () => {
    const given = stage();
    given.until(90);
    given.read();
    given.collector.onEnd?.(40);
    expect(given.looks).toBe(0);
    expect(given.prober.gentleCost).toMatchObject({ count: 1, pauseMs: 45, longestPauseMs: 40 });
    given.until(110);
    expect(given.collector.markings).toBe(2);
  });

  it('that find nothing cost what was begun for them, and are made again', () => {
    const given = stage();
    given.until(90);
    given.mark(0);
    expect([given.looks, given.prober.gentleCost.pauseMs]).toEqual([1, 5]);
    given.until(115);
    expect(given.collector.markings).toBe(2);
  });

  it('are not asked for again where V8 refuses, and readings go on gently', () => {
    const given = stage();
    given.collector.marking = { requested: false, reason: 'V8 was started with --predictable.' };
    given.until(200);
    expect([given.collector.markings, given.looks]).toEqual([1, 0]);
    expect(given.collector.requests).toBeGreaterThan(0);
    expect(given.prober.allowsLook(toRow({ oldUsedBytes: liveBytes, newSpaceBytes: 0 }))).toBe(false);
  });

  it('make a large heap worth sampling, unless gentle collections are turned off', () => {
    const row = toRow({ oldUsedBytes: liveBytes, newSpaceBytes: 0 });
    expect(stage().prober.allowsLook(row)).toBe(true);
    expect(stage({ ...standard, gentle: false }).prober.allowsLook(row)).toBe(false);
    expect(new Prober(standard, new GentleGivenCollector()).allowsLook(row)).toBe(false);
    const turnedOff = stage({ ...standard, gentle: false });
    turnedOff.until(200);
    expect([turnedOff.collector.markings, turnedOff.looks]).toEqual([0, 0]);
  });
});

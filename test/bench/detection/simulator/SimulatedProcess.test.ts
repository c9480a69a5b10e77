import { describe, expect, it } from 'vitest';
import { familyNames } from '../../../../bench/detection/simulator/families.ts';
import {
  type ProcessSettings,
  SimulatedProcess,
} from '../../../../bench/detection/simulator/SimulatedProcess.ts';

const hour = 3600;

interface Course {
  readonly live: number[];
  readonly collections: { readonly second: number; readonly bytes: number }[];
}

/** What happens to a process; a probe is forced at the given seconds. */
function courseOf(settings: ProcessSettings, seconds: number, probeAt: readonly number[] = []): Course {
  const simulated = new SimulatedProcess(settings);
  const course: Course = { live: [], collections: [] };
  simulated.onCollection = (bytes) => course.collections.push({ second: simulated.second, bytes });
  while (simulated.second < seconds - 1 && simulated.advance()) {
    course.live.push(simulated.heap.liveBytes);
    if (probeAt.includes(simulated.second)) simulated.collect('forced');
  }
  return course;
}

describe('a simulated process', () => {
  it.each(familyNames)('of family %s is the same for the same seed', (family) => {
    expect(courseOf({ family, seed: 5 }, hour)).toEqual(courseOf({ family, seed: 5 }, hour));
  });

  it('is another for another seed', () => {
    const [one, other] = [5, 6].map((seed) => courseOf({ family: 'constant', seed }, 10).live);
    expect(one).not.toEqual(other);
  });

  it.each(familyNames)('of family %s uses what is live and garbage, and is collected in time', (family) => {
    const simulated = new SimulatedProcess({ family, seed: 9 });
    const { heap } = simulated;
    for (let second = 0; second < 2 * hour; second++) {
      const lives = simulated.advance();
      const sizes = [heap.liveBytes, heap.garbageBytes];
      const whole = sizes.every((bytes) => bytes >= 0 && bytes % 8 === 0);
      if (lives && whole && heap.usedBytes === sizes[0]! + sizes[1]! && heap.usedBytes < heap.collectAtBytes)
        continue;
      expect.fail(`at ${second} s: ${sizes} of ${heap.usedBytes}, to be collected at ${heap.collectAtBytes}`);
    }
    expect(simulated.majorCollections).toBeGreaterThan(0);
  });

  it('reads at most 0.6 % above what is live right after a collection', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { live, collections } = courseOf({ family: 'mix', seed }, 2 * hour);
      for (const { second, bytes } of collections) {
        expect(bytes).toBeGreaterThanOrEqual(live[second]!);
        expect(bytes).toBeLessThanOrEqual(1.006 * live[second]! + 8);
      }
    }
  });

  it('lives the same life with a leak, plus rate times time', () => {
    const onsetSecond = 600;
    const leak = { kind: 'constant', bytesPerSecond: 100_000, onsetSecond } as const;
    for (const family of ['constant', 'warmup', 'lru', 'ou'] as const) {
      const healthy = courseOf({ family, seed: 11 }, hour).live;
      const leaking = courseOf({ family, seed: 11, leak }, hour).live;
      const errors = leaking.map((bytes, second) => {
        const due = leak.bytesPerSecond * Math.max(0, second - onsetSecond + 1);
        return Math.abs(bytes - healthy[second]! - due);
      });
      expect(Math.max(...errors)).toBeLessThanOrEqual(8);
    }
  });

  it('leaks by its load where it has one', () => {
    const leak = { kind: 'constant', bytesPerSecond: 1_000, onsetSecond: 0 } as const;
    const simulated = new SimulatedProcess({ family: 'sineload', seed: 2, leak });
    const added = Array.from({ length: hour }, () => {
      const before = simulated.leakedBytes;
      simulated.advance();
      return simulated.leakedBytes - before;
    });
    expect(Math.max(...added)).toBeGreaterThan(1.05 * Math.min(...added));
  });

  it('takes a probe at any time without living otherwise', () => {
    const settings = { family: 'ttl', seed: 3 } as const;
    const left = courseOf(settings, hour);
    const probed = courseOf(settings, hour, [100, 200]);
    expect(probed.live).toEqual(left.live);
    expect(probed.collections.map(({ second }) => second)).toEqual(expect.arrayContaining([100, 200]));
  });

  it('ends when a leak has filled its heap, but not within a quarter of an hour', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const leak = { kind: 'constant', bytesPerSecond: 5e6, onsetSecond: 60 } as const;
      const { live } = courseOf({ family: 'constant', seed, leak }, 2 * hour);
      expect(live.length).toBeGreaterThan(60 + 15 * 60);
      expect(live.length).toBeLessThan(2 * hour);
    }
  });

  it('holds what its parts hold, born less died', () => {
    for (const family of familyNames) {
      const simulated = new SimulatedProcess({ family, seed: 4 });
      const sums = simulated.holdings.map(() => 0);
      for (let second = 0; second < 2 * hour; second++) {
        simulated.advance();
        simulated.holdings.forEach(({ bornBytes, diedBytes }, place) => {
          sums[place]! += bornBytes - diedBytes;
        });
      }
      simulated.holdings.forEach(({ bytes }, place) => {
        expect(Math.abs(sums[place]! - bytes)).toBeLessThan(1);
      });
    }
  });

  it('makes the collection that was asked for once, in time, unless another comes before', () => {
    const kinds: string[] = [];
    const simulated = new SimulatedProcess({ family: 'constant', seed: 2 });
    simulated.onCollection = (_, kind) => kinds.push(`${kind} ${simulated.second}`);
    const live = (seconds: number): void => {
      for (let second = 0; second < seconds; second++) simulated.advance();
    };
    live(10);
    simulated.collectWithin(12);
    live(3);
    simulated.collectWithin(30);
    live(40);
    expect(kinds).toEqual(['gentle 21']);
    simulated.collectWithin(12);
    simulated.collect('forced');
    live(40);
    expect(kinds).toEqual(['gentle 21', 'forced 52']);
  });

  it('keeps 300 MB and more from the start where it is to be large', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const simulated = new SimulatedProcess({ family: 'constant', seed, large: true });
      simulated.advance();
      expect(simulated.heap.liveBytes).toBeGreaterThan(300e6);
      expect(simulated.heap.settings.limitBytes).toBeGreaterThan(1.2 * simulated.heap.liveBytes);
    }
  });
});

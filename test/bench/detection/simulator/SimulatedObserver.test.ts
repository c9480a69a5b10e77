import { describe, expect, it } from 'vitest';
import type { FamilyName } from '../../../../bench/detection/simulator/families.ts';
import { Random } from '../../../../bench/detection/simulator/Random.ts';
import { SimulatedCollector } from '../../../../bench/detection/simulator/SimulatedCollector.ts';
import { SimulatedObserver } from '../../../../bench/detection/simulator/SimulatedObserver.ts';
import { SimulatedProcess } from '../../../../bench/detection/simulator/SimulatedProcess.ts';
import type { ObservedSite, SiteLook } from '../../../../src/sampling/AllocationObserver.ts';

const hour = 3600;

interface Observed {
  readonly looks: readonly SiteLook[];
  readonly sites: readonly ObservedSite[];
  readonly simulated: SimulatedProcess;
  readonly forced: readonly number[];
}

/** Observes a process that is two hours old for ten minutes, with a look each 35 s. */
async function observed(family: FamilyName, seed: number, leak = 0): Promise<Observed> {
  const simulated = new SimulatedProcess({
    family,
    seed,
    leak: { kind: 'constant', bytesPerSecond: leak, onsetSecond: 2 * hour },
  });
  const forced: number[] = [];
  simulated.onCollection = (liveBytes, kind) => kind === 'forced' && forced.push(liveBytes);
  const random = new Random(seed);
  const observer = new SimulatedObserver(simulated, new SimulatedCollector(simulated, random), random);
  const looks: SiteLook[] = [];
  for (let second = 0; second <= 2 * hour + 600; second++) {
    if (second === 2 * hour) observer.start(1e6);
    simulated.advance();
    if (second > 2 * hour && second % 35 === 0) looks.push(observer.look()!);
  }
  return { looks, sites: await observer.sites(), simulated, forced };
}

describe('a simulated observer', () => {
  it('sees the leak survive, and how fast it grows', async () => {
    for (const seed of [1, 2, 3]) {
      const { sites } = await observed('constant', seed, 500_000);
      expect(sites[0]!.function).toBe('leak');
      expect(sites[0]!.survival).toBe(1);
      expect(sites[0]!.lowestSurvival).toBeGreaterThan(0.8);
      expect(sites[0]!.bytesPerSecond / 500_000).toBeCloseTo(1, 0);
    }
  });

  it('sees what is older than 40 s grow as the leak does', async () => {
    const { looks } = await observed('constant', 4, 1_000_000);
    const { observedSince } = looks.at(-1)!;
    const own = looks.filter((look) => look.observedSince === observedSince);
    const seconds = (own.at(-1)!.time - own[2]!.time) / 1000;
    const grown = own.at(-1)!.oldSurvivorBytes - own[2]!.oldSurvivorBytes;
    expect(grown / seconds / 1_000_000).toBeCloseTo(1, 0);
  });

  it('sees sessions die, so that nothing old accumulates', async () => {
    const { looks, sites } = await observed('ou', 3);
    expect(sites.every(({ survival }) => survival < 0.9)).toBe(true);
    expect(looks.length).toBeGreaterThan(15);
  });

  it('is the same every time', async () => {
    const [left, right] = [await observed('mix', 5, 100_000), await observed('mix', 5, 100_000)];
    expect(left.looks).toEqual(right.looks);
    expect(left.sites).toEqual(right.sites);
  });

  it('forces a collection with each look, and tells its reading and its pause', async () => {
    const { looks, forced } = await observed('constant', 6);
    expect(looks.map(({ liveBytes }) => liveBytes)).toEqual(forced);
    for (const { pauseMs } of looks) expect(pauseMs).toBeGreaterThan(0);
  });

  it('samples more coarsely where very much is alive', async () => {
    const { looks } = await observed('constant', 7, 20_000_000);
    expect(new Set(looks.map(({ observedSince }) => observedSince)).size).toBeGreaterThan(1);
    expect(Math.max(...looks.map(({ pauseMs }) => pauseMs))).toBeLessThan(10_000);
  });

  it('sees nothing before it is started, and nothing after it is stopped', () => {
    const simulated = new SimulatedProcess({ family: 'constant', seed: 1 });
    const random = new Random(1);
    const observer = new SimulatedObserver(simulated, new SimulatedCollector(simulated, random), random);
    simulated.advance();
    expect(observer.look()).toBeUndefined();
    observer.start();
    observer.start();
    expect(simulated.onSecond).toBeDefined();
    observer.stop();
    expect(observer.look()).toBeUndefined();
    expect(simulated.onSecond).toBeUndefined();
  });

  it('sees the entries of a store die at their age', async () => {
    const shortest = 200;
    let checked = 0;
    for (let seed = 1; seed < 40 && checked < 2; seed++) {
      const { sites, simulated } = await observed('ttl', seed);
      const store = simulated.holdings.find(({ site }) => site === 'ttl')!;
      const lifeSeconds = store.bytes / store.bornBytes;
      const site = sites.find((each) => each.function === 'ttl');
      if (!(lifeSeconds < shortest) || site === undefined) continue;
      checked++;
      expect(site.survival).toBeLessThan(0.2);
    }
    expect(checked).toBe(2);
  });
});

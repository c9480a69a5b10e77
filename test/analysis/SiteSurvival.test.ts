import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiveAllocation, SiteSurvival } from '../../src/analysis/SiteSurvival.ts';

const second = 1000;
const kilobyte = 1024;

interface Behaviour {
  readonly site: string | undefined;
  /** One allocation in so many seconds. */
  readonly every: number;
  /** Seconds that the n-th of them lives. */
  readonly life: (n: number) => number;
  readonly from?: number;
}

/** A process in which sites allocate 32 KB at a time; ordinals are given in the order of births. */
class Process {
  readonly #born: readonly (LiveAllocation & { readonly at: number; readonly death: number })[];

  constructor(behaviours: readonly Behaviour[], seconds: number) {
    const born = behaviours.flatMap(({ site, every, life, from = 0 }) =>
      Array.from({ length: Math.ceil((seconds - from) / every) }, (_, index) => {
        const at = from + index * every;
        return { site, at, death: at + life(index), bytes: 32 * kilobyte };
      }),
    );
    born.sort((left, right) => left.at - right.at);
    this.#born = born.map((allocation, index) => ({ ...allocation, ordinal: index + 1 }));
  }

  alive(seconds: number): LiveAllocation[] {
    return this.#born.filter(({ at, death }) => at <= seconds && death > seconds);
  }
}

function lookedAt(process: Process, seconds: number, everySeconds = 35): SiteSurvival {
  const survival = new SiteSurvival({ time: 0 });
  for (let at = everySeconds; at <= seconds; at += everySeconds) {
    expect(survival.look(at * second, process.alive(at))).toBe(true);
  }
  return survival;
}

const forever = (): number => Number.POSITIVE_INFINITY;
const leak: Behaviour = { site: 'leak', every: 1, life: forever };
const requests: Behaviour = { site: 'requests', every: 0.2, life: () => 3 };

describe('SiteSurvival', () => {
  it('gives a leak its rate, and all of it survives', () => {
    const [growth, ...others] = lookedAt(new Process([leak, requests], 350), 350).sites();
    expect(others).toEqual([]);
    expect(growth?.site).toBe('leak');
    expect(growth?.survival).toBe(1);
    expect(growth?.bytesPerSecond).toBeGreaterThan(0.9 * 32 * kilobyte);
    expect(growth?.bytesPerSecond).toBeLessThan(1.1 * 32 * kilobyte);
    expect(growth?.lowestSurvival).toBeGreaterThan(0.9);
    expect(growth?.lowestSurvival).toBeLessThan(1);
  });

  it('says nothing of a site after one look, because it has seen nobody die or stay', () => {
    expect(lookedAt(new Process([leak], 200), 35).sites()).toEqual([]);
  });

  it('knows a site that leaks one allocation a second after two minutes', () => {
    expect(lookedAt(new Process([leak], 200), 125).sites()).toHaveLength(1);
  });

  it('sees no survivors where everything is dropped after two minutes', () => {
    const sessions: Behaviour = { site: 'sessions', every: 0.5, life: () => 120 };
    const [first, second] = lookedAt(new Process([sessions, leak], 500), 500).sites();
    expect(first?.site).toBe('leak');
    expect(second?.site).toBe('sessions');
    expect(second?.survival).toBeLessThan(0.15);
  });

  it('takes a cache that is still filling for what stays, and changes its mind when it evicts', () => {
    const cache: Behaviour = { site: 'cache', every: 1, life: () => 400 };
    const process = new Process([cache], 1500);
    expect(lookedAt(process, 385).sites()[0]?.survival).toBe(1);
    const [growth] = lookedAt(process, 1400).sites();
    expect(growth?.survival).toBeLessThan(0.1);
    expect(growth?.bytesPerSecond).toBeLessThan(4 * kilobyte);
  });

  it('finds the leaking share of a site that inlining has merged with turnover', () => {
    const merged: Behaviour = { site: 'merged', every: 0.5, life: (n) => (n % 4 === 0 ? 1e9 : 70) };
    const [growth] = lookedAt(new Process([merged], 700), 700).sites();
    expect(growth?.survival).toBeGreaterThan(0.22);
    expect(growth?.survival).toBeLessThan(0.28);
    expect(growth?.bytesPerSecond).toBeGreaterThan(0.9 * 16 * kilobyte);
    expect(growth?.bytesPerSecond).toBeLessThan(1.1 * 16 * kilobyte);
  });

  it('changes its mind about a site that had turnover for an hour and leaks now', () => {
    const mended: Behaviour = { site: 'cache', every: 2, life: (n) => (n < 1800 ? 100 : 1e9) };
    const process = new Process([mended], 5400);
    expect(lookedAt(process, 3600).sites()[0]?.survival).toBeLessThan(0.1);
    expect(lookedAt(process, 5390).sites()[0]?.survival).toBeGreaterThan(0.7);
  });

  it('gives a leak that began late the rate of the last ten minutes', () => {
    const late: Behaviour = { ...leak, from: 3000 };
    const [growth] = lookedAt(new Process([late, { ...requests, every: 2 }], 3800), 3780).sites();
    expect(growth?.bytesPerSecond).toBeGreaterThan(0.8 * 32 * kilobyte);
  });

  it('pools what is 40 s old and more over all sites, those of unknown sites too', () => {
    const unknown: Behaviour = { site: undefined, every: 2, life: forever };
    const survival = lookedAt(new Process([leak, unknown, requests], 350), 350);
    const expected = (310 * 1.5 * 32 * kilobyte) / second;
    expect(survival.oldSurvivorBytes / second).toBeGreaterThan(0.97 * expected);
    expect(survival.oldSurvivorBytes / second).toBeLessThan(1.03 * expected);
  });

  it('leaves out what was there before it began', () => {
    const process = new Process([leak], 400);
    const before = process.alive(100);
    const survival = new SiteSurvival({ time: 100 * second, ordinal: before.length });
    for (let at = 135; at <= 380; at += 35) survival.look(at * second, process.alive(at));
    expect(survival.oldSurvivorBytes).toBeLessThan(245 * 32 * kilobyte);
    const [growth] = survival.sites();
    expect(growth?.bytesPerSecond).toBeGreaterThan(0.9 * 32 * kilobyte);
    expect(growth?.bytesPerSecond).toBeLessThan(1.1 * 32 * kilobyte);
  });

  it('notices that the sampler was started anew, because the dead do not rise', () => {
    const survival = lookedAt(new Process([{ ...leak, life: () => 30 }], 200), 175);
    const anew = Array.from({ length: 60 }, (_, index) => ({ ordinal: index + 1, bytes: 1, site: 'leak' }));
    expect(survival.look(210 * second, anew)).toBe(false);
  });

  it('takes the end of everything for deaths, and no allocation at all for peace', () => {
    const survival = lookedAt(new Process([leak], 200), 175);
    expect(survival.look(210 * second, [])).toBe(true);
    expect(survival.look(245 * second, [])).toBe(true);
    expect(survival.oldSurvivorBytes).toBe(0);
    expect(survival.sites()[0]?.survival).toBeLessThan(0.7);
  });

  it('ignores a look for which no time has passed', () => {
    const process = new Process([leak], 400);
    const survival = lookedAt(process, 350);
    const before = survival.sites();
    expect(survival.look(350 * second, [])).toBe(true);
    expect(survival.sites()).toEqual(before);
  });

  it('keeps 64 sites, those with most alive', () => {
    const small = Array.from({ length: 90 }, (_, index) => ({ ...leak, site: `small ${index}`, every: 4 }));
    const sites = lookedAt(new Process([...small, { ...leak, site: 'large' }], 350), 350).sites();
    expect(sites).toHaveLength(64);
    expect(sites[0]?.site).toBe('large');
  });

  it('is the same in another unit of time', () => {
    const process = new Process([leak, requests], 350);
    const usual = lookedAt(process, 350).sites();
    const fast = new SiteSurvival({ time: 0, settledMs: 200 });
    for (let at = 35; at <= 350; at += 35) fast.look(at * 10, process.alive(at));
    expect(fast.sites()[0]?.survival).toBe(usual[0]?.survival);
    expect(fast.sites()[0]?.bytesPerSecond).toBeCloseTo(100 * (usual[0]?.bytesPerSecond ?? Number.NaN), 3);
  });

  it('never has more old survivors than are alive, nor a share beyond 0 to 1, whatever lives and dies', () => {
    const lives = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 900 })), {
      minLength: 20,
      maxLength: 300,
    });
    fc.assert(
      fc.property(lives, fc.integer({ min: 5, max: 90 }), (given, every) => {
        let at = 0;
        const born = given.map(([pause, life], index) => {
          at += pause;
          return { at, death: at + life, ordinal: index + 1, bytes: 1, site: `${index % 3}` };
        });
        const survival = new SiteSurvival({ time: 0 });
        for (let now = every; now < at + 300; now += every) {
          const alive = born.filter((one) => one.at <= now && one.death > now);
          expect(survival.look(now * second, alive)).toBe(true);
          expect(survival.oldSurvivorBytes).toBeLessThanOrEqual(alive.length);
          for (const growth of survival.sites()) {
            expect(growth.survival).toBeGreaterThanOrEqual(0);
            expect(growth.survival).toBeLessThanOrEqual(1);
            expect(growth.lowestSurvival).toBeLessThanOrEqual(growth.survival);
            expect(growth.bytesPerSecond).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('the old bytes of a site', () => {
  const oldBytesOf = (behaviour: Behaviour, seconds: number): number =>
    lookedAt(new Process([behaviour, requests], seconds), seconds)
      .sites()
      .find(({ site }) => site === behaviour.site)?.oldBytes ?? Number.NaN;

  it('are what it allocated 40 s ago and longer, and is alive', () => {
    const before = oldBytesOf(leak, 175);
    const after = oldBytesOf(leak, 350);
    expect(before / (32 * kilobyte)).toBeCloseTo(135, -1);
    expect(after / (32 * kilobyte)).toBeCloseTo(310, -1);
  });

  it('are no more when all of it has died', () => {
    const emptied: Behaviour = { ...leak, life: (n) => 300 - n };
    const survival = lookedAt(new Process([emptied, requests], 350), 280);
    const process = new Process([emptied, requests], 350);
    survival.look(320 * second, process.alive(320));
    expect(survival.sites().map(({ site, oldBytes }) => [site, oldBytes])).toContainEqual(['leak', 0]);
  });

  it('are none of what is young', () => {
    const young: Behaviour = { ...leak, site: 'young', from: 330 };
    const { length } = lookedAt(new Process([leak, young], 350), 350)
      .sites()
      .filter(({ site, oldBytes }) => site === 'young' && oldBytes > 0);
    expect(length).toBe(0);
  });
});

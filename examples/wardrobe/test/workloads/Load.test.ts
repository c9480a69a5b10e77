import { describe, expect, it } from 'vitest';
import { Leaks } from '../../src/leaks/Leaks.ts';
import { rehearse } from '../../src/measurements/rehearsal.ts';
import { Random } from '../../src/randomness/Random.ts';
import { World } from '../../src/World.ts';
import { Load } from '../../src/workloads/Load.ts';
import { workloadNames, workloads } from '../../src/workloads/workloads.ts';
import { Clock, rethrow } from '../stage.ts';

/** A load of two actors on a clock that a wait moves on, and a look at it by `lookMs`. */
function load({
  rate,
  lookMs = 0,
  waitMs = (ms: number): number => ms,
}: {
  rate: number;
  lookMs?: number;
  waitMs?: (ms: number) => number;
}) {
  const clock = new Clock();
  const now = (): number => {
    clock.ms += lookMs;
    return clock.ms;
  };
  const world = new World({
    actorCount: 2,
    random: new Random(1),
    leaks: Leaks.none(),
    now: clock.now,
    onListenerError: rethrow,
  });
  const wait = async (ms: number): Promise<void> => {
    clock.ms += waitMs(ms);
  };
  return { clock, world, load: new Load({ world, workload: workloads.mixed, rate, now, wait }) };
}

describe('Load', () => {
  it('does as many operations as the rate asks for', async () => {
    const { load: steady } = load({ rate: 250 });
    await steady.populate(2);
    await steady.run(4);
    expect(steady.done).toBe(1000);
    expect(steady.undone).toBe(0);
    await steady.run(4);
    expect(steady.done).toBe(2000);
  });

  it.each(workloadNames)('mixes the operations as the workload %s says', async (name) => {
    const { load: mixed } = await rehearse({ workload: name, actorCount: 5, rate: 500 });
    await mixed.run(4);
    expect(Math.abs(mixed.done - 2000)).toBeLessThan(5);
    const shares = new Map<string, number>(workloads[name].mix.map(({ kind, share }) => [kind, share]));
    for (const [kind, count] of Object.entries(mixed.counts)) {
      expect(Math.abs(count - 2000 * (shares.get(kind) ?? 0))).toBeLessThan(100);
    }
  });

  it('has workloads whose shares add up to 1', () => {
    for (const { mix } of Object.values(workloads)) {
      expect(mix.reduce((sum: number, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
    }
  });

  it('keeps the number of actors', async () => {
    const { load: steady, world } = await rehearse({ workload: 'lifecycle', actorCount: 12 });
    await steady.run(3);
    expect(world.actors.ids.length).toBe(12);
  });

  it('catches up on a short pause, and leaves undone what a long one cost', async () => {
    let pauseMs = 10;
    const { load: interrupted } = load({ rate: 100, waitMs: () => pauseMs });
    await interrupted.populate(2);
    await interrupted.run(1);
    pauseMs = 500;
    await interrupted.run(0.5);
    expect(interrupted.done).toBe(150);
    expect(interrupted.undone).toBe(0);
  });

  it('ends a batch after 6 ms and counts what could not be done', async () => {
    const { load: slow } = load({ rate: 1000, lookMs: 2 });
    await slow.populate(2);
    await slow.run(20);
    expect(slow.undone).toBeGreaterThan(1000);
    expect(slow.done + slow.undone).toBeGreaterThan(18_000);
    expect(slow.done).toBeLessThan(10_000);
  });

  it('ends at once when it is asked to, while it runs and while it fills the world', async () => {
    const { load: ended, world } = load({ rate: 100 });
    await ended.populate(2, AbortSignal.abort());
    expect(world.actors.ids.length).toBe(0);
    await ended.populate(2);
    const ending = new AbortController();
    world.bus.subscribe('weather_changed', () => ending.abort());
    await ended.run(3600, ending.signal);
    expect(ended.done).toBe(200);
  });

  it('does the same for the same seed', async () => {
    const play = async (): Promise<unknown> => {
      const { load: steady, world } = await rehearse({
        workload: 'mixed',
        actorCount: 10,
        rate: 500,
        seed: 5,
      });
      await steady.run(5);
      return [
        steady.counts,
        world.actors.ids.map((id) => [world.anatomy.description(id), world.wardrobe.outfit(id)]),
      ];
    };
    expect(await play()).toEqual(await play());
  });

  it('brings the weather with the hour, never a storm of it', async () => {
    const { load: steady, world } = await rehearse({ workload: 'mixed', actorCount: 10, rate: 500 });
    const hours: number[] = [];
    world.bus.subscribe('weather_changed', (change) => void hours.push((change as { hour: number }).hour));
    await steady.run(10);
    expect(hours).toEqual([1, 2, 3, 4, 5]);
    expect(world.bus.suppressed).toBe(0);
  });
});

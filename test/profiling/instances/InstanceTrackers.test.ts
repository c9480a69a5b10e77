import { describe, expect, it, vi } from 'vitest';
import type { Constructor } from '../../../src/profiling/instances/InstanceTracker.ts';
import { InstanceTrackers } from '../../../src/profiling/instances/InstanceTrackers.ts';
import { queryObjects, queryRefusal } from '../../../src/profiling/instances/queryObjects.ts';

class Order {}

function trackers(
  query?: (type: Constructor) => number,
  refusal: () => string | undefined = () => undefined,
) {
  const clock = { ms: 0 };
  const made = new InstanceTrackers({
    time: () => clock.ms,
    steady: () => clock.ms,
    collect: () => (globalThis as { gc?: () => void }).gc?.(),
    nextTurn: () => new Promise((resolve) => setTimeout(resolve, 5)),
    query,
    refusal,
  });
  return { made, clock };
}

describe('tracking instances', () => {
  it('asks V8 where the class is known, and tells the rate', async () => {
    let live = 10;
    const { made, clock } = trackers(() => live);
    const tracker = made.track(Order);
    expect(await tracker.count()).toMatchObject({ className: 'Order', method: 'query', live: 10 });
    clock.ms += 2000;
    live = 50;
    expect(await tracker.count()).toMatchObject({
      live: 50,
      growthPerSecond: 20,
      createdPerSecond: undefined,
    });
    expect(made.last).toHaveLength(1);
    tracker.stop();
    expect(made.last).toEqual([]);
  });

  it('knows global classes by name', async () => {
    const asked: Constructor[] = [];
    const { made } = trackers((type) => asked.push(type));
    await made.track('Map').count();
    expect(asked).toEqual([Map]);
  });

  it('has the same tracker of a global class by its name and by itself, so that it is counted and told once', async () => {
    const { made } = trackers(() => 5);
    expect(made.track('Map')).toBe(made.track(Map));
    await made.count();
    expect(made.last).toMatchObject([{ className: 'Map', method: 'query' }]);
    made.track(Map).stop();
    expect(made.last).toEqual([]);
  });

  it('counts functions, whose prototype is one itself, and says why not what a Proxy makes', async () => {
    const query = queryObjects()!;
    const kept = Array.from({ length: 1000 }, (_, index) => () => index);
    const { made } = trackers(query);
    const before = await made.track('Function').count();
    kept.push(...Array.from({ length: 500 }, (_, index) => () => index));
    const after = await made.track(Function).count();
    if (!before.performed || !after.performed) throw new Error('there is room');
    expect(after.live - before.live).toBeGreaterThanOrEqual(400);
    expect(kept).toHaveLength(1500);
    expect(() => made.track(Proxy as never)).toThrow(
      'received the function Proxy: what it makes looks like an instance of what is behind it',
    );
  });

  it('follows registered instances to their end', async () => {
    const { made, clock } = trackers(() => 0);
    const tracker = made.track('Basket');
    let baskets: object[] = Array.from({ length: 20 }, () => tracker.register({}));
    tracker.register(baskets[0] as object);
    expect(await tracker.count()).toMatchObject({
      method: 'registration',
      live: 20,
      created: 20,
      collected: 0,
    });
    baskets = baskets.slice(0, 1);
    clock.ms += 1000;
    const count = await vi.waitFor(async () => {
      const latest = await tracker.count();
      if (!latest.performed) throw new Error(latest.reason);
      expect(latest.live).toBeLessThan(5);
      return latest;
    }, 5000);
    expect(count).toMatchObject({ created: 20, collected: 20 - count.live });
    expect(baskets).toHaveLength(1);
  });

  it('follows registered instances where the engine cannot be asked', async () => {
    const { made } = trackers(undefined);
    expect(await made.track(Order).count()).toMatchObject({
      className: 'Order',
      method: 'registration',
      live: 0,
    });
  });

  it('does not walk through a heap for which there is no room', async () => {
    const { made } = trackers(
      () => 1,
      () => queryRefusal(1024 ** 3, 1024 ** 2),
    );
    expect(await made.track(Order).count()).toEqual({
      performed: false,
      reason: 'Counting all objects may need 2 GB, and 1 MB are free.',
    });
    expect(queryRefusal(1000, Number.NaN)).toBeUndefined();
    expect(made.last).toEqual([]);
  });

  it('has one tracker a class, and a bounded number', () => {
    const { made } = trackers(undefined);
    expect(made.track('A')).toBe(made.track('A'));
    for (let index = 0; index < 99; index++) made.track(`class ${index}`);
    expect(() => made.track('one too many')).toThrow(
      'className must be one of at most 100 classes that are tracked at a time, received one too many: stop() of a tracker that is not needed any more makes room for it',
    );
    made.track('A').stop();
    expect(made.track('one too many').className).toBe('one too many');
    expect(() => made.track('')).toThrow('className');
  });
});

import { describe, expect, it } from 'vitest';
import { RouteCounter } from '../../../src/monitoring/work/RouteCounter.ts';
import { normalOf, randomOf } from '../../analysis/series.ts';
import { epoch, mib } from '../simulation.ts';

const at = (seconds: number): number => epoch + 1000 * seconds;

/** Ten minutes of traffic on some routes, whose rates change each minute. */
function traffic(names: readonly string[], seconds = 600) {
  const random = randomOf(5);
  const counter = new RouteCounter();
  const rates = new Map<string, number>();
  const done: Map<string, number>[] = [];
  for (let second = 0; second <= seconds; second++) {
    for (const name of names) {
      if (second % 60 === 0) rates.set(name, Math.floor(20 * random()));
      for (let count = 0; count < rates.get(name)!; count++) counter.record(name);
    }
    counter.sample(at(second));
    done.push(new Map(counter.totals));
  }
  return { counter, done };
}

describe('bytes kept by route', () => {
  const readings = Array.from({ length: 50 }, (_, index) => 5 + 10 * index);
  const names = ['GET /users/:id', 'GET /orders/:id', 'POST /orders', 'GET /'];

  it('are those of the route that keeps them', () => {
    const { counter, done } = traffic(names);
    const normal = normalOf(randomOf(2));
    const bytes = readings.map(
      (second) => 50 * mib + 1328 * done[second]!.get('GET /orders/:id')! + 5000 * normal(),
    );
    const [told, ...more] = counter.retained(readings.map(at), bytes);
    expect(more).toEqual([]);
    expect(told!.route).toBe('GET /orders/:id');
    expect(told!.bytes / 1328).toBeCloseTo(1, 1);
    expect(told!.lowBytes).toBeLessThan(1328);
    expect(told!.highBytes).toBeGreaterThan(1328);
    expect(told!.correlation).toBeGreaterThan(0.99);
    expect(told!.count).toBe(done[495]!.get(told!.route)! - done[5]!.get(told!.route)!);
  });

  it('are not told without counts, of points from before them, or of memory that grows by the clock', () => {
    const { counter } = traffic(names);
    expect(new RouteCounter().retained([at(1)], [1])).toEqual([]);
    expect(counter.retained([], [])).toEqual([]);
    const byClock = readings.map((second) => 50 * mib + 9000 * second);
    expect(
      counter.retained(
        readings.map((second) => at(second - 900)),
        byClock,
      ),
    ).toEqual([]);
    expect(counter.retained(readings.map(at), byClock)).toEqual([]);
  });

  it('leave out routes that were hardly asked for', () => {
    const { counter, done } = traffic(names);
    for (let count = 0; count < 19; count++) counter.record('GET /rare');
    counter.sample(at(605));
    const bytes = readings.map((second) => 1328 * done[second]!.get('POST /orders')!);
    expect(counter.retained(readings.map(at), bytes).map(({ route }) => route)).toEqual(['POST /orders']);
  });
});

describe('routes', () => {
  it('are told apart up to fifty of them, the rest is other', () => {
    const counter = new RouteCounter();
    for (let index = 0; index < 70; index++) counter.record(`GET /${index}`);
    counter.record(undefined);
    counter.record('x'.repeat(201));
    expect(counter.totals.size).toBe(51);
    expect(counter.totals.get('other')).toBe(22);
    expect(counter.heldBytes).toBe(52 * 480 * 8);
  });

  it('are remembered for two hours at least, in the same memory', () => {
    const { counter, done } = traffic(['GET /a', 'GET /b'], 4 * 3600);
    const seconds = Array.from({ length: 118 }, (_, index) => 2 * 3600 + 60 * index);
    const normal = normalOf(randomOf(2));
    const bytes = seconds.map((second) => 50 * mib + 700 * done[second]!.get('GET /b')! + 20_000 * normal());
    const [told] = counter.retained(seconds.map(at), bytes);
    expect(told!.route).toBe('GET /b');
    expect(told!.bytes / 700).toBeCloseTo(1, 1);
    expect(counter.heldBytes).toBe(4 * 480 * 8);
  });
});

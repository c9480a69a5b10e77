import { describe, expect, it } from 'vitest';
import { Random } from '../../../../bench/detection/simulator/Random.ts';
import { Wander } from '../../../../bench/detection/simulator/Wander.ts';

const draws = 20_000;

function drawn(draw: (random: Random) => number, seed = 7): number[] {
  const random = new Random(seed);
  return Array.from({ length: draws }, () => draw(random));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

describe('random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    const first = drawn((random) => random.next(), 1).slice(0, 5);
    expect(drawn((random) => random.next(), 1).slice(0, 5)).toEqual(first);
    expect(drawn((random) => random.next(), 2).slice(0, 5)).not.toEqual(first);
  });

  it('are even between their bounds', () => {
    const values = drawn((random) => random.uniform(2, 4));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...values)).toBeLessThan(4);
    expect(mean(values)).toBeCloseTo(3, 1);
  });

  it('give every order of magnitude the same chance', () => {
    const values = drawn((random) => random.logUniform(1, 10_000));
    const small = values.filter((value) => value < 100).length / draws;
    expect(small).toBeCloseTo(0.5, 1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...values)).toBeLessThan(10_000);
  });

  it('are standard normal where that is asked for', () => {
    const values = drawn((random) => random.normal());
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(deviation(values)).toBeCloseTo(1, 1);
  });

  it('wait as long as they should on average', () => {
    expect(mean(drawn((random) => random.exponential(50))) / 50).toBeCloseTo(1, 1);
  });

  it('pick every item, and say yes as often as they should', () => {
    expect(new Set(drawn((random) => random.pick([1, 2, 3])))).toEqual(new Set([1, 2, 3]));
    expect(drawn((random) => Number(random.chance(0.3))).filter(Boolean).length / draws).toBeCloseTo(0.3, 1);
  });

  it('go on as before whatever a fork of them draws', () => {
    const [left, right] = [new Random(3), new Random(3)];
    const fork = left.fork();
    right.fork();
    for (let draw = 0; draw < 10; draw++) fork.next();
    expect(left.next()).toBe(right.next());
  });
});

describe('a wandering quantity', () => {
  const wander = new Wander(new Random(5), 4, 20);
  const values = Array.from({ length: 100_000 }, () => wander.next());

  it('keeps around zero, as far from it as it was told', () => {
    expect(Math.abs(mean(values))).toBeLessThan(0.4);
    expect(deviation(values) / 4).toBeCloseTo(1, 1);
  });

  it('remembers for as long as it was told', () => {
    const products = values.slice(20).map((value, index) => value * values[index]!);
    expect(mean(products) / 16).toBeCloseTo(Math.exp(-1), 1);
  });
});

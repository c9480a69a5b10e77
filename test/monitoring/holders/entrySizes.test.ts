import { describe, expect, it } from 'vitest';
import { entrySizes } from '../../../src/monitoring/holders/entrySizes.ts';
import { every, normalOf, randomOf } from '../../analysis/series.ts';
import { kib, mib } from '../simulation.ts';

const anything = { least: 0, most: Number.POSITIVE_INFINITY };
const sizesOf = (live: number[], entries: number[][], before: readonly number[]): number[] =>
  entrySizes(
    live,
    entries,
    before,
    entries.map(() => anything),
  );
const unknown = [Number.NaN, Number.NaN];

describe('bytes per entry', () => {
  it('are the slope of the live size over the entries, through noise', () => {
    const normal = normalOf(randomOf(1));
    const entries = every(100, 12);
    const live = entries.map((count) => 60 * mib + 3 * kib * count + 20 * kib * normal());
    const [size] = sizesOf(live, [entries], [Number.NaN]);
    expect(size! / kib).toBeCloseTo(3, 0);
  });

  it('are not spoilt by two readings that were taken at a bad moment', () => {
    const entries = every(100, 12);
    const live = entries.map((count, index) => 5 * kib * count + (index === 4 || index === 9 ? 2 * mib : 0));
    const [size] = sizesOf(live, [entries], [Number.NaN]);
    expect(size! / (5 * kib)).toBeCloseTo(1, 1);
  });

  it('stay where the entries do not change', () => {
    const full = every(0, 12, 5000);
    const live = every(mib, 12, 60 * mib);
    expect(sizesOf(live, [full], [700])).toEqual([700]);
    expect(sizesOf(live, [full], [Number.NaN])).toEqual([Number.NaN]);
  });

  it('stay where the live size does not go with the entries, or against them', () => {
    const random = randomOf(2);
    const swinging = every(0, 16).map((_, index) => (index % 4) * 100);
    const noise = swinging.map(() => 60 * mib + 10 * mib * random());
    expect(sizesOf(noise, [swinging], [700])).toEqual([700]);
    const falling = every(-mib, 12, 60 * mib);
    expect(sizesOf(falling, [every(100, 12)], [700])).toEqual([700]);
  });

  it('need four readings', () => {
    expect(sizesOf(every(mib, 3), [every(10, 3)], [Number.NaN])).toEqual([Number.NaN]);
    expect(sizesOf(every(mib, 4), [every(10, 4)], [Number.NaN])[0]).toBe(mib / 10);
  });

  it('of two stores are told apart where they do not fill in step', () => {
    const first = [0, 100, 200, 300, 300, 300, 300, 300, 400, 500, 500, 500];
    const second = [0, 0, 0, 0, 50, 100, 150, 200, 200, 200, 250, 300];
    const live = first.map((count, index) => 60 * mib + 1000 * count + 8000 * second[index]!);
    let sizes: readonly number[] = unknown;
    for (let reading = 0; reading < 4; reading++) sizes = sizesOf(live, [first, second], sizes);
    expect(sizes[0]! / 1000).toBeCloseTo(1, 0);
    expect(sizes[1]! / 8000).toBeCloseTo(1, 0);
  });

  it('of two stores that fill in step never add up to more than what has grown', () => {
    const entries = every(100, 12);
    const live = entries.map((count) => 60 * mib + 5000 * count);
    const [first, second] = sizesOf(live, [entries, entries], unknown);
    expect((first || 0) + (second || 0)).toBeCloseTo(5000, 6);
  });

  it('of a store that is younger than the readings come from its own time', () => {
    const old = every(100, 12);
    const young = every(10, 6);
    const live = old.map((count, index) => 60 * mib + 1000 * count + 50_000 * Math.max(0, index - 6) * 10);
    let sizes: readonly number[] = [1000, Number.NaN];
    for (let reading = 0; reading < 3; reading++) sizes = sizesOf(live, [old, young], sizes);
    expect(sizes[1]).toBeGreaterThan(0);
  });

  it('stay in their range', () => {
    const bytes = every(100 * kib, 12);
    const twice = bytes.map((held) => 60 * mib + 2 * held);
    expect(entrySizes(twice, [bytes], [1], [{ least: 0.8, most: 1.25 }])).toEqual([1.25]);
  });
});

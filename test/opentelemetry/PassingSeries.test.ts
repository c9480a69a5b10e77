import { expect, it } from 'vitest';
import { PassingSeries } from '../../src/opentelemetry/PassingSeries.ts';

function ended(series: PassingSeries): [number, Record<string, string>][] {
  const told: [number, Record<string, string>][] = [];
  series.end((value, attributes) => told.push([value, attributes]));
  return told;
}

it('a series that is told no longer is told as over, at every collection', () => {
  const series = new PassingSeries(0);
  expect(ended(series)).toEqual([]);
  expect([series.add({ leak: 'one' }), series.add({ leak: 'two' })]).toEqual([true, true]);
  expect(ended(series)).toEqual([]);
  series.add({ leak: 'two' });
  expect(ended(series)).toEqual([[0, { leak: 'one' }]]);
  expect(ended(series)).toHaveLength(2);
  series.add({ leak: 'one' });
  expect(ended(series)).toEqual([[0, { leak: 'two' }]]);
});

it('series are bounded, and those that are known stay', () => {
  const series = new PassingSeries(0);
  const taken = Array.from({ length: 200 }, (_, index) => series.add({ leak: String(index) }));
  expect(taken.filter(Boolean)).toHaveLength(96);
  expect(series.add({ leak: '0' })).toBe(true);
  expect(series.add({ leak: '150' })).toBe(false);
});

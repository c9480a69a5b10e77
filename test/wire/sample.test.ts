import { describe, expect, it } from 'vitest';
import { column, sampleFields, toRow, toSample } from '../../src/wire/sample.ts';

describe('a sample and its row', () => {
  it('say undefined and NaN for the same thing', () => {
    const sample = toSample(toRow({ time: 5, rssBytes: 0 }));
    expect(sample.time).toBe(5);
    expect(sample.rssBytes).toBe(0);
    expect(sample.heapUsedBytes).toBeUndefined();
    expect(Object.keys(sample)).toEqual([...sampleFields]);
  });

  it('can be written into a row that is used again', () => {
    const row = new Float64Array(sampleFields.length).fill(9);
    expect(toRow({ time: 1 }, row)).toBe(row);
    expect(row[column.time]).toBe(1);
    expect(row[column.rssBytes]).toBeNaN();
  });

  it('reads a short row as one with unknown counters', () => {
    expect(toSample([3]).heapUsedBytes).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { LiveReading } from '../../src/sampling/MemorySource.ts';
import { recordingSource } from '../../src/sampling/recordingSource.ts';
import { column, type MemorySample, sampleFields, toRow } from '../../src/wire/sample.ts';

function played(samples: readonly Partial<MemorySample>[]) {
  const source = recordingSource(samples.map((sample) => toRow(sample)));
  const readings: LiveReading[] = [];
  source.onReading((reading) => readings.push(reading));
  const row = new Float64Array(sampleFields.length);
  const read = (): Float64Array => {
    source.read(row);
    return row;
  };
  return { source, readings, read };
}

describe('a recording as a source', () => {
  it('gives the next sample at each read, and nothing after the last', () => {
    const { source, read } = played([
      { time: 1, rssBytes: 10 },
      { time: 2, rssBytes: 20 },
    ]);
    expect(source.kind).toBe('recording');
    expect(read()[column.rssBytes]).toBe(10);
    expect(source.remaining).toBe(1);
    expect(read()[column.rssBytes]).toBe(20);
    expect(source.remaining).toBe(0);
    expect([...read()].every(Number.isNaN)).toBe(true);
  });

  it('tells a reading when the live size changes', () => {
    const { readings, read } = played([
      { time: 1 },
      { time: 2, liveBytes: 100, externalBytes: 5, majorCollections: 3 },
      { time: 3, liveBytes: 100, externalBytes: 6, majorCollections: 3 },
      { time: 4, liveBytes: 110, externalBytes: 7, majorCollections: 4 },
    ]);
    for (let index = 0; index < 5; index++) read();
    expect(readings).toEqual([
      { time: 2, liveBytes: 100, externalBytes: 5, majorCollections: 3 },
      { time: 4, liveBytes: 110, externalBytes: 7, majorCollections: 4 },
    ]);
  });

  it('tells a reading after another collection that left the same live size', () => {
    const { readings, read } = played([
      { time: 1, liveBytes: 100, majorCollections: 1 },
      { time: 2, liveBytes: 100, majorCollections: 2 },
    ]);
    read();
    read();
    expect(readings.map(({ majorCollections }) => majorCollections)).toEqual([1, 2]);
  });

  it('counts collections itself where the recording does not', () => {
    const { readings, read } = played([
      { time: 1, liveBytes: 100 },
      { time: 2, liveBytes: 100 },
      { time: 3, liveBytes: 90 },
    ]);
    for (let index = 0; index < 3; index++) read();
    expect(readings.map(({ majorCollections }) => majorCollections)).toEqual([1, 2]);
  });

  it('goes on when a listener throws, and lets listeners go', () => {
    const { source, readings, read } = played([
      { time: 1, liveBytes: 1 },
      { time: 2, liveBytes: 2 },
      { time: 3, liveBytes: 3 },
    ]);
    const unsubscribe = source.onReading(() => {
      throw new Error('a listener of the application');
    });
    expect(() => read()).not.toThrow();
    unsubscribe();
    read();
    source.close();
    read();
    expect(readings).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { ExternalSeries } from '../../../src/monitoring/leaks/ExternalSeries.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch, kib, mib } from '../simulation.ts';
import { type Story, sustainedRate, tell } from './processStory.ts';

/** Array buffers, and what else is external, in MB. */
function holding(
  arrayBuffers: (second: number) => number,
  others: (second: number) => number = () => 2,
): Story {
  return (second) => ({
    externalBytes: (arrayBuffers(second) + others(second)) * mib,
    arrayBufferBytes: arrayBuffers(second) * mib,
  });
}

function told(story: Story, second = 300): ExternalSeries {
  const series = new ExternalSeries({ size: 200 });
  tell(series, story, second);
  return series;
}

function add(series: ExternalSeries, timeMs: number, externalBytes: number, arrayBufferBytes: number): void {
  series.addSample(toRow({ time: epoch + timeMs, externalBytes, arrayBufferBytes }));
}

function collect(series: ExternalSeries, timeMs: number, externalBytes = 0): void {
  series.addReading({ time: epoch + timeMs, liveBytes: 0, externalBytes, majorCollections: 1 });
}

function points(series: ExternalSeries): readonly number[] {
  return series.readings.between(0, Number.POSITIVE_INFINITY).values;
}

/** Pages of 64 KB by second: five a second, as modules are instantiated. */
const pages = (second: number) => Math.floor(second / 5) * 5 * (64 / 1024);

describe('the series of external memory', () => {
  it('takes samples from 1.2 s to 12 s after a collection', () => {
    const series = new ExternalSeries({ size: 10 });
    add(series, 0, 1000, 1000);
    collect(series, 500);
    add(series, 1600, 800, 800);
    expect(points(series)).toEqual([]);
    add(series, 1700, 300, 300);
    expect(points(series)).toEqual([300]);
    add(series, 11_800, 400, 400);
    add(series, 13_000, 200, 200);
    expect(points(series)).toEqual([300, 400]);
  });

  it('takes the least of samples close together', () => {
    const series = new ExternalSeries({ size: 10 });
    collect(series, 0);
    for (const [time, bytes] of [
      [2000, 900],
      [4000, 500],
      [6000, 700],
    ] as const)
      add(series, time, bytes, bytes);
    expect(points(series)).toEqual([500]);
  });

  it('still has a settled sample where collections come faster than samples', () => {
    const series = new ExternalSeries({ size: 10 });
    for (const time of [0, 900, 1800, 2700]) collect(series, time);
    add(series, 3000, 100, 100);
    expect(points(series)).toEqual([100]);
  });

  it('does not count what V8 has not finished sweeping', () => {
    const series = new ExternalSeries({ size: 10 });
    collect(series, 0);
    add(series, 2000, 1010, 1000);
    collect(series, 20_000);
    add(series, 22_000, 1010, 30);
    // Buffers that came and died between two samples show in what V8 says at the collection.
    collect(series, 40_000, 2010);
    add(series, 42_000, 2010, 40);
    expect(points(series)).toEqual([1010, 40, 50]);
  });

  it('takes the least of three collections where nobody knows what V8 said at them', () => {
    const series = new ExternalSeries({ size: 10 });
    for (const [second, bytes] of [
      [0, 100],
      [20, 900],
      [40, 950],
      [60, 990],
    ] as const) {
      collect(series, 1000 * second, Number.NaN);
      add(series, 1000 * second + 2000, bytes, 0);
    }
    expect(points(series)).toEqual([100, 100, 100, 900]);
  });

  it('has true points from the first collection on where hardly a buffer dies', () => {
    const series = new ExternalSeries({ size: 10 });
    for (const second of [0, 25, 50]) {
      add(series, 1000 * second, 20_000 + 100 * second, 20_000);
      collect(series, 1000 * second + 100, 20_000 + 100 * second);
      add(series, 1000 * second + 5000, 20_000 + 100 * (second + 5), 19_990);
    }
    // Of ten bytes of buffers that died each time, nobody knows whether V8 still counts them.
    expect(points(series)).toEqual([20_500, 22_990, 25_480]);
  });

  it('leaves out what declared stores of buffers hold', () => {
    const held = { heldExternalBytes: 0 };
    const series = new ExternalSeries({ size: 10, holders: held });
    for (const second of [0, 20, 40]) {
      collect(series, 1000 * second);
      held.heldExternalBytes = 100 * second;
      add(series, 1000 * second + 2000, 3000 + 100 * second, 3000 + 100 * second);
    }
    expect(points(series)).toEqual([3000, 3000, 3000]);
    collect(series, 60_000);
    held.heldExternalBytes = 1e9;
    add(series, 62_000, 9000, 9000);
    expect(points(series).at(-1)).toBe(0);
  });

  it('takes the word of V8 where nobody counts array buffers', () => {
    const series = new ExternalSeries({ size: 10 });
    collect(series, 0);
    add(series, 2000, 70, Number.NaN);
    expect(points(series)).toEqual([70]);
  });

  it('shows buffers that are kept', () => {
    const series = told(holding((second) => 0.1 * second));
    expect(sustainedRate(series, 300)! / kib).toBeCloseTo(102.4, 0);
    const { evidence, resource } = series.particulars(epoch + 90_000, epoch + 300_000);
    expect(resource).toBeUndefined();
    expect(evidence).toEqual(['It is in array buffers: Buffer, ArrayBuffer, typed arrays.']);
  });

  it('shows shared buffers that are kept', () => {
    const series = told((second) => ({
      externalBytes: 2 * mib,
      arrayBufferBytes: (2.5 + 0.1 * second) * mib,
    }));
    expect(sustainedRate(series, 300)! / kib).toBeCloseTo(102.4, 0);
  });

  it('shows no growth under 50 MB/s of buffers that come and go', () => {
    const series = told(holding((second) => 1 + ((second * 50) % 33)));
    expect(sustainedRate(series, 300, 'high')).toBeUndefined();
  });

  it('shows WebAssembly memories within four minutes, although the process was small when it began', () => {
    const story = holding(
      () => 2,
      (second) => 2 + pages(second),
    );
    expect(sustainedRate(told(story, 235), 235)! / kib).toBeCloseTo(64, -1);
  });

  it('shows no growth below 15 kB/s at medium sensitivity', () => {
    const series = told(
      holding((second) => 0.01 * second),
      400,
    );
    expect(sustainedRate(series, 400)).toBeUndefined();
    expect(sustainedRate(series, 400, 'high')! / kib).toBeCloseTo(10, 0);
  });

  it('knows WebAssembly memories by their pages', () => {
    const series = told(
      holding(
        () => 20,
        (second) => 2 + pages(second),
      ),
    );
    const { evidence, resource } = series.particulars(epoch + 90_000, epoch + 300_000);
    expect(resource).toMatchObject({ kind: 'wasm', perHour: 3600, count: 32 + 270 });
    expect(evidence[0]).toContain('grows in whole pages of 64 kB: these are WebAssembly memories');
  });

  it('knows them although a little text outside of the heap comes and goes', () => {
    const text = (second: number) => 0.001 * Math.sin(second);
    const series = told(
      holding(
        () => 20,
        (second) => 2 + pages(second) + text(second),
      ),
    );
    expect(series.particulars(epoch + 90_000, epoch + 300_000).resource?.kind).toBe('wasm');
  });

  it('knows them although small buffers may have died, and not been swept, at each collection', () => {
    const series = new ExternalSeries({ size: 50 });
    const memories = (second: number) => 2 * mib + 4 * 64 * kib * Math.floor(second / 2.5);
    for (let second = 0; second <= 240; second += 20) {
      const bytes = memories(second) + 1400 * kib;
      const died = (8 + (second % 7) * 3) * kib;
      add(series, 1000 * second, bytes + died, 1400 * kib + died);
      collect(series, 1000 * second + 100, bytes + died);
      add(series, 1000 * second + 2000, bytes, 1400 * kib);
    }
    const { evidence, resource, advice } = series.particulars(epoch + 30_000, epoch + 250_000);
    expect(resource?.kind).toBe('wasm');
    expect(evidence[0]).toContain('these are WebAssembly memories');
    expect(advice).toContain('instantiated again and again');
  });

  it('does not take the memory of native modules for WebAssembly', () => {
    const series = told(
      holding(
        () => 20,
        (second) => 2 + 0.31 * second,
      ),
    );
    const { evidence, resource } = series.particulars(epoch + 90_000, epoch + 300_000);
    expect(resource).toBeUndefined();
    expect(evidence[0]).toContain('native modules');
  });

  it('does not take one growth of a WebAssembly memory among many buffers for the cause', () => {
    const series = told(
      holding(
        (second) => 0.1 * second,
        (second) => (second > 200 ? 2.5 : 2),
      ),
    );
    expect(series.particulars(epoch + 90_000, epoch + 300_000).resource).toBeUndefined();
  });

  it('has particulars where there is one point, or none', () => {
    expect(new ExternalSeries({ size: 4 }).particulars(0, 1).evidence).toHaveLength(1);
  });

  it('takes a fixed amount of memory', () => {
    expect(
      told(
        holding(() => 1),
        9000,
      ).heldBytes,
    ).toBe(new ExternalSeries({ size: 200 }).heldBytes);
  });
});

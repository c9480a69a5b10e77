import { readFileSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { headBytes, magic } from '../../src/recording/flightFormat.ts';
import { readFlight } from '../../src/recording/readFlight.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { column } from '../../src/wire/sample.ts';
import { FlightPlace, flown, leakAt, markAt, sampleAt, subject } from './givenFlight.ts';

const place = new FlightPlace();
afterAll(() => place.close());

describe('a flight', () => {
  it('is read as it was recorded: samples, readings, events, notes', () => {
    const flight = flown(place, (recorder) => {
      recorder.recordSample(sampleAt(60_000, { liveBytes: 7 }));
      recorder.recordReading({ time: 60_500, liveBytes: 5, externalBytes: 3, majorCollections: 2 });
      recorder.recordSample(sampleAt(61_000));
      recorder.recordEvent(markAt(61_500));
      recorder.recordEvent(leakAt(61_400));
      recorder.recordNote({ type: 'exit', time: 62_000, code: 3, isLoopEmpty: false });
    });
    expect(flight.header).toMatchObject(subject);
    expect(flight.samples.map((row) => row[0])).toEqual([60_000, 61_000]);
    expect(flight.samples[0]![column.liveBytes]).toBe(7);
    expect(flight.samples[0]![column.containerUsedBytes]).toBeNaN();
    expect(flight.readings).toEqual([{ time: 60_500, liveBytes: 5, externalBytes: 3, majorCollections: 2 }]);
    expect(flight.events).toEqual([leakAt(61_400), markAt(61_500)]);
    expect(flight.notes).toEqual([{ type: 'exit', time: 62_000, code: 3, isLoopEmpty: false }]);
    expect(flight).toMatchObject({ records: 6, skipped: 0, completeSince: 60_000, lastTime: 62_000 });
  });

  it('of nothing is empty', () => {
    expect(flown(place, () => undefined)).toMatchObject({
      samples: [],
      events: [],
      records: 0,
      skipped: 0,
      completeSince: undefined,
      lastTime: undefined,
    });
  });

  it('holds the newest samples one by one, and before them the first of each minute', () => {
    const count = 3000;
    const { samples, completeSince, skipped } = flown(place, (recorder) => {
      for (let index = 0; index < count; index++) recorder.recordSample(sampleAt(index * 1000));
    });
    const times = samples.map((row) => row[0]!);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBe((count - 1) * 1000);
    expect(times.slice(0, 2)).toEqual([0, 60_000]);
    const fine = times.filter((time) => time >= completeSince!);
    expect(fine.length).toBeGreaterThan(150);
    expect(fine.at(-1)! - fine[0]!).toBe((fine.length - 1) * 1000);
    expect(skipped).toBe(0);
  });

  it('keeps verdicts, however much is done about pressure', () => {
    const { events, skipped } = flown(place, (recorder) => {
      recorder.recordEvent(leakAt(1));
      for (let index = 0; index < 5000; index++) recorder.recordEvent(markAt(10 + index));
    });
    expect(events[0]).toEqual(leakAt(1));
    expect(events.at(-1)).toEqual(markAt(5009));
    expect(skipped).toBe(0);
  });

  it('leaves an event out that would drive all others out, and counts it', () => {
    let leftOut = 0;
    const { events } = flown(place, (recorder) => {
      recorder.recordEvent(leakAt(1, 3000));
      recorder.recordEvent(leakAt(2, 50_000));
      leftOut = recorder.leftOut;
    });
    expect(events).toEqual([leakAt(1, 3000)]);
    expect(leftOut).toBe(1);
  });
});

describe('a damaged flight', () => {
  let whole: Uint8Array;

  beforeEach(() => {
    const path = place.path('damaged.flight');
    rmSync(path, { force: true });
    const recorder = new FlightRecorder({ path, subject, fileBytes: 128 * 1024 });
    for (let index = 0; index < 600; index++) recorder.recordSample(sampleAt(index * 1000));
    for (let index = 0; index < 40; index++) recorder.recordEvent(leakAt(index * 1000, 20 * index));
    recorder.recordNote({ type: 'exit', time: 600_000, code: 1, isLoopEmpty: true });
    recorder.close();
    whole = new Uint8Array(readFileSync(path));
  });

  it('with flipped bytes loses the records that they are in, and counts them; the rest is as it was', () => {
    const before = readFlight(whole);
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: headBytes, max: 128 * 1024 - 1 }), fc.integer({ min: 1, max: 255 })),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        (flips) => {
          const bytes = whole.slice();
          for (const [place, bits] of flips) bytes[place]! ^= bits;
          const after = readFlight(bytes);
          const known = new Set(before.samples.map(String));
          expect(after.samples.every((row) => known.has(String(row)))).toBe(true);
          const told = new Set(before.events.map((event) => JSON.stringify(event)));
          expect(after.events.every((event) => told.has(JSON.stringify(event)))).toBe(true);
          const lost = before.records - after.records;
          expect(after.skipped).toBeGreaterThanOrEqual(lost > 0 ? 1 : 0);
          expect(lost).toBeLessThanOrEqual(after.skipped);
          // An event lies in several slots, so that one flip may cost one record at most.
          expect(lost).toBeLessThanOrEqual(flips.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with a torn tail tells what came before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: headBytes, max: 128 * 1024 }), (length) => {
        const after = readFlight(whole.subarray(0, length));
        expect(after.header.process.pid).toBe(4711);
        expect(after.records).toBeLessThanOrEqual(641);
      }),
      { numRuns: 60 },
    );
  });

  it('that is cut off, foreign, empty, or damaged at its beginning is refused, and nothing else', () => {
    const problem = (bytes: Uint8Array): string => {
      try {
        readFlight(bytes);
        return '';
      } catch (error) {
        expect(error).toBeInstanceOf(TidemarkError);
        expect((error as TidemarkError).code).toBe('INVALID_RECORDING');
        return (error as Error).message;
      }
    };
    expect(problem(new Uint8Array(0))).toBe('The file is no file of the recorder.');
    expect(problem(new TextEncoder().encode('{"time": 1}\n'.repeat(5000)))).toContain(
      'no file of the recorder',
    );
    expect(problem(whole.subarray(0, 1000))).toBe('The file is cut off after 1000 bytes.');
    const damaged = whole.slice();
    damaged[100]! ^= 1;
    expect(problem(damaged)).toContain('damaged at its beginning');
    const later = whole.slice();
    later[magic.length] = 9;
    expect(problem(later)).toBe(
      'The file is of version 9, and this Tidemark reads 2: a later one is needed.',
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40_000 }), fc.boolean(), (bytes, isMarked) => {
        if (isMarked) bytes.set(new TextEncoder().encode(magic).subarray(0, bytes.length));
        expect(problem(bytes)).not.toBe('');
      }),
      { numRuns: 100 },
    );
  });
});

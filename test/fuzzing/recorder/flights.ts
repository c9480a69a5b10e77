import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { deathOf } from '../../../src/recording/death/deathOf.ts';
import { deathAdvice, deathEvidence, deathHeadline } from '../../../src/recording/death/deathWords.ts';
import { FlightRecorder } from '../../../src/recording/FlightRecorder.ts';
import { type Flight, readFlight } from '../../../src/recording/readFlight.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import { sampleFields } from '../../../src/wire/sample.ts';
import { FlightPlace, leakAt, markAt, sampleAt, subject } from '../../recording/givenFlight.ts';
import type { FuzzSurface } from '../FuzzSurface.ts';
import { flightMutations } from './flightMutations.ts';

const fileBytes = 64 * 1024;

/** What reads the files of the recorder, and says how a process has died. */
export function flights(): FuzzSurface {
  return {
    seeds: [emptyFlight, shortFlight, longFlight].map(recorded),
    mostBytes: 72 * 1024,
    mutated: flightMutations,
    check: ({ bytes }) => checkFlight(bytes),
  };
}

function checkFlight(bytes: Uint8Array): boolean {
  let flight: Flight;
  try {
    flight = readFlight(bytes);
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'INVALID_RECORDING') return false;
    throw error;
  }
  const { samples, readings, events, notes, records, skipped, header, lastTime } = flight;
  for (const row of samples) assert.equal(row.length, sampleFields.length);
  assert.ok(Number.isSafeInteger(skipped) && skipped >= 0, `skipped ${skipped}`);
  // The first sample of each minute is there a second time.
  assert.ok(records <= samples.length + readings.length + events.length + notes.length, `records ${records}`);
  assert.ok(lastTime === undefined || Number.isFinite(lastTime));
  const slots = header.regions.reduce((sum, region) => sum + region.slots, 0);
  assert.ok(records <= slots, `${records} records in ${slots} slots`);
  const death = deathOf(flight, {});
  assert.ok(deathHeadline(death).length > 0);
  for (const sentence of [...deathEvidence(death), deathAdvice(death) ?? ''])
    assert.doesNotMatch(sentence, /undefined|NaN/);
  return true;
}

function recorded(fly: (recorder: FlightRecorder) => void): string {
  const place = new FlightPlace();
  try {
    const recorder = new FlightRecorder({ path: place.path(), subject, fileBytes });
    fly(recorder);
    recorder.close();
    return readFileSync(place.path(), 'latin1');
  } finally {
    place.close();
  }
}

function emptyFlight(): void {}

function shortFlight(recorder: FlightRecorder): void {
  recorder.recordSample(sampleAt(60_000, { liveBytes: 7 }));
  recorder.recordReading({ time: 60_500, liveBytes: 5, externalBytes: 3, majorCollections: 2 });
  recorder.recordEvent(markAt(61_500));
  recorder.recordEvent(leakAt(61_400, 1500));
  recorder.recordNote({ type: 'oom-kills', time: 61_600, count: 1 });
  recorder.recordNote({
    type: 'exception',
    time: 61_700,
    origin: 'uncaughtException',
    name: 'Error',
    message: 'no',
  });
  recorder.recordNote({ type: 'exit', time: 62_000, code: 3, isLoopEmpty: false });
}

/** The rings have gone round. */
function longFlight(recorder: FlightRecorder): void {
  for (let second = 0; second < 900; second++) {
    const time = second * 1000;
    recorder.recordSample(sampleAt(time, { liveBytes: second, containerUsedBytes: second * 1e6 }));
    if (second % 5 === 0)
      recorder.recordReading({ time, liveBytes: second, externalBytes: 0, majorCollections: second });
    if (second % 9 === 0) recorder.recordEvent(second % 2 === 0 ? leakAt(time, 600) : markAt(time));
    if (second % 50 === 0) recorder.recordNote({ type: 'oom-kills', time, count: second });
  }
}

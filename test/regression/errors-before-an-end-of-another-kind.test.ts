// A handler of `uncaughtException` in which the process was killed, aborted or exited with code 0 left no trace of the error.
import { afterAll, describe, expect, it } from 'vitest';
import { flightSentences } from '../../src/cli/postmortem/ExaminedFlights.ts';
import { type DeathWitness, deathOf } from '../../src/recording/death/deathOf.ts';
import { deathEvidence } from '../../src/recording/death/deathWords.ts';
import type { FlightNote } from '../../src/recording/FlightNote.ts';
import { FlightPlace, flown, sampleAt } from '../recording/givenFlight.ts';

const place = new FlightPlace();
afterAll(() => place.close());

const error: FlightNote = {
  type: 'exception',
  time: 100_100,
  origin: 'uncaughtException',
  name: 'TypeError',
  message: 'no such room',
};
const sentence = 'Its last uncaught exception came shortly before that: TypeError: no such room';

function death(witness: DeathWitness, notes: readonly FlightNote[] = [error], lastSample = 100_000) {
  const flight = flown(place, (recorder) => {
    for (const note of notes) recorder.recordNote(note);
    recorder.recordSample(sampleAt(lastSample));
  });
  return deathOf(flight, witness);
}

function by(signal: string, time = 101_000): DeathWitness {
  return { exit: { code: null, signal, time } };
}

const well: FlightNote = { type: 'exit', time: 101_000, code: 0, isLoopEmpty: false };

describe('the last uncaught error of a process', () => {
  it.each([
    ['was killed', 'signal', death(by('SIGKILL'))],
    ['went on, and was aborted', 'abort', death(by('SIGABRT'), [error], 100_500)],
    ['exited with code 0', 'exit', death({}, [error, well])],
  ])('that %s soon after is told beside that', (_how, manner, ended) => {
    expect(ended).toMatchObject({ manner, exception: undefined, lastError: { name: 'TypeError' } });
    expect(deathEvidence(ended)).toContain(sentence);
    expect(flightSentences(ended, 7)).toContain(sentence);
  });

  it('is not told where it came long before, had a handler later, ended the process, or that runs', () => {
    expect(death(by('SIGKILL', 111_000)).lastError).toBeUndefined();
    const late: FlightNote = { type: 'rejection-handled', time: 100_200 };
    expect(
      death(by('SIGKILL'), [{ ...error, origin: 'unhandledRejection' }, late]).lastError,
    ).toBeUndefined();
    expect(death({ exit: { code: 1, signal: null, time: 101_000 } })).toMatchObject({ lastError: undefined });
    expect(death({ isAlive: true }).lastError).toBeUndefined();
  });
});

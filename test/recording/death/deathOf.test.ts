import { afterAll, describe, expect, it } from 'vitest';
import { type DeathWitness, deathOf } from '../../../src/recording/death/deathOf.ts';
import { deathAdvice, deathEvidence, deathHeadline } from '../../../src/recording/death/deathWords.ts';
import type { FlightNote } from '../../../src/recording/FlightNote.ts';
import type { FlightRecorder } from '../../../src/recording/FlightRecorder.ts';
import type { MemorySample } from '../../../src/wire/sample.ts';
import { FlightPlace, flown, mib, sampleAt } from '../givenFlight.ts';

const place = new FlightPlace();
afterAll(() => place.close());

const roomy: Partial<MemorySample> = {
  oldUsedBytes: 20 * mib,
  heapTotalBytes: 30 * mib,
  heapLimitBytes: 2048 * mib,
  containerUsedBytes: 100 * mib,
  containerLimitBytes: 512 * mib,
  hostUsedBytes: 4000 * mib,
  hostTotalBytes: 16_000 * mib,
};
const heapFull = { ...roomy, oldUsedBytes: 1600 * mib, containerLimitBytes: 4096 * mib };
const containerFull = { ...roomy, containerUsedBytes: 505 * mib };
const noKills: FlightNote = { type: 'oom-kills', time: 90_000, count: 2 };

function death(
  sample: Partial<MemorySample>,
  notes: readonly FlightNote[] = [],
  witness: DeathWitness = {},
  more: (recorder: FlightRecorder) => void = () => undefined,
) {
  const flight = flown(place, (recorder) => {
    recorder.recordSample(sampleAt(99_000, roomy));
    recorder.recordSample(sampleAt(100_000, sample));
    for (const note of notes) recorder.recordNote(note);
    more(recorder);
  });
  return deathOf(flight, witness);
}

function by(signal: string, time = 100_500): DeathWitness {
  return { exit: { code: null, signal, time } };
}

describe('how a process ended', () => {
  it.each<[string, string, ReturnType<typeof death>]>([
    ['heap', 'likely', death(heapFull)],
    ['heap', 'likely', death(heapFull, [], by('SIGABRT'))],
    ['heap', 'likely', death(heapFull, [], { exit: { code: 134, signal: null, time: 100_500 } })],
    ['container', 'likely', death(containerFull)],
    ['container', 'likely', death(containerFull, [], by('SIGKILL'))],
    ['container', 'seen', death(roomy, [noKills], { oomKillsNow: 3 })],
    ['container', 'seen', death(roomy, [noKills], { oomKillsNow: 3, ...by('SIGKILL') })],
    ['host', 'likely', death({ ...roomy, hostUsedBytes: 15_500 * mib }, [], by('SIGKILL'))],
    ['host', 'seen', death({ ...roomy, hostUsedBytes: 15_500 * mib }, [noKills], { oomKillsNow: 3 })],
    ['signal', 'seen', death(roomy, [], by('SIGKILL'))],
    ['signal', 'seen', death(containerFull, [noKills], { oomKillsNow: 2, ...by('SIGKILL') })],
    ['signal', 'seen', death(containerFull, [], by('SIGTERM'))],
    ['signal', 'seen', death(heapFull, [], by('SIGKILL'))],
    ['abort', 'seen', death(roomy, [], by('SIGABRT'))],
    ['abort', 'unknown', death(roomy, [], by('SIGABRT', 120_000))],
    ['crash', 'seen', death(roomy, [], by('SIGSEGV'))],
    ['silent', 'unknown', death(roomy)],
    ['silent', 'unknown', death(containerFull, [noKills], { oomKillsNow: 2 })],
    ['running', 'seen', death(heapFull, [], { isAlive: true })],
    ['stopped', 'unknown', death(roomy, [{ type: 'stopped', time: 100_100 }])],
    ['exit', 'seen', death(heapFull, [{ type: 'exit', time: 100_100, code: 7, isLoopEmpty: false }])],
    ['exit', 'seen', death(roomy, [], { exit: { code: 7, signal: null, time: 100_100 } })],
    ['silent', 'unknown', death(roomy, [], { exit: { code: null, signal: null, time: 100_100 } })],
  ])('%s, %s', (manner, certainty, found) => {
    expect(found).toMatchObject({ manner, certainty });
    expect(deathHeadline(found)).toMatch(/^[a-z]/);
    for (const sentence of deathEvidence(found)) expect(sentence).toMatch(/^[A-Z_o].*[.:)\w]$/s);
  });

  it('of an error that nobody caught, shortly before the exit or with nothing after it', () => {
    const error: FlightNote = {
      type: 'exception',
      time: 100_100,
      origin: 'uncaughtException',
      name: 'TypeError',
      message: 'x is not a function',
      place: 'run (/app/run.js:7:1)',
    };
    const exit = (code: number, time = 100_200): FlightNote => ({
      type: 'exit',
      time,
      code,
      isLoopEmpty: false,
    });
    expect(death(roomy, [error, exit(1)])).toMatchObject({ manner: 'exception', exception: error });
    expect(death(roomy, [{ ...error, origin: 'unhandledRejection' }, exit(1)]).manner).toBe('rejection');
    expect(death(roomy, [error], by('SIGABRT')).manner).toBe('exception');
    // A handler has caught it, and the process went on.
    expect(death(roomy, [error, exit(0)])).toMatchObject({ manner: 'exit', exception: undefined });
    expect(death(roomy, [error, exit(1, 900_000)]).manner).toBe('exit');
    const goesOn = (recorder: FlightRecorder): void => recorder.recordSample(sampleAt(105_000, roomy));
    expect(death(roomy, [error], by('SIGKILL'), goesOn).manner).toBe('signal');
    const [evidence] = deathEvidence(death(roomy, [error, exit(1)]));
    expect(evidence).toBe('TypeError: x is not a function at run (/app/run.js:7:1)');
  });

  it('takes the collection after the last sample into account', () => {
    const live = { time: 100_400, liveBytes: 1900 * mib, externalBytes: 0, majorCollections: 9 };
    const found = death(roomy, [], by('SIGABRT'), (recorder) => recorder.recordReading(live));
    expect(found).toMatchObject({ manner: 'heap', limit: { kind: 'heap', usedBytes: 1900 * mib } });
  });

  it('says for how long the event loop had stood still, where somebody saw the end', () => {
    const found = death(roomy, [], by('SIGKILL', 130_000));
    expect(found.blockedMs).toBe(30_000);
    expect(deathEvidence(found).join(' ')).toContain('Its event loop had not come round for 30 s');
    expect(deathAdvice(found)).toContain('liveness probe');
    expect(death(roomy, [], by('SIGKILL', 101_500)).blockedMs).toBeUndefined();
    expect(death(roomy).blockedMs).toBeUndefined();
  });

  it('tells what the kernel has counted, and what it has not', () => {
    const rose = deathEvidence(death(roomy, [noKills], { oomKillsNow: 3, ...by('SIGKILL') }));
    expect(rose).toContain('oom_kill of its control group rose from 2 to 3.');
    const stayed = deathEvidence(death(roomy, [noKills], { oomKillsNow: 2, ...by('SIGKILL') })).join(' ');
    expect(stayed).toContain('oom_kill of its control group stayed at 2');
  });

  it('advises a limit of the heap that leaves the container room', () => {
    const advice = deathAdvice(death(containerFull, [noKills], { oomKillsNow: 3 }));
    // What fills it is not the heap.
    expect(advice).toBe('Raise the limit of the container, or bound what grows.');
    const grown = { ...containerFull, heapTotalBytes: 455 * mib };
    expect(deathAdvice(death(grown, [noKills], { oomKillsNow: 3 }))).toContain('--max-old-space-size=415');
  });
});

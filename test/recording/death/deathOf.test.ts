import { afterAll, describe, expect, it } from 'vitest';
import { type DeathWitness, deathOf } from '../../../src/recording/death/deathOf.ts';
import { deathAdvice, deathEvidence, deathHeadline } from '../../../src/recording/death/deathWords.ts';
import type { BlockedNote, FlightNote } from '../../../src/recording/FlightNote.ts';
import type { FlightRecorder } from '../../../src/recording/FlightRecorder.ts';
import type { MemorySample } from '../../../src/wire/sample.ts';
import { FlightPlace, flown, identity, mib, sampleAt } from '../givenFlight.ts';

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

const outOfHeap = {
  event: 'Allocation failed - JavaScript heap out of memory',
  isOutOfMemory: true,
  file: 'report.json',
};

function by(signal: string, time = 100_500): DeathWitness {
  return { exit: { code: null, signal, time } };
}

describe('how a process ended', () => {
  it('is told by the last sample whose time is a number (was: "NaN d before")', () => {
    const ended = death(containerFull, [], by('SIGKILL'), (recorder) =>
      recorder.recordSample(sampleAt(Number.NaN, containerFull)),
    );
    expect(ended.last?.agoMs).toBe(500);
    expect(deathEvidence(ended).join(' ')).not.toMatch(/NaN/);
  });

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
    // As shells tell of SIGPIPE and SIGALRM.
    ['signal', 'seen', death(roomy, [], { exit: { code: 141, signal: null, time: 100_500 } })],
    ['signal', 'seen', death(roomy, [], { exit: { code: 142, signal: null, time: 100_500 } })],
    ['silent', 'unknown', death(roomy)],
    ['silent', 'unknown', death(containerFull, [noKills], { oomKillsNow: 2 })],
    ['running', 'seen', death(heapFull, [], { isAlive: true })],
    ['heap', 'seen', death(roomy, [], { fatalError: outOfHeap })],
    ['heap', 'seen', death(roomy, [], { fatalError: outOfHeap, ...by('SIGABRT', 120_000) })],
    ['signal', 'seen', death(heapFull, [], { fatalError: outOfHeap, ...by('SIGKILL') })],
    ['abort', 'seen', death(heapFull, [], { fatalError: { ...outOfHeap, isOutOfMemory: false } })],
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

  describe('of a rejection that a handler of its own was told of', () => {
    const rejected = (handler: 'running' | 'returned'): FlightNote => ({
      type: 'exception',
      time: 100_100,
      origin: 'unhandledRejection',
      name: 'RangeError',
      message: 'out of rooms',
      handler,
    });
    const exit = (code: number, time = 100_200): FlightNote => ({
      type: 'exit',
      time,
      code,
      isLoopEmpty: false,
    });

    it('is seen where the handler was running, however long it took, and likely where it had returned', () => {
      const within = death(roomy, [rejected('running'), exit(1, 130_000)]);
      expect(within).toMatchObject({ manner: 'rejection', certainty: 'seen' });
      expect(deathHeadline(within)).toBe('was ended in a handler of an unhandled rejection: RangeError');
      expect(deathEvidence(within).slice(0, 2)).toEqual([
        'RangeError: out of rooms',
        "The application's own handler was told of it (unhandledRejection), and the process exited within that.",
      ]);
      const after = death(roomy, [rejected('returned'), exit(1)]);
      expect(after).toMatchObject({ manner: 'rejection', certainty: 'likely' });
      expect(deathHeadline(after)).toBe('was most likely ended for an unhandled rejection: RangeError');
      expect(deathEvidence(after)[1]).toMatch(/exited soon after that\.$/);
    });

    it('is not that where it had long returned, or the process ended well', () => {
      expect(death(roomy, [rejected('returned'), exit(1, 130_000)]).manner).toBe('exit');
      expect(death(roomy, [rejected('running'), exit(0)]).manner).toBe('exit');
    });
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

  it('does not take hours in which the machine slept, or by which its clock was set, for a standstill', () => {
    const exit = { code: null, signal: 'SIGKILL', time: 100_500 + 5 * 3_600_000 };
    const examined = { type: 'examined', time: exit.time, exit } as const;
    const slept = death(roomy, [{ ...examined, quietMs: 500 }]);
    expect(slept.blockedMs).toBeUndefined();
    expect(slept).toMatchObject({ manner: 'signal', last: { agoMs: 500 }, asleepMs: 5 * 3_600_000 });
    expect(deathEvidence(slept).join(' ')).not.toContain('come round');
    expect(deathEvidence(slept)).toContain(
      'Of the time since its last record, 5 h did not pass for those who watched it: the machine slept, or its clock was set forward.',
    );
    // A hub that was awake for as long.
    const blocked = death(roomy, [{ ...examined, quietMs: 5 * 3_600_000 }]);
    expect(blocked).toMatchObject({ blockedMs: 5 * 3_600_000 + 500, asleepMs: undefined });
    // One that had much to do, and counted two thirds of it.
    expect(death(roomy, [{ ...examined, quietMs: 2 * 5 * 1_200_000 }]).asleepMs).toBeUndefined();
  });

  it('tells what the kernel has counted, and what it has not', () => {
    const rose = deathEvidence(death(roomy, [noKills], { oomKillsNow: 3, ...by('SIGKILL') }));
    expect(rose).toContain('oom_kill of its control group rose from 2 to 3.');
    const stayed = deathEvidence(death(roomy, [noKills], { oomKillsNow: 2, ...by('SIGKILL') })).join(' ');
    expect(stayed).toContain('oom_kill of its control group stayed at 2');
    expect(deathEvidence(death(roomy, [noKills])).join(' ')).toContain('Its control group is gone');
  });

  describe('of a container that filled faster than it was looked at', () => {
    /** What was in use of 512 MB, second by second, until so long after the start. */
    const filled = (usedMb: readonly number[], witness: DeathWitness = {}, ageMs = 60_000, gapMs = 1000) => {
      const flight = flown(place, (recorder) => {
        usedMb.forEach((mb, index) => {
          const time = identity.startedAt + ageMs - (usedMb.length - 1 - index) * gapMs;
          recorder.recordSample(sampleAt(time, { ...roomy, containerUsedBytes: mb * mib }));
        });
        if (witness.oomKillsNow !== undefined) recorder.recordNote(noKills);
      });
      return deathOf(flight, witness);
    };
    const killed = by('SIGKILL', identity.startedAt + 60_500);

    it('is most likely that, with what shows it', () => {
      for (const witness of [{}, killed]) {
        const ended = filled([95, 100, 390], witness);
        expect([ended.manner, ended.certainty]).toEqual(['container', 'likely']);
        expect(deathEvidence(ended).join(' ')).toMatch(
          /390 MB of 512 MB \(76 %\) were in use (?:at the end|500 ms before); 290 MB were added to that in a second, by which the rest would have been full before the next record\./,
        );
      }
      // At its start, where it has gone on for more than a step.
      expect(filled([60, 200, 390], {}, 3000).manner).toBe('container');
    });

    it('is not that where the kernel has not killed for it, or another signal came', () => {
      expect(filled([95, 100, 390], { oomKillsNow: 2 }).manner).toBe('silent');
      expect(filled([95, 100, 390], by('SIGTERM', identity.startedAt + 60_500)).manner).toBe('signal');
    });

    it('is not that where it would have fitted, went down again, or grew slowly', () => {
      for (const course of [
        [95, 100, 200],
        [100, 390, 390],
        [100, 390, 430],
        // After a step down, one up again is what it does.
        [100, 80, 390],
      ]) {
        expect(filled(course).manner).toBe('silent');
      }
      expect(filled([100, 390, 430], {}, 60_000, 30_000).manner).toBe('silent');
    });

    it.each<[string, readonly number[], number]>([
      ['between its first two records', [100, 340], 60_000],
      ['in its first seconds', [100, 100, 340], 3000],
    ])('is not known of a step %s: it may have been killed for anything', (_, course, ageMs) => {
      const unseen = filled(course, {}, ageMs);
      expect([unseen.manner, unseen.certainty]).toEqual(['silent', 'unknown']);
      expect(deathEvidence(unseen).join(' ')).toMatch(
        /240 MB were added to that in a second, by which the rest would have been full before the next record\. That was a single step at its start, .* would tell, or a record of how it went on\./,
      );
      expect(deathAdvice(unseen)).toContain('OOMKilled');
      const seen = filled(course, by('SIGKILL', identity.startedAt + ageMs + 500), ageMs);
      expect([seen.manner, seen.limit?.isSingleStep]).toEqual(['signal', true]);
      expect(deathAdvice(seen)).toContain('OOMKilled');
      // What was counted leaves no doubt.
      const counted = filled(course, { oomKillsNow: 2 }, ageMs);
      expect(deathEvidence(counted).join(' ')).not.toContain('single step');
      expect(filled(course, { oomKillsNow: 3 }, ageMs)).toMatchObject({
        manner: 'container',
        certainty: 'seen',
      });
    });
  });

  it('advises a limit of the heap that leaves the container room', () => {
    const advice = deathAdvice(death(containerFull, [noKills], { oomKillsNow: 3 }));
    // What fills it is not the heap.
    expect(advice).toBe('Raise the limit of the container, or bound what grows.');
    const grown = { ...containerFull, heapTotalBytes: 455 * mib };
    expect(deathAdvice(death(grown, [noKills], { oomKillsNow: 3 }))).toContain('--max-old-space-size=415');
  });

  it('says nothing for certain of a heap where nobody saw the end', () => {
    const found = death(roomy);
    expect(deathEvidence(found).join(' ')).toContain(
      'a heap that fills up within one turn of the event loop',
    );
    expect(deathEvidence(found).join(' ')).not.toContain('Memory does not explain it');
    expect(deathAdvice(found)).toMatch(/^Read its standard error: V8 says there where its heap was full/);
  });

  it('takes what V8 has said, and does not ask for another report then', () => {
    const found = death(roomy, [], { fatalError: outOfHeap });
    expect(deathEvidence(found)).toContain(
      'V8 said as it ended it: Allocation failed - JavaScript heap out of memory (report.json).',
    );
    expect(deathAdvice(found)).toMatch(/^Bound what grows, or raise the limit .*2 GB\)\.$/);
  });

  describe('with what resident memory had grown by while the event loop stood still', () => {
    const rssBytes = 100 * mib;
    const blocked = (grownBytes: number, more: Partial<BlockedNote> = {}): BlockedNote => ({
      type: 'blocked',
      time: 120_000,
      since: 101_000,
      cpuShare: 1,
      rssBytes: rssBytes + grownBytes,
      ...more,
    });
    const small = { ...roomy, rssBytes, heapLimitBytes: 256 * mib };

    it.each<[string, string, ReturnType<typeof death>]>([
      ['a heap that filled up', 'heap', death(small, [blocked(210 * mib)])],
      ['a heap that did not', 'silent', death(small, [blocked(90 * mib)])],
      [
        'what is not the heap, as its profile tells',
        'silent',
        death(small, [
          blocked(210 * mib, {
            stack: ['fill (/app/a.js:1)'],
            gathering: { forMs: 1000, bytes: 9000, sites: [] },
          }),
        ]),
      ],
      [
        'a container that filled up',
        'container',
        death({ ...small, heapLimitBytes: 2048 * mib }, [blocked(400 * mib)]),
      ],
      ['who killed it', 'signal', death(small, [blocked(210 * mib)], by('SIGKILL', 121_000))],
    ])('%s: %s', (_, manner, found) => {
      expect(found.manner).toBe(manner);
    });

    it('and says that this is no measurement', () => {
      const found = death(small, [blocked(210 * mib)]);
      expect(found.limit).toMatchObject({ kind: 'heap', usedBytes: 230 * mib, isEstimated: true });
      expect(deathEvidence(found).join(' ')).toContain(
        "Of the heap's limit, about 230 MB of 256 MB (90 %) were in use when the watchdog looked last",
      );
    });
  });

  it.each<[string, RegExp]>([
    ['Worker terminated due to reaching memory limit: JS heap out of memory', /resourceLimits/],
    ['Array buffer allocation failed', /asked for and not given/],
    ['spawn ENOMEM', /asked for and not given/],
    ['Invalid string length', /512 MB/],
    ['x is not a function', /memory has nothing to do with it/],
  ])('of "%s" advises what fits', (message, advice) => {
    const exception: FlightNote = {
      type: 'exception',
      time: 100_100,
      origin: 'uncaughtException',
      name: 'Error',
      message,
    };
    const exit: FlightNote = { type: 'exit', time: 100_200, code: 1, isLoopEmpty: false };
    expect(deathAdvice(death(roomy, [exception, exit]))).toMatch(advice);
  });

  it('advises no limit of the heap where what filled the container came after the last sample', () => {
    const unseen = { ...roomy, heapTotalBytes: 90 * mib };
    expect(deathAdvice(death(unseen, [noKills], { oomKillsNow: 3 }))).toBe(
      'Raise the limit of the container, or bound what grows.',
    );
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { deathOf } from '../../../src/recording/death/deathOf.ts';
import { blockedSentence } from '../../../src/recording/death/deathWords.ts';
import type { BlockedNote, FlightNote } from '../../../src/recording/FlightNote.ts';
import { FlightPlace, flown, sampleAt } from '../givenFlight.ts';

const place = new FlightPlace();
afterAll(() => place.close());

const blocked: BlockedNote = { type: 'blocked', time: 106_000, since: 100_000, cpuShare: 1, rssBytes: 9 };
const spinning: BlockedNote = { ...blocked, stack: ['spin (/app/app.js:4)', 'work (/app/app.js:9)'] };

function death(notes: readonly FlightNote[], sampledAt = 99_000) {
  const flight = flown(place, (recorder) => {
    recorder.recordSample(sampleAt(sampledAt));
    for (const note of notes) recorder.recordNote(note);
  });
  return deathOf(flight);
}

describe('a process that was blocked at its end', () => {
  it('is told by since when and where, although nobody has seen it end', () => {
    const found = death([blocked, spinning, { ...blocked, time: 109_000 }]);
    expect(found.blockedMs).toBe(9000);
    expect(found.standstill?.frames).toEqual(['spin (app.js:4)', 'work (app.js:9)']);
    expect(blockedSentence(found)).toMatch(
      /^Its event loop had stood still for 9 s, since \d\d:\d\d:\d\d, in spin \(app\.js:4\), called by work \(app\.js:9\); it spun \(100 % of a core\)\.$/,
    );
  });

  it('keeps the place where the clock was set forward meanwhile, and tells no standstill before it moved', () => {
    const hours = 5 * 3_600_000;
    const later = { ...blocked, time: blocked.time + hours + 3000, since: blocked.since + hours };
    const found = death([spinning, later]);
    expect(found.blockedMs).toBe(9000);
    expect(found.standstill).toMatchObject({
      since: later.since,
      frames: ['spin (app.js:4)', 'work (app.js:9)'],
    });
    const other = death([
      spinning,
      { type: 'moved', time: 107_000, forMs: 7000 },
      { ...blocked, time: 120_000 },
    ]);
    expect(other.standstill?.frames).toEqual([]);
  });

  it.each(['native', 'debugger', 'often'] as const)(
    'is told by why there is no stack: %s',
    (withoutStack) => {
      expect(blockedSentence(death([blocked, { ...blocked, withoutStack }]))).toContain(
        'Where is not known: ',
      );
    },
  );

  it('was not where it moved again, by a note, a sample or its exit', () => {
    expect(death([spinning, { type: 'moved', time: 107_000, forMs: 7000 }]).standstill).toBeUndefined();
    expect(death([spinning], 108_000).standstill).toBeUndefined();
    const exit: FlightNote = { type: 'exit', time: 107_000, code: 1, isLoopEmpty: false };
    expect(death([spinning, exit]).blockedMs).toBeUndefined();
  });
});

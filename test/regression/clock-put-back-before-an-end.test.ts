// Of a process whose clock was put back while it was recorded, the times of before and after were told together: it had
// run for 0 s, nothing was in its last minutes, and an error that had ended it seemed to lie before all samples.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PostMortem, postMortemOf } from '../../src/cli/postmortem/PostMortem.ts';
import { postMortemJson } from '../../src/cli/postmortem/postMortemJson.ts';
import { postMortemText } from '../../src/cli/postmortem/postMortemText.ts';
import { examineFlight } from '../../src/recording/examineFlight.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { readFlight } from '../../src/recording/readFlight.ts';
import { FlightPlace, identity, mib, sampleAt, subject } from '../recording/givenFlight.ts';

const day = 86_400_000;
const startedAt = 1_700_000_000_000;
const backMs = 365 * day;
let place: FlightPlace;

beforeEach(() => {
  place = new FlightPlace();
});

afterEach(() => place.close());

function flight(fill: (recorder: FlightRecorder) => void): string {
  const path = place.path();
  const recorder = new FlightRecorder({
    path,
    subject: { ...subject, process: { ...identity, startedAt }, group: undefined },
  });
  fill(recorder);
  recorder.close();
  return path;
}

function second(recorder: FlightRecorder, index: number, time: number): void {
  recorder.recordSample(
    sampleAt(time, {
      oldUsedBytes: (index + 10) * mib,
      heapUsedBytes: (index + 10) * mib,
      heapLimitBytes: 1024 * mib,
    }),
  );
}

function dead(path: string, now: number): Promise<PostMortem> {
  return postMortemOf(path, { now, isAlive: false, lastMs: 600_000 });
}

function textOf(found: PostMortem): string {
  return postMortemText(found, { width: 80, unicode: true }).replace(/\s+/g, ' ');
}

const told =
  'The clock was put back by 365 d while it was recorded: what was written before is told by the clock of its end.';

describe('a clock that was put back by 365 days', () => {
  it('in the middle of the samples leaves them in the order of writing, a second apart, and is told', async () => {
    const path = flight((recorder) => {
      for (let index = 1; index <= 300; index++) {
        second(recorder, index, startedAt + index * 1000 - (index > 150 ? backMs : 0));
      }
    });
    const { samples } = readFlight(readFileSync(path));
    const fine = samples.map((row) => row[0]!);
    expect(fine).toEqual(Array.from({ length: 300 }, (_, index) => startedAt - backMs + (index + 1) * 1000));
    const found = await dead(path, startedAt - backMs + 600_000);
    expect(textOf(found)).toContain(', after 5 min.');
    expect(textOf(found)).toContain(told);
    expect(found.report.figures?.period.toMs).toBe(startedAt - backMs + 300_000);
  });

  it('is seen by the end alone where the clock of samples never goes back: the error that ended it is told', async () => {
    const path = flight((recorder) => {
      for (let index = 1; index <= 300; index++) second(recorder, index, startedAt + index * 1000);
      recorder.recordNote({
        type: 'exception',
        time: startedAt + 300_010,
        origin: 'uncaughtException',
        name: 'RangeError',
        message: 'no',
      });
      recorder.recordNote({ type: 'exit', time: startedAt + 300_000 - backMs, code: 1, isLoopEmpty: false });
    });
    const found = await dead(path, startedAt - backMs + 600_000);
    expect(found.death).toMatchObject({ manner: 'exception', time: startedAt - backMs + 300_000 });
    expect(found.death.last?.agoMs).toBe(0);
    expect(textOf(found)).toMatch(/died of an uncaught RangeError, at \S+ \S+, after 5 min\./);
    expect(textOf(found)).toContain('300 samples from');
    expect(found.report.figures?.period.fromMs).toBe(startedAt - backMs + 1000);
    expect(postMortemJson(found)).toMatchObject({
      death: { evidence: expect.arrayContaining([told]) },
      recorded: { putBackMs: backMs },
    });
  });

  it('is seen by a hub as well, and a standstill of the end is none of a year', async () => {
    const path = flight((recorder) => {
      for (let index = 1; index <= 300; index++) second(recorder, index, startedAt + index * 1000);
      recorder.recordReading({
        time: startedAt + 200_000,
        liveBytes: mib,
        externalBytes: 0,
        majorCollections: 1,
      });
    });
    const time = startedAt + 301_000 - backMs;
    examineFlight(path, { type: 'examined', time, exit: { time, code: null, signal: 'SIGKILL' } });
    const found = await dead(path, time + 1000);
    expect(found.death).toMatchObject({ manner: 'signal', time, blockedMs: undefined, last: { agoMs: 0 } });
    expect(textOf(found)).toMatch(/killed from outside \(SIGKILL\), at \S+ \S+, after 5 min\./);
    expect(textOf(found)).toContain(told);
    expect(found.flight.readings[0]!.time).toBe(time - 100_000);
  });

  it('before a post-mortem is read is told as well', async () => {
    const path = flight((recorder) => {
      for (let index = 1; index <= 300; index++) second(recorder, index, startedAt + index * 1000);
    });
    const found = await dead(path, startedAt + 300_000 - backMs);
    expect(textOf(found)).toContain('after 5 min.');
    expect(textOf(found)).toContain(
      'Its last record is 365 d later than the clock is now: that was put back since then, or not long before.',
    );
    expect(found.flight.putBackMs).toBe(0);
  });

  it('is not told of clocks that were not', async () => {
    const path = flight((recorder) => {
      for (let index = 1; index <= 30; index++) second(recorder, index, startedAt + index * 1000);
      recorder.recordNote({ type: 'exit', time: startedAt + 29_500, code: 1, isLoopEmpty: false });
    });
    const text = textOf(await dead(path, startedAt + 60_000));
    expect(text).toContain('after 30 s.');
    expect(text).not.toContain('clock');
  });
});

// A flight that was copied in part was told as whole ("nothing is damaged"), with samples from "Invalid Date".
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { postMortemOf } from '../../src/cli/postmortem/PostMortem.ts';
import { postMortemJson } from '../../src/cli/postmortem/postMortemJson.ts';
import { postMortemText } from '../../src/cli/postmortem/postMortemText.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { FlightPlace, sampleAt, subject } from '../recording/givenFlight.ts';

const place = new FlightPlace();
afterAll(() => place.close());

const startedAt = 1_700_000_000_000;
const seconds = 7200;

const whole = ((): Uint8Array => {
  const path = place.path('whole.flight');
  const recorder = new FlightRecorder({
    path,
    subject: { ...subject, process: { ...subject.process, startedAt }, group: undefined },
  });
  for (let second = 0; second < seconds; second++)
    recorder.recordSample(sampleAt(startedAt + second * 1000, { heapLimitBytes: 1024 ** 3 }));
  for (let second = 0; second < 5; second++)
    recorder.recordPulse(sampleAt(startedAt + seconds * 1000 + second * 100));
  recorder.close();
  return readFileSync(path);
})();

async function told(bytes: number): Promise<{ readonly text: string; readonly json: object }> {
  const path = place.path('part.flight');
  writeFileSync(path, whole.subarray(0, bytes));
  const found = await postMortemOf(path, {
    now: startedAt + 2 * seconds * 1000,
    isAlive: false,
    lastMs: seconds * 1000,
  });
  const text = postMortemText(found, { width: 1000, unicode: false });
  return { text, json: postMortemJson(found) };
}

describe('a flight that is cut off', () => {
  it.each([17_000, 20_000, 45_000, 60_000, 300_000, 500_000, 1_000_000])(
    'after %i bytes is told so, with no time that is none',
    async (bytes) => {
      const { text, json } = await told(bytes);
      expect(text).toContain(`The file is cut off after ${bytes.toLocaleString('en')} of 1,048,`);
      expect(text).not.toMatch(/nothing is damaged|Invalid|NaN/);
      expect(json).toMatchObject({ recorded: { cutOff: { bytes } } });
    },
  );

  it('is none where all of it is there', async () => {
    const { text, json } = await told(whole.length);
    expect(text).toContain('nothing is damaged');
    expect(text).not.toContain('cut off');
    expect(json).toMatchObject({ recorded: { cutOff: undefined } });
  });
});

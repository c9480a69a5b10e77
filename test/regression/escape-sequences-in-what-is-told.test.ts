// Names and messages of a watched program were written as they are, so that it could steer the terminal of whoever read them.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from '../../src/cli/Terminal.ts';
import { row } from '../../src/cli/top/draw/Row.ts';
import { painted } from '../../src/cli/top/paint.ts';
import { deathSentence } from '../../src/recording/agentRecording.ts';
import { deathOf } from '../../src/recording/death/deathOf.ts';
import { flightFiles } from '../../src/recording/FlightFiles.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { newFlightName } from '../../src/recording/flightNames.ts';
import { ownSignature } from '../../src/recording/processSignature.ts';
import { readFlight } from '../../src/recording/readFlight.ts';
import { wrapped } from '../../src/reporting/words/wrapped.ts';
import { FakeOutput } from '../cli/FakeOutput.ts';
import { postmortemCommand } from '../cli/postmortemCommand.ts';
import { FlightPlace, identity, sampleAt, subject } from '../recording/givenFlight.ts';

const evil = 'a\u001b[2J\u009b31m\u202eb\r\nfaked';
const written = 'a\\u001b[2J\\u009b31m\\u202eb\\r\\nfaked';
const steering = /[^\P{C}\n]/u;
const startedAt = 1_700_000_000_000;
let place: FlightPlace;

beforeEach(() => {
  place = new FlightPlace();
});

afterEach(() => place.close());

function evilFlight(): string {
  const path = place.path(newFlightName(startedAt, 4711));
  const process = { ...identity, startedAt, name: evil };
  const signature = { ...ownSignature(flightFiles), startTicks: 1 };
  const recorder = new FlightRecorder({
    path,
    subject: { ...subject, process, signature, group: undefined },
    fileBytes: 128 * 1024,
  });
  recorder.recordSample(sampleAt(startedAt));
  const thrown = { name: evil, message: evil, place: evil } as const;
  recorder.recordNote({ type: 'exception', time: startedAt + 1, origin: 'uncaughtException', ...thrown });
  recorder.recordNote({ type: 'exit', time: startedAt + 2, code: 1, isLoopEmpty: false });
  recorder.close();
  return path;
}

async function postmortem(...given: readonly string[]): Promise<string> {
  const [stdout, stderr] = [new FakeOutput(), new FakeOutput()];
  await postmortemCommand(given, { folder: place.folder, stdout, stderr, now: startedAt + 60_000 });
  return stdout.text + stderr.text;
}

describe('escape sequences in what a program is called, or throws', () => {
  it('are written as in code by a post-mortem', async () => {
    const path = evilFlight();
    const output = place.path('report.txt');
    for (const given of [[path], ['--list'], [path, '--output', output]]) {
      const text = await postmortem(...given);
      expect(text).toContain(written);
      expect(text).not.toMatch(steering);
    }
    expect(readFileSync(output, 'utf8')).not.toMatch(steering);
  });

  it('are so in the warning of the next start', () => {
    const path = evilFlight();
    const flight = readFlight(readFileSync(path));
    const sentence = deathSentence({ path, flight, death: deathOf(flight) }, startedAt);
    expect(sentence).toContain(written);
    expect(sentence).not.toMatch(/\p{C}/u);
  });

  it('are so in lines of the hub, and begin no line of their own', () => {
    const output = new FakeOutput();
    const terminal = new Terminal({ output: output as never, environment: {}, now: () => startedAt });
    terminal.greetWith([`watching ${evil}`]);
    terminal.say('critical', evil, 'was killed', [`in       ${evil}`]);
    expect(output.text).not.toMatch(steering);
    expect(output.lines).toHaveLength(3);
    expect(output.text.split(written)).toHaveLength(4);
  });

  it('are so in every paragraph that is broken into lines', () => {
    expect(wrapped(`It ended: ${evil}`, 80)).toEqual(['It ended: a\\u001b[2J\\u009b31m\\u202eb\\r', 'faked']);
  });

  it('are shown in no row of a screen', () => {
    const text = painted(row(evil, 'bold'), { hasColours: false, hasUnicode: true });
    expect(text).toBe('a?[2J?31m?b??faked');
  });
});

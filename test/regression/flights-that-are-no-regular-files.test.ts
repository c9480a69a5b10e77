// A pipe without a writer, named like a flight, kept whoever looked into the folder waiting for good: the application that
// began to record there, the hub, and the post-mortem. A link to a device was read without an end.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExaminedFlights } from '../../src/cli/postmortem/ExaminedFlights.ts';
import { earlierDeaths } from '../../src/recording/earlierDeaths.ts';
import { examineFlight } from '../../src/recording/examineFlight.ts';
import { flightFiles } from '../../src/recording/FlightFiles.ts';
import { FlightFolder } from '../../src/recording/FlightFolder.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { newFlightName } from '../../src/recording/flightNames.ts';
import { ownSignature } from '../../src/recording/processSignature.ts';
import { cleanReports } from '../../src/recording/reports/cleanReports.ts';
import { FakeOutput } from '../cli/FakeOutput.ts';
import { postmortemCommand } from '../cli/postmortemCommand.ts';
import { FlightPlace, identity, sampleAt, subject } from '../recording/givenFlight.ts';

const startedAt = 1_700_000_000_000;
let place: FlightPlace;
let stdout: FakeOutput;
let stderr: FakeOutput;
let writers: ChildProcess[];

beforeEach(() => {
  place = new FlightPlace();
  stdout = new FakeOutput();
  stderr = new FakeOutput();
  writers = [];
});

afterEach(() => {
  for (const writer of writers) writer.kill('SIGKILL');
  place.close();
});

/** Where somebody waits for a writer nevertheless, one comes each second, so that a test fails and does not hang. */
function pipe(name: string): string {
  const path = place.path(name);
  execFileSync('mkfifo', [path]);
  writers.push(spawn('sh', ['-c', 'while sleep 3; do exec 3<>"$0"; exec 3<&-; done', path]));
  return path;
}

function deadFlight(path: string): string {
  const signature = { ...ownSignature(flightFiles), startTicks: 1 };
  const recorder = new FlightRecorder({
    path,
    subject: { ...subject, process: { ...identity, startedAt }, signature, group: undefined },
    fileBytes: 128 * 1024,
  });
  recorder.recordSample(sampleAt(startedAt + 5000));
  recorder.close();
  return path;
}

function postmortem(...given: readonly string[]) {
  return postmortemCommand(given, { folder: place.folder, stdout, stderr, now: startedAt + 60_000 });
}

function waitedMs(action: () => void): number {
  const begun = performance.now();
  action();
  return performance.now() - begun;
}

describe.skipIf(process.platform === 'win32')('what is named like a flight and is none', () => {
  it('keeps nobody waiting who begins to record there, or asks how others have died', () => {
    pipe(newFlightName(startedAt + 1000, 7));
    deadFlight(place.path(newFlightName(startedAt, 8)));
    const folder = new FlightFolder({ path: place.folder });
    const ms = waitedMs(() => {
      folder.makeRoom(128 * 1024, 128 * 1024);
      expect(earlierDeaths(folder, { directory: '/app' }).undecided).toBe(0);
      const examined = new ExaminedFlights(place.folder, () => startedAt + 60_000);
      expect(examined.examine(7, { time: startedAt, code: null, signal: 'SIGKILL' })).toBeUndefined();
    });
    expect(ms).toBeLessThan(2500);
    // What others have put there is not removed for room.
    expect(folder.entries().map(({ pid }) => pid)).toEqual([7]);
  });

  it('is told as that by a post-mortem, also where nothing else is there', async () => {
    const fifo = pipe(newFlightName(startedAt, 7));
    const begun = performance.now();
    await postmortem();
    expect(stderr.text).toContain(
      `None of the files in ${place.folder} can be read: tidemark postmortem --list`,
    );
    await postmortem('--list');
    expect(stdout.text).toContain(`${fifo} cannot be read: it is no regular file`);
    await postmortem(fifo);
    expect(stderr.text).toContain(`${fifo} cannot be read: it is no regular file`);
    expect(performance.now() - begun).toBeLessThan(2500);
  });

  it('is not read where it is a device, nor where a link in the folder leads to one', async () => {
    const link = place.path(newFlightName(startedAt, 7));
    symlinkSync('/dev/null', link);
    await postmortem('/dev/null');
    expect(stderr.text).toContain('/dev/null cannot be read: it is no regular file');
    await postmortem('--list');
    expect(stdout.text).toContain(`${link} cannot be read: it is no regular file`);
  });

  it('is no link to the flight of another folder, which is neither read nor written to; one that is asked for is read', async () => {
    mkdirSync(place.path('elsewhere'));
    const real = deadFlight(place.path(`elsewhere/${newFlightName(startedAt, 4711)}`));
    const before = readFileSync(real);
    const link = place.path(newFlightName(startedAt, 4711));
    symlinkSync(real, link);
    examineFlight(link, { type: 'examined', time: startedAt + 9000 });
    expect(readFileSync(real).equals(before)).toBe(true);
    await postmortem();
    expect(stdout.text).toBe('');
    expect(await postmortem(link)).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain('server.js (pid 4711');
    expect(stdout.text).toContain('ended without a word');
  });

  it('is no report of V8 either, of which nothing is written to where a link leads', () => {
    mkdirSync(place.path('reports'));
    pipe('reports/1-7-abcdef.raw.json');
    writeFileSync(place.path('reports/1-8-abcdef.raw.json'), '{"header":{}}');
    const mine = place.path('mine');
    writeFileSync(mine, 'mine');
    symlinkSync(mine, place.path('reports/1-8-abcdef.new'));
    expect(waitedMs(() => cleanReports(place.folder))).toBeLessThan(2500);
    expect(readFileSync(mine, 'utf8')).toBe('mine');
    expect(readdirSync(place.path('reports')).sort()).toEqual(['1-7-abcdef.raw.json', '1-8-abcdef.json']);
  });
});

describe('a folder in which flights cannot be read', () => {
  it('is not said to be one of processes that run', async () => {
    const damaged = place.path(newFlightName(startedAt, 9));
    writeFileSync(damaged, 'damaged');
    const recent = (startedAt + 50_000) / 1000;
    utimesSync(damaged, recent, recent);
    await postmortem();
    expect(stderr.text).toContain(`None of the files in ${place.folder} can be read`);
    expect(stderr.text).not.toContain('running');
    await postmortem('--list');
    expect(stdout.text).toContain(`${damaged}: The file is no file of the recorder.`);
  });

  it('is said to have them beside those of processes that run', async () => {
    const path = place.path(newFlightName(startedAt, process.pid));
    const recorder = new FlightRecorder({
      path,
      subject: {
        ...subject,
        process: { ...identity, pid: process.pid },
        signature: ownSignature(flightFiles),
      },
      fileBytes: 128 * 1024,
    });
    recorder.close();
    const name = newFlightName(startedAt, 9);
    writeFileSync(place.path(name), 'damaged');
    await postmortem();
    expect(stderr.text).toMatch(/Every process whose record .* is running; 1 file cannot be read/s);
  });
});

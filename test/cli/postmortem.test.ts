import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExaminedFlights, flightSentences } from '../../src/cli/postmortem/ExaminedFlights.ts';
import { postMortemOf } from '../../src/cli/postmortem/PostMortem.ts';
import { deathOfProcess, reportedDeath } from '../../src/cli/postmortem/reportedDeath.ts';
import { flightFiles } from '../../src/recording/FlightFiles.ts';
import { FlightFolder } from '../../src/recording/FlightFolder.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { newFlightName } from '../../src/recording/flightNames.ts';
import { ownSignature } from '../../src/recording/processSignature.ts';
import { reportArticle } from '../../src/reporting/html/reportArticle.ts';
import { FlightPlace, identity, leakAt, mib, sampleAt, subject } from '../recording/givenFlight.ts';
import { FakeOutput } from './FakeOutput.ts';
import { postmortemCommand } from './postmortemCommand.ts';

const minute = 60_000;
const startedAt = 1_700_000_000_000;
let place: FlightPlace;
let stdout: FakeOutput;
let stderr: FakeOutput;

beforeEach(() => {
  place = new FlightPlace();
  stdout = new FakeOutput();
  stderr = new FakeOutput();
});

afterEach(() => place.close());

function postmortem(...given: readonly string[]) {
  return postmortemCommand(given, { folder: place.folder, stdout, stderr, now: startedAt + 30 * minute });
}

function flight(pid: number, fill: (recorder: FlightRecorder) => void): string {
  const path = place.path(newFlightName(startedAt, pid));
  const signature = { ...ownSignature(flightFiles), startTicks: 1 };
  const process = { ...identity, id: String(pid), pid, startedAt };
  const recorder = new FlightRecorder({
    path,
    subject: { ...subject, process, signature, group: undefined },
    fileBytes: 512 * 1024,
  });
  fill(recorder);
  recorder.close();
  return path;
}

/** Twenty minutes with a leak, confirmed after ten, until the container is full. */
function leaking(recorder: FlightRecorder): void {
  for (let second = 0; second <= 1200; second++) {
    const heap = (40 + second * 0.35) * mib;
    recorder.recordSample(
      sampleAt(startedAt + second * 1000, {
        liveBytes: heap,
        oldUsedBytes: heap,
        heapUsedBytes: heap,
        heapTotalBytes: heap + 8 * mib,
        heapLimitBytes: 2048 * mib,
        containerUsedBytes: heap + 50 * mib,
        containerLimitBytes: 512 * mib,
      }),
    );
  }
  const { time, type, payload } = leakAt(startedAt + 10 * minute);
  recorder.recordEvent({ time, type, payload: { ...payload, rateBytesPerSecond: 350_000 } } as never);
}

describe('tidemark postmortem', () => {
  it('tells how the last process died, its last minutes, the cause, what was known, and what to change', async () => {
    const path = flight(4711, leaking);
    expect(await postmortem()).toEqual({ exitCode: 0 });
    const text = stdout.text.replace(/\s+/g, ' ');
    expect(text).toMatch(
      /^server\.js \(pid 4711, Node\.js 20\.20\.2\) was killed, most likely: its container was out of memory, at or soon after \S+ \S+, after 20 min\./,
    );
    expect(stdout.text).toContain("in use of the container's limit, 512 MB\n");
    expect(stdout.text).toContain('┤');
    expect(text).toMatch(
      /cause The leak confirmed at \d\d:\d\d:\d\d: about 2\d\d MB of the 3\d\d MB by which memory had grown/,
    );
    expect(text).toContain(
      "evidence Of the container's limit, 510 MB of 512 MB (100 %) were in use at the end.",
    );
    expect(text).toMatch(/verdicts leak confirmed since \d\d:\d\d:\d\d: live heap \+20 MB in 5 min/);
    expect(text).toContain('tried nothing; pressure was normal all the time');
    expect(text).toContain('change Bound it. --max-old-space-size=');
    expect(text).toMatch(/recorded [\d,]+ samples from .*, every 1 s.*; nothing is damaged/);
    expect(stdout.text).toContain(path);
    for (const line of stdout.lines.filter((one) => !one.includes(path) && !one.includes('xxx')))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it('tells programs the same', async () => {
    flight(4711, leaking);
    await postmortem('--json');
    const told = JSON.parse(stdout.text);
    expect(told).toMatchObject({
      version: 1,
      process: { pid: 4711 },
      death: { manner: 'container', certainty: 'likely', isTimeSeen: false },
      last: { sample: { containerLimitBytes: 512 * mib } },
      openIncidents: [{ kind: 'leak', level: 'confirmed' }],
      recorded: { events: 1, skipped: 0 },
    });
    expect(told.death.cause).toHaveLength(1);
  });

  it('prefers what has not ended well, and takes the one that is asked for', async () => {
    const folder = new FlightFolder({ path: place.folder });
    flight(1, leaking);
    folder.mark(
      { path: flight(2, (recorder) => recorder.recordSample(sampleAt(1))), state: 'open' },
      'ended',
    );
    await postmortem('--json');
    await postmortem('--json', '--pid', '2');
    expect(
      stdout.text
        .split('\n}\n')
        .slice(0, 2)
        .map((text) => /"pid": (\d)/.exec(text)?.[1]),
    ).toEqual(['1', '2']);
    expect(await postmortem('--pid', '3')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain(`Nothing is recorded of a process 3 in ${place.folder}.`);
  });

  it('lists all, with those that cannot be read', async () => {
    flight(1, leaking);
    const broken = flight(2, () => undefined);
    const bytes = readFileSync(broken);
    bytes[200]! ^= 1;
    const { writeFileSync } = await import('node:fs');
    writeFileSync(broken, bytes);
    expect(await postmortem('--list')).toEqual({ exitCode: 0 });
    expect(stdout.text).toContain(
      '      1  server.js  was killed, most likely: its container was out of memory, 10 min ago',
    );
    expect(stdout.text).toContain('The file is damaged at its beginning');
    stdout.text = '';
    await postmortem('--list', '--json');
    expect(stdout.lines.map((line) => JSON.parse(line).manner)).toContain('container');
  });

  it('says what is wrong where there is nothing to tell', async () => {
    expect(await postmortem()).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('Nothing is recorded in');
    expect(await postmortem('none.flight')).toEqual({ exitCode: 1 });
    expect(stderr.text).toContain('none.flight cannot be read');
    expect(await postmortem('--pid', 'x')).toEqual({ exitCode: 2 });
  });

  it('writes a report of the last hours', async () => {
    const path = flight(4711, leaking);
    expect(await postmortem('--output', 'death.md')).toEqual({ exitCode: 0 });
    expect(readFileSync(place.path('death.md'), 'utf8')).toContain('leak confirmed');
    expect(stderr.text).toContain('wrote death.md');
    const { recorded } = await postMortemOf(path, { now: startedAt, isAlive: false, lastMs: 60 * minute });
    expect(recorded.histories.at(-1)?.events.at(-1)).toMatchObject({
      type: 'memory:mark',
      payload: { label: 'It was killed, most likely: its container was out of memory' },
    });
  });
});

describe('a report of a process that died', () => {
  it('says how, and why most likely', async () => {
    const path = flight(4711, leaking);
    expect(await postmortem('--output', 'death.txt')).toEqual({ exitCode: 0 });
    expect(readFileSync(place.path('death.txt'), 'utf8')).toMatch(/^cause +The leak confirmed at/m);
    const found = await postMortemOf(path, { now: startedAt, isAlive: false, lastMs: 60 * minute });
    const page = reportArticle({ ...found.report, death: reportedDeath(found) });
    expect(page).toContain(
      '<dt>death</dt><dd>It was killed, most likely: its container was out of memory.</dd>',
    );
    expect(page).toMatch(/<dt>cause<\/dt><dd>The leak confirmed at/);
    expect(page).toMatch(/<dt>shown by<\/dt><dd>Of the container\S+ limit, .* of 512 MB .* were in use/);
    expect(page).toContain('data-tone="critical"');
  });

  it('names what Node.js has left of it beside its flight, and of no other', async () => {
    const path = flight(4711, leaking);
    const names = [
      'report.20231114.221320.4711.0.001.json',
      'Heap.20231114.221320.4711.0.001.heapsnapshot',
      'report.20231114.221320.4712.0.001.json',
      'report.4711.json',
      'Heap.20231114.221320.4711.0.002.heapsnapshot.txt',
    ];
    for (const [index, name] of names.entries()) {
      writeFileSync(place.path(name), '');
      utimesSync(place.path(name), 0, startedAt / 1000 + index);
    }
    const old = place.path('report.20221114.221320.4711.0.001.json');
    writeFileSync(old, '');
    utimesSync(old, 0, startedAt / 1000 - 1);
    const own = names.slice(0, 2).map((name) => place.path(name));
    const found = await postMortemOf(path, { now: startedAt, isAlive: false, lastMs: 60 * minute });
    expect(found.beside).toEqual(own);
    expect(reportArticle({ ...found.report, death: reportedDeath(found) })).toContain(
      `<dt>beside</dt><dd>${own.join('<br>')}</dd>`,
    );
    await postmortem('--json');
    expect(JSON.parse(stdout.text).beside).toEqual(own);
  });

  it('goes by what V8 has said in a report that was left beside it, and by no report of anything else', async () => {
    const path = flight(4711, (recorder) =>
      recorder.recordSample(sampleAt(startedAt, { oldUsedBytes: 5 * mib, heapLimitBytes: 96 * mib })),
    );
    const report = (number: number, event: string, trigger: string): void =>
      writeFileSync(
        place.path(`report.20231114.221320.4711.0.00${number}.json`),
        JSON.stringify({ header: { event, trigger } }),
      );
    const manner = async (): Promise<string> =>
      (await postMortemOf(path, { now: startedAt, isAlive: false, lastMs: 60 * minute })).death.manner;
    expect(await manner()).toBe('silent');
    report(1, 'JavaScript API', 'GetReport');
    writeFileSync(place.path('report.20231114.221320.4711.0.002.json'), '{"header":');
    expect(await manner()).toBe('silent');
    report(3, 'Allocation failed - JavaScript heap out of memory', 'OOMError');
    expect(await postmortem()).toEqual({ exitCode: 0 });
    const text = stdout.text.replace(/\s+/g, ' ');
    expect(text).toContain(' ran out of heap, at or soon after');
    expect(text).toContain(
      "cause What counts against the heap's limit rose after the last sample, from 5 MB to its limit, 96 MB, within one turn of the event loop",
    );
    expect(text).toContain(
      'V8 said as it ended it: Allocation failed - JavaScript heap out of memory (report.2',
    );
  });

  it('says nothing of a death where the process runs', async () => {
    const path = flight(4711, leaking);
    const found = await postMortemOf(path, { now: startedAt, isAlive: true, lastMs: 60 * minute });
    expect(reportedDeath(found)).toBeUndefined();
  });

  it('finds the flight of the very process that a hub has watched', async () => {
    flight(4711, leaking);
    const context = {
      environment: { TIDEMARK_RECORDER_DIRECTORY: place.folder },
      directory: place.folder,
      now: () => startedAt + 30 * minute,
    };
    const exit = { time: startedAt + 20 * minute, code: null, signal: 'SIGKILL' };
    const summary = { identity: { ...identity, id: '4711', pid: 4711, startedAt }, droppedSamples: 0 };
    const gone = { ...summary, state: 'gone' as const, exit };
    expect((await deathOfProcess(gone, context))?.cause[0]).toMatch(/^The leak confirmed at/);
    const later = { ...gone, identity: { ...gone.identity, startedAt: startedAt + 1 } };
    expect(await deathOfProcess(later, context)).toBeUndefined();
    expect(await deathOfProcess({ ...gone, exit: { ...exit, code: 0 } }, context)).toBeUndefined();
    expect(await deathOfProcess({ ...gone, exit: undefined }, context)).toBeUndefined();
  });
});

describe('what a hub finds in a flight', () => {
  it('is what it has seen of the end, once for each process', () => {
    flight(4711, (recorder) => {
      recorder.recordNote({ type: 'oom-kills', time: startedAt, count: 0 });
      leaking(recorder);
    });
    const flights = new ExaminedFlights(place.folder, () => startedAt);
    const exit = { time: startedAt + 21 * minute, code: null, signal: 'SIGKILL' };
    const death = flights.examine(4711, exit);
    expect(death).toMatchObject({ manner: 'container', exit: { signal: 'SIGKILL' }, blockedMs: minute });
    expect(flights.examine(4711, { ...exit, signal: 'SIGTERM' })).toBe(death);
    expect(flights.examine(1, exit)).toBeUndefined();
    expect(flightSentences(death, 4711)).toEqual([
      'Its event loop had not come round for 60 s: blocked by code or by collections, unless the process was held as a whole (SIGSTOP, a frozen container).',
      'more     tidemark postmortem --pid 4711',
    ]);
    expect(flightSentences(undefined, 1)).toEqual([]);
    const counted = { ...death!, oomKills: { before: 0, after: 1 }, blockedMs: undefined };
    expect(flightSentences(counted, 4711)[0]).toBe('oom_kill of its control group rose from 0 to 1.');
  });

  it('does not call hours a standstill in which the hub was not awake either', () => {
    flight(4711, leaking);
    const flights = new ExaminedFlights(place.folder, () => startedAt);
    const exit = { time: startedAt + 600 * minute, code: null, signal: 'SIGTERM' };
    const death = flights.examine(4711, exit, 300);
    expect(death).toMatchObject({ manner: 'signal', blockedMs: undefined });
    expect(death?.asleepMs).toBeGreaterThan(500 * minute);
  });
});

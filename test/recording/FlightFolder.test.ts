import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { earlierDeaths } from '../../src/recording/earlierDeaths.ts';
import { flightFiles } from '../../src/recording/FlightFiles.ts';
import { FlightFolder } from '../../src/recording/FlightFolder.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { defaultFlightDirectory, openFlightDirectory } from '../../src/recording/flightDirectory.ts';
import { magic } from '../../src/recording/flightFormat.ts';
import { inState, newFlightName, readFlightName } from '../../src/recording/flightNames.ts';
import { ownSignature } from '../../src/recording/processSignature.ts';
import { FlightPlace, identity, sampleAt, subject } from './givenFlight.ts';

const fileBytes = 128 * 1024;
let place: FlightPlace;

beforeEach(() => {
  place = new FlightPlace();
});

afterEach(() => {
  vi.unstubAllEnvs();
  place.close();
});

/** A process that can no longer live: it began before this machine did. */
function deadFlight(startedAt: number, pid = 1, fill = (_: FlightRecorder): void => undefined): string {
  const path = place.path(newFlightName(startedAt, pid));
  const signature = { ...ownSignature(flightFiles), startTicks: 1 };
  const process = { ...identity, pid, startedAt };
  const recorder = new FlightRecorder({ path, subject: { ...subject, process, signature }, fileBytes });
  recorder.recordSample(sampleAt(startedAt + 5000));
  fill(recorder);
  recorder.close();
  return path;
}

function liveFlight(startedAt: number): string {
  const path = place.path(newFlightName(startedAt, process.pid));
  const mine = { ...identity, pid: process.pid };
  const recorder = new FlightRecorder({
    path,
    subject: { ...subject, process: mine, signature: ownSignature(flightFiles) },
    fileBytes,
  });
  recorder.close();
  return path;
}

describe('the name of a flight', () => {
  it('tells who it was and what became of it', () => {
    const name = newFlightName(1234.5, 77);
    expect(readFlightName(name)).toEqual({ startedAt: 1235, pid: 77, state: 'open' });
    expect(readFlightName(inState(name, 'seen'))).toEqual({ startedAt: 1235, pid: 77, state: 'seen' });
    expect(readFlightName(inState(inState(name, 'seen'), 'ended'))?.state).toBe('ended');
    expect(readFlightName('core.4711')).toBeUndefined();
  });
});

describe('a folder of flights', () => {
  it('lists them newest first, and nothing where it is not there', () => {
    deadFlight(1000);
    deadFlight(3000);
    writeFileSync(place.path('readme.txt'), '');
    const folder = new FlightFolder({ path: place.folder });
    expect(folder.entries().map(({ startedAt }) => startedAt)).toEqual([3000, 1000]);
    expect(new FlightFolder({ path: place.path('none') }).entries()).toEqual([]);
  });

  it('makes room: those that ended well go first, then the oldest, and never those of the living', () => {
    const folder = new FlightFolder({ path: place.folder });
    liveFlight(500);
    deadFlight(1000);
    deadFlight(2000);
    folder.mark({ path: deadFlight(3000), state: 'open' }, 'ended');
    expect(folder.makeRoom(fileBytes, 4 * fileBytes)).toBe(true);
    expect(folder.entries().map(({ startedAt }) => startedAt)).toEqual([2000, 1000, 500]);
    expect(folder.makeRoom(fileBytes, 3 * fileBytes)).toBe(true);
    expect(folder.entries().map(({ startedAt }) => startedAt)).toEqual([2000, 500]);
    expect(folder.makeRoom(fileBytes, fileBytes)).toBe(false);
    expect(folder.entries().map(({ startedAt }) => startedAt)).toEqual([500]);
  });

  it('is bounded, whatever number of processes has come and gone', () => {
    const folder = new FlightFolder({ path: place.folder });
    for (let index = 0; index < 30; index++) {
      expect(folder.makeRoom(fileBytes, 5 * fileBytes)).toBe(true);
      deadFlight(1000 + index);
    }
    expect(folder.entries()).toHaveLength(5);
  });

  it('holds on to what it cannot read while somebody writes there', () => {
    const path = place.path(newFlightName(1000, 1));
    writeFileSync(path, `${magic}\u0003 of a later version`);
    const folder = new FlightFolder({ path: place.folder });
    expect(folder.makeRoom(fileBytes, fileBytes)).toBe(false);
    const later = new FlightFolder({ path: place.folder, now: () => Date.now() + 7_200_000 });
    expect(later.makeRoom(fileBytes, fileBytes)).toBe(true);
  });

  it('is not filled by what bears the names of flights and is none, which costs no flight its place', () => {
    const good = deadFlight(1000, 1, (recorder) =>
      recorder.recordSample(sampleAt(9000, { oldUsedBytes: 95, heapLimitBytes: 100 })),
    );
    const strange = Array.from({ length: 70 }, (_, index) => place.path(newFlightName(2000 + index, 3)));
    for (const path of strange) writeFileSync(path, new Uint8Array(fileBytes).fill(0xa7));
    const folder = new FlightFolder({ path: place.folder });
    expect(folder.makeRoom(fileBytes, 4 * fileBytes)).toBe(true);
    expect(folder.entries()).toHaveLength(71);
    expect(folder.entries().at(-1)?.path).toBe(good);
    const { deaths } = earlierDeaths(folder, { directory: '/app' });
    expect(deaths.map(({ death }) => death.manner)).toEqual(['heap']);
  });

  it('leaves room for those that are being made: they are empty, or begin with zeros', () => {
    writeFileSync(place.path(newFlightName(1000, 1)), new Uint8Array(fileBytes));
    const folder = new FlightFolder({ path: place.folder });
    expect(folder.makeRoom(fileBytes, fileBytes)).toBe(false);
    expect(folder.makeRoom(fileBytes, 2 * fileBytes)).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')(
    'keeps those of another container that live, in the second after the clock was set forward',
    () => {
      const path = place.path(newFlightName(1000, 77));
      const mine = ownSignature(flightFiles);
      const startedAt = Date.now() - process.uptime() * 1000;
      new FlightRecorder({
        path,
        subject: {
          ...subject,
          process: { ...identity, pid: 77, startedAt },
          signature: { ...mine, pidNamespace: 'pid:[1]' },
        },
        fileBytes,
      }).close();
      const now = (): number => Date.now() + 3_600_000;
      const folder = new FlightFolder({ path: place.folder, now });
      expect(folder.makeRoom(fileBytes, fileBytes)).toBe(false);
      expect(earlierDeaths(folder, { directory: '/app' })).toEqual({ deaths: [], undecided: 1 });
    },
  );

  it('marks each flight once', () => {
    const folder = new FlightFolder({ path: place.folder });
    deadFlight(1000);
    const [entry] = folder.entries();
    expect(folder.mark(entry!, 'seen')).toMatch(/\.seen\.flight$/);
    expect(folder.mark(entry!, 'seen')).toBeUndefined();
  });
});

describe('deaths before this start', () => {
  const heapFull = { oldUsedBytes: 95, heapLimitBytes: 100 };

  it('are found once each, where it was the same application and memory had a part in it', () => {
    deadFlight(1000, 1, (recorder) => recorder.recordSample(sampleAt(9000, heapFull)));
    deadFlight(2000, 2);
    liveFlight(500);
    const folder = new FlightFolder({ path: place.folder });
    expect(earlierDeaths(folder, { directory: '/other' }).deaths).toEqual([]);
    expect(earlierDeaths(folder, { directory: '/app', name: 'other.js' }).deaths).toEqual([]);
    const { deaths, undecided } = earlierDeaths(folder, { directory: '/app', name: 'server.js' });
    expect(deaths.map(({ death }) => death.manner)).toEqual(['heap']);
    expect(undecided).toBe(0);
    expect(earlierDeaths(folder, { directory: '/app' }).deaths).toEqual([]);
    expect(folder.entries().map(({ state }) => state)).toEqual(['seen', 'seen', 'open']);
  });
});

describe.skipIf(process.platform === 'win32')('the folder in a place where anybody can make one', () => {
  it('must be of this user alone', () => {
    vi.stubEnv('TMPDIR', place.folder);
    openFlightDirectory(defaultFlightDirectory(), flightFiles);
    expect(readdirSync(place.folder)).toHaveLength(1);
    openFlightDirectory(defaultFlightDirectory(), flightFiles);
    chmodSync(defaultFlightDirectory(), 0o755);
    expect(() => openFlightDirectory(defaultFlightDirectory(), flightFiles)).toThrow('of this user alone');
    chmodSync(defaultFlightDirectory(), 0o700);
    expect(() => openFlightDirectory(defaultFlightDirectory(), flightFiles, 12_345)).toThrow('of this user');
  });

  it('may not be a link to somewhere else', () => {
    vi.stubEnv('TMPDIR', place.folder);
    mkdirSync(place.path('elsewhere'), { mode: 0o700 });
    symlinkSync(place.path('elsewhere'), defaultFlightDirectory());
    expect(() => openFlightDirectory(defaultFlightDirectory(), flightFiles)).toThrow();
  });
});

import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FlightFiles, flightFiles } from '../../src/recording/FlightFiles.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { readFlight } from '../../src/recording/readFlight.ts';
import { FlightPlace, sampleAt, subject } from './givenFlight.ts';

let place: FlightPlace;
let failures: string[];

beforeEach(() => {
  place = new FlightPlace();
  failures = [];
});

afterEach(() => place.close());

function recorderAt(path: string, files: FlightFiles = flightFiles, fileBytes = 128 * 1024): FlightRecorder {
  const failed = ({ message }: Error): void => void failures.push(message);
  return new FlightRecorder({ path, subject, fileBytes, files, failed });
}

describe('a flight recorder', () => {
  it('makes a file of its whole size for its owner alone, which never grows', () => {
    const recorder = recorderAt(place.path());
    const size = statSync(place.path()).size;
    expect(size).toBeLessThanOrEqual(128 * 1024);
    expect(size).toBeGreaterThan(127 * 1024);
    expect(statSync(place.path()).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    for (let index = 0; index < 3000; index++) recorder.recordSample(sampleAt(index * 1000));
    expect(statSync(place.path()).size).toBe(size);
    recorder.close();
  });

  it('has every record in the file when the call returns', () => {
    const recorder = recorderAt(place.path());
    for (let index = 0; index < 50; index++) {
      recorder.recordSample(sampleAt(index * 1000));
      expect(readFlight(readFileSync(place.path())).samples.at(-1)?.[0]).toBe(index * 1000);
    }
    recorder.close();
  });

  it('leaves a file alone that is there already, and says so once', () => {
    writeFileSync(place.path(), 'precious');
    const recorder = recorderAt(place.path());
    recorder.recordSample(sampleAt(1));
    recorder.recordSample(sampleAt(2));
    expect(recorder.recording).toBe(false);
    expect(readFileSync(place.path(), 'utf8')).toBe('precious');
    expect(failures).toEqual([expect.stringContaining('EEXIST')]);
  });

  it('goes off with one word where its folder is gone', () => {
    const recorder = recorderAt(place.path('none/one.flight'));
    recorder.recordSample(sampleAt(1));
    recorder.close();
    expect(failures).toEqual([expect.stringContaining('ENOENT')]);
  });

  it('leaves nothing behind where the disk is full at its start', () => {
    const full: FlightFiles = {
      ...flightFiles,
      writeSync: () => {
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
    };
    recorderAt(place.path(), full);
    expect(failures).toEqual(['ENOSPC: no space left on device']);
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('goes off with one word where the disk fails later; what was recorded stays', () => {
    let isFull = false;
    const recorder = recorderAt(place.path(), {
      ...flightFiles,
      writeSync: (...given) => (isFull ? 3 : flightFiles.writeSync(...given)),
    });
    recorder.recordSample(sampleAt(1000));
    isFull = true;
    recorder.recordSample(sampleAt(2000));
    recorder.recordSample(sampleAt(3000));
    expect(failures).toEqual(['the disk is full']);
    expect(readFlight(readFileSync(place.path())).samples.map((row) => row[0])).toEqual([1000]);
  });

  it('never writes into a file of the application, which has closed its descriptor and got the number for itself', () => {
    let descriptor = -1;
    const recorder = recorderAt(place.path(), {
      ...flightFiles,
      openSync: (...given) => {
        descriptor = flightFiles.openSync(...given);
        return descriptor;
      },
    });
    recorder.recordSample(sampleAt(1000));
    closeSync(descriptor);
    const own = openSync(place.path('own.txt'), 'w');
    expect(own).toBe(descriptor);
    recorder.recordSample(sampleAt(2000));
    recorder.close();
    expect(failures).toEqual(['its descriptor was closed by somebody else']);
    expect(readFileSync(place.path('own.txt'), 'utf8')).toBe('');
    closeSync(own);
  });

  it('never throws, not even where the one who is told does', () => {
    const recorder = new FlightRecorder({
      path: place.path('none/one.flight'),
      subject,
      failed: () => {
        throw new Error('a logger that is down');
      },
    });
    expect(() => recorder.recordSample(sampleAt(1))).not.toThrow();
    expect(existsSync(place.path('none'))).toBe(false);
  });
});

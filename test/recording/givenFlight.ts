import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlightRecorder, type FlightSubject } from '../../src/recording/FlightRecorder.ts';
import { type Flight, readFlight } from '../../src/recording/readFlight.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import type { ProcessIdentity } from '../../src/wire/process.ts';
import { type MemorySample, type SampleRow, toRow } from '../../src/wire/sample.ts';

export const identity: ProcessIdentity = {
  id: '4711',
  pid: 4711,
  threadId: 0,
  parentPid: 1,
  role: 'main',
  name: 'server.js',
  nodeVersion: 'v20.20.2',
  platform: 'linux',
  startedAt: 1_000_000,
  intervalMs: 1000,
};

export const subject: FlightSubject = {
  process: identity,
  directory: '/app',
  signature: { bootId: 'a', pidNamespace: 'pid:[1]', startTicks: 7 },
  group: { version: 1, directory: '/sys/fs/cgroup/memory/app' },
};

export const mib: number = 1024 ** 2;

/** A folder that is removed by `close`. */
export class FlightPlace {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tm-flight-'));

  path(name = 'one.flight'): string {
    return join(this.folder, name);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function sampleAt(time: number, sample: Partial<MemorySample> = {}): SampleRow {
  return toRow({ time, heapUsedBytes: 10 * mib, rssBytes: 80 * mib, ...sample });
}

/** A mark of so many letters, at most 80. */
export function markAt(time: number, label = 'deploy'): MemoryEvent {
  return { time, type: 'memory:mark', payload: { label } };
}

/** A withdrawal whose evidence has so many letters. */
export function leakAt(time: number, letters = 100): MemoryEvent {
  return {
    time,
    type: 'memory:leak_confirmed',
    payload: {
      id: 'leak-1',
      level: 'confirmed',
      memory: 'heap',
      rateBytesPerSecond: 50_000,
      grownBytes: 20 * mib,
      sinceMs: 300_000,
      pattern: 'linear',
      confidence: 0.9,
      sites: [],
      evidence: ['x'.repeat(letters)],
      advice: 'Bound it.',
    },
  };
}

/** What is read of what a recorder has written. */
export function flown(place: FlightPlace, record: (recorder: FlightRecorder) => void): Flight {
  const path = place.path();
  rmSync(path, { force: true });
  const recorder = new FlightRecorder({ path, subject, fileBytes: 128 * 1024 });
  record(recorder);
  recorder.close();
  return readFlight(readFileSync(path));
}

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentSession } from '../../src/hub/AgentConnection.ts';
import { Hub } from '../../src/hub/Hub.ts';
import { type FileSystem, JsonLinesFile } from '../../src/hub/JsonLinesFile.ts';
import { logEvents } from '../../src/hub/logEvents.ts';
import { logSamples } from '../../src/hub/logSamples.ts';
import { helloOf, sampleOf } from './RawAgent.ts';

let folder: string;
let path: string;
const logger = { warn: vi.fn(), error: vi.fn() };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-lines-'));
  path = join(folder, 'events.jsonl');
  logger.warn.mockReset();
});

afterEach(() => rmSync(folder, { recursive: true }));

function lines(): unknown[] {
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** A disk with room for so many bytes. */
class SmallDisk implements FileSystem {
  room: number;
  text = '';

  constructor(room: number) {
    this.room = room;
  }

  openSync(): number {
    return 1;
  }

  writeSync(_descriptor: number, bytes: Uint8Array, offset: number): number {
    const taken = bytes.subarray(offset, offset + this.room);
    if (taken.length === 0) throw new Error('ENOSPC: no space left on device, write');
    this.room -= taken.length;
    this.text += Buffer.from(taken).toString();
    return taken.length;
  }

  closeSync(): void {
    this.room = 0;
  }
}

describe('JsonLinesFile', () => {
  it('has each line in the file at once, for its owner alone', () => {
    const file = new JsonLinesFile({ path, option: '--events', logger });
    file.write({ a: 1 });
    expect(lines()).toEqual([{ a: 1 }]);
    file.write({ b: 'ü\n' });
    expect(lines()).toEqual([{ a: 1 }, { b: 'ü\n' }]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    file.close();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('goes on where an earlier run ended', () => {
    for (const run of [1, 2]) {
      const file = new JsonLinesFile({ path, option: '--events', logger });
      file.write({ run });
      file.close();
    }
    expect(lines()).toEqual([{ run: 1 }, { run: 2 }]);
  });

  it('refuses a file that cannot be written to', () => {
    const received = join(folder, 'missing', 'events.jsonl');
    expect(() => new JsonLinesFile({ path: received, option: '--events', logger })).toThrow(
      expect.objectContaining({ code: 'FILE_UNWRITABLE', option: '--events', received }),
    );
  });

  it('says once that the disk is full, goes on when it is not, and tears no other line', () => {
    const disk = new SmallDisk(16);
    const file = new JsonLinesFile({ path, option: '--events', logger, fileSystem: disk });
    file.write({ a: 1 });
    for (let count = 0; count < 3; count++) file.write({ text: 'too long for it' });
    expect(logger.warn.mock.calls).toEqual([[expect.stringContaining('ENOSPC')]]);
    disk.room = 100;
    file.write({ b: 2 });
    file.write({ c: 3 });
    expect(disk.text.split('\n')).toEqual(['{"a":1}', '{"text":', '{"b":2}', '{"c":3}', '']);
    file.close();
    expect(logger.warn).toHaveBeenLastCalledWith(`3 lines could not be written to ${path}.`);
  });

  it('counts a single lost line in the singular', () => {
    const file = new JsonLinesFile({ path, option: '--events', logger, fileSystem: new SmallDisk(0) });
    file.write({ a: 1 });
    file.close();
    expect(logger.warn).toHaveBeenLastCalledWith(`1 line could not be written to ${path}.`);
  });
});

describe('the logs', () => {
  const exited = (hub: Hub): unknown[] => {
    const file = new JsonLinesFile({ path, option: '--events', logger });
    const stop = logEvents(hub, file);
    const main = hub.admit(helloOf('4711')) as AgentSession;
    const child = hub.admit(helloOf('4712', { role: 'child' })) as AgentSession;
    main.ended(undefined);
    child.ended(undefined);
    hub.recordExit(4711, { code: null, signal: 'SIGKILL' });
    expect(lines()).toHaveLength(1);
    stop();
    hub.recordExit(4712, { code: 1, signal: null });
    return lines();
  };

  it('tell once how each process ended, as far as it was seen', () => {
    const hub = new Hub({ logger, now: () => 5_000 });
    const payload = { name: 'server.js', role: 'main', code: null, signal: 'SIGKILL' };
    expect(exited(hub)).toEqual([
      { time: 5_000, pid: 4711, id: '4711', type: 'process:exited', payload },
      {
        time: 5_000,
        pid: 4712,
        id: '4712',
        type: 'process:exited',
        payload: { ...payload, role: 'child', signal: null },
      },
    ]);
  });

  it('write events and samples of every process in one shape', () => {
    const file = new JsonLinesFile({ path, option: '--events', logger });
    const hub = new Hub({ logger });
    const stops = [logEvents(hub, file), logSamples(hub, file)];
    const main = hub.admit(helloOf('4711')) as AgentSession;
    const thread = hub.admit(helloOf('4711.2')) as AgentSession;
    main.sample(sampleOf({ time: 1_000, rssBytes: 50 }).row, 0);
    const payload = { etaMs: 1, lowMs: 1, highMs: undefined, limit: 'heap' as const };
    thread.event({ time: 2_000, type: 'memory:out_of_memory_predicted', payload });
    for (const stop of stops) stop();
    main.sample(sampleOf({ time: 3_000 }).row, 0);
    expect(lines()).toEqual([
      { time: 1_000, pid: 4711, id: '4711', type: 'memory:sampled', payload: { time: 1_000, rssBytes: 50 } },
      {
        time: 2_000,
        pid: 4711,
        id: '4711.2',
        type: 'memory:out_of_memory_predicted',
        payload: { etaMs: 1, lowMs: 1, limit: 'heap' },
      },
    ]);
  });
});

import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type {
  HeapSnapshotFile,
  SnapshotPlan,
} from '../../../../src/profiling/heap-snapshot/taking/HeapSnapshotOptions.ts';
import {
  HeapSnapshotTaker,
  type SnapshotTakerOptions,
} from '../../../../src/profiling/heap-snapshot/taking/HeapSnapshotTaker.ts';
import { SnapshotFolder } from '../../../../src/profiling/heap-snapshot/taking/SnapshotFolder.ts';
import { folderOf } from '../../program.ts';
import { snapshotText } from '../TinySnapshot.ts';

const megabyte = 1024 ** 2;
const text = snapshotText([
  { type: 'synthetic', edges: [['element', 1, 1]] },
  { type: 'string', name: 'secret' },
]);
const room = { freeBytes: Number.POSITIVE_INFINITY, owner: 'host', heapShare: 0.1 } as const;

function takerOf(options: SnapshotTakerOptions = {}): HeapSnapshotTaker {
  return new HeapSnapshotTaker({
    extent: () => ({ heapUsedBytes: megabyte, largeObjectBytes: 0 }),
    room: () => room,
    v8: {
      writeHeapSnapshot: (path) => writeFileSync(path, text),
      getHeapSnapshot: () => Readable.from([Buffer.from(text)]),
    },
    time: () => 0,
    steady: () => 0,
    nodeMajor: 24,
    ...options,
  });
}

async function taken(...given: Parameters<HeapSnapshotTaker['take']>): Promise<HeapSnapshotFile> {
  return (await takerOf().take(...given)) as HeapSnapshotFile;
}

describe('taking a heap snapshot', () => {
  it('writes it for its owner only, under a name that tells when and whose it is', async () => {
    const directory = join(folderOf({}), 'new', 'folder');
    const { path, fileBytes, removed } = await taken({ directory });
    expect(path).toBe(join(directory, `1970-01-01T00-00-00-000Z-${process.pid}.heapsnapshot`));
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect([fileBytes, removed]).toEqual([text.length, []]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory)).toEqual([basename(path)]);
  });

  it('tells before it begins where it writes and what that will take', async () => {
    const directory = folderOf({});
    const plans: SnapshotPlan[] = [];
    const begun = (plan: SnapshotPlan): void => {
      expect(statSync(plan.partialPath).mode & 0o777).toBe(0o600);
      plans.push(plan);
    };
    const taker = takerOf();
    await taker.take({ directory }, { begun });
    await taker.take({ directory, gzip: true }, { begun });
    expect(plans[0]?.estimate).toMatchObject({ counted: false, objects: megabyte / 32 });
    expect(plans[1]?.estimate).toMatchObject({ counted: true, objects: 2, references: 1 });
  });

  it('redacts it on the way, and compresses it', async () => {
    const directory = folderOf({});
    const { path } = await taken({ directory, redact: true });
    expect(readFileSync(path, 'utf8')).toBe(text.replace('secret', 'xxxxxx'));
    const packed = await taken({ directory, redact: true, gzip: true });
    expect(packed.path).toMatch(/\.heapsnapshot\.gz$/);
    expect(gunzipSync(readFileSync(packed.path)).toString()).toBe(text.replace('secret', 'xxxxxx'));
  });

  it('takes nothing where memory may not suffice, unless forced', async () => {
    const directory = folderOf({});
    const taker = takerOf({ room: () => ({ ...room, freeBytes: 1 }) });
    const refused = await taker.take({ directory });
    expect(refused).toMatchObject({ performed: false, forcible: true });
    expect((refused as { reason: string }).reason).toMatch(
      /^A snapshot of a heap of 1 MB may take 53\.9 MB of memory, and the host has .* for about a second\.$/,
    );
    expect(readdirSync(directory)).toEqual([]);
    expect(await taker.take({ directory, force: true })).toMatchObject({ performed: true });
  });

  it('collects garbage before it refuses, where that may be done', async () => {
    let heapUsedBytes = 100 * megabyte;
    const taker = takerOf({
      room: () => ({ ...room, freeBytes: 100 * megabyte }),
      extent: () => ({ heapUsedBytes, largeObjectBytes: 0 }),
      collect: () => {
        heapUsedBytes = megabyte;
        return true;
      },
    });
    expect(await taker.take({ directory: folderOf({}) })).toMatchObject({ performed: true });
  });

  it('leaves no part of a file behind when it fails', async () => {
    const directory = folderOf({});
    const v8 = {
      writeHeapSnapshot: (path: string) => {
        writeFileSync(path, 'half');
        throw new Error('disk full');
      },
      getHeapSnapshot: () => Readable.from([Buffer.from(text.slice(0, 700))]),
    };
    const failed = {
      performed: false,
      reason: 'The heap snapshot could not be written: disk full.',
      forcible: false,
    };
    expect(await takerOf({ v8 }).take({ directory })).toEqual(failed);
    expect(await takerOf({ v8 }).take({ directory, redact: true })).toMatchObject({
      performed: false,
      reason: expect.stringContaining('It was cut short'),
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([false, true])(
    'leaves nothing behind when it is called off (through this process: %s)',
    async (gzip) => {
      const directory = folderOf({});
      const off = new AbortController();
      const exits = process.listenerCount('exit');
      const called = { performed: false, reason: 'The heap snapshot was called off.', forcible: false };
      const soon = takerOf().take({ directory, gzip }, { signal: off.signal, begun: () => off.abort() });
      expect(await soon).toEqual(called);
      const late = new AbortController();
      const v8 = {
        writeHeapSnapshot: (path: string) => {
          writeFileSync(path, text);
          setImmediate(() => late.abort());
        },
        getHeapSnapshot: () => {
          setImmediate(() => late.abort());
          return Readable.from([Buffer.from(text)]);
        },
      };
      expect(await takerOf({ v8 }).take({ directory, gzip }, { signal: late.signal })).toEqual(called);
      expect(readdirSync(directory)).toEqual([]);
      expect(process.listenerCount('exit')).toBe(exits);
    },
  );

  it('takes one at a time', async () => {
    const directory = folderOf({});
    const taker = takerOf();
    const [first, second] = await Promise.all([taker.take({ directory }), taker.take({ directory })]);
    expect(first).toMatchObject({ performed: true });
    expect(second).toEqual({
      performed: false,
      reason: 'Another heap snapshot is being taken.',
      forcible: false,
    });
    expect(await takerOf({ time: () => 1 }).take({ directory })).toMatchObject({ performed: true });
  });

  it('refuses wrong options', async () => {
    await expect(taken({ directory: '' })).rejects.toThrow('directory must be the path of a folder');
    await expect(taken({ keepFiles: 0 })).rejects.toThrow('keepFiles must be a whole number of at least 1');
    await expect(taken({ keepBytes: 0 })).rejects.toThrow('keepBytes must be a number above 0, received 0');
  });
});

describe('the folder of snapshots', () => {
  it('keeps as many as wanted, the newest ones, and touches nothing else', async () => {
    const directory = folderOf({ 'mine.heapsnapshot': 'mine', 'notes.txt': '' });
    const times = [0, 1, 2, 3];
    let last: HeapSnapshotFile | undefined;
    for (const time of times) {
      const taker = takerOf({ time: () => time });
      last = (await taker.take({ directory, keepFiles: 2 })) as HeapSnapshotFile;
    }
    expect(last?.removed.map((path) => basename(path))).toEqual([
      `1970-01-01T00-00-00-001Z-${process.pid}.heapsnapshot`,
    ]);
    expect(readdirSync(directory).sort()).toEqual([
      `1970-01-01T00-00-00-002Z-${process.pid}.heapsnapshot`,
      `1970-01-01T00-00-00-003Z-${process.pid}.heapsnapshot`,
      'mine.heapsnapshot',
      'notes.txt',
    ]);
    await takerOf({ time: () => 4 }).take({ directory, keepBytes: 1 });
    expect(readdirSync(directory)).toHaveLength(3);
  });

  it('is rid of what processes left that were killed, once that is long ago', async () => {
    const name = (pid: number): string => `2020-01-01T00-00-00-000Z-${pid}.heapsnapshot.partial`;
    const directory = folderOf({ [name(4_194_301)]: '', [name(4_194_302)]: '', [name(process.ppid)]: '' });
    for (const pid of [4_194_301, process.ppid]) utimesSync(join(directory, name(pid)), 1, 1);
    await new SnapshotFolder(directory).prepare(Date.now());
    expect(readdirSync(directory).sort()).toEqual([name(4_194_302), name(process.ppid)].sort());
  });

  it('is no folder that others may write to, or that is a file', async () => {
    const open = join(folderOf({}), 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(await taken({ directory: open })).toEqual({
      performed: false,
      reason: `The heap snapshot could not be written: others may write to ${open}.`,
      forcible: false,
    });
    chmodSync(open, 0o1777);
    expect(await taken({ directory: open })).toMatchObject({ performed: true });
    const file = join(folderOf({ file: '' }), 'file');
    expect(await taken({ directory: file })).toMatchObject({
      performed: false,
      reason: `The heap snapshot could not be written: ${file} is there already, and is no folder.`,
    });
    expect(await taken({ directory: join(file, 'below') })).toMatchObject({
      reason: `The heap snapshot could not be written: a file is above ${join(file, 'below')}, where a folder is needed.`,
    });
  });

  it('removes what a process of its own number has left before it began, and nothing that it may be writing', async () => {
    const directory = folderOf({});
    chmodSync(directory, 0o700);
    const hourMs = 60 * 60 * 1000;
    const began = Date.now() - process.uptime() * 1000;
    const left = join(directory, `2020-01-01T00-00-00-000Z-${process.pid}.heapsnapshot.partial`);
    const own = join(directory, `2020-01-01T00-00-01-000Z-${process.pid}.heapsnapshot.partial`);
    for (const [path, time] of [
      [left, began - 10_000],
      [own, began + 10_000],
    ] as const) {
      writeFileSync(path, 'half');
      utimesSync(path, time / 1000, time / 1000);
    }
    await new SnapshotFolder(directory).prepare(began + hourMs / 2);
    expect(readdirSync(directory)).toHaveLength(2);
    await new SnapshotFolder(directory).prepare(began + 2 * hourMs);
    expect(readdirSync(directory)).toEqual([basename(own)]);
  });

  it('never writes through a link that lies in its way', async () => {
    const directory = folderOf({ precious: 'as it was' });
    const path = join(directory, `1970-01-01T00-00-00-000Z-${process.pid}.heapsnapshot.partial`);
    symlinkSync(join(directory, 'precious'), path);
    expect(await taken({ directory })).toMatchObject({ performed: false });
    expect(readFileSync(join(directory, 'precious'), 'utf8')).toBe('as it was');
  });

  it('is one for each user, where none is chosen', () => {
    expect(basename(new SnapshotFolder().path)).toBe(`tidemark-snapshots-${process.getuid?.()}`);
  });

  it('says how much room its disk has', async () => {
    expect((await new SnapshotFolder(folderOf({})).room()).freeBytes).toBeGreaterThan(megabyte);
    expect((await new SnapshotFolder('/no/such/folder').room()).freeBytes).toBeNaN();
  });
});

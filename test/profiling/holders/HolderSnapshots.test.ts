import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnalysisJob } from '../../../src/profiling/analyst/AnalysisJob.ts';
import type { AnalysisWatch } from '../../../src/profiling/analyst/SnapshotAnalyst.ts';
import { HeapSnapshotTaker } from '../../../src/profiling/heap-snapshot/taking/HeapSnapshotTaker.ts';
import { HolderSnapshots } from '../../../src/profiling/holders/HolderSnapshots.ts';
import type { AnalysisResult, LeakSuspect } from '../../../src/wire/snapshot.ts';

const megabyte = 1024 ** 2;

const suspect = {
  path: 'globalThis.cache',
  className: 'Map',
  entries: 5,
  share: 0.6,
  gains: [{ name: 'Session', counts: [1, 2], bytes: 3, place: undefined }],
  fixIdea: 'bound it',
} as unknown as LeakSuspect;

let directory: string;
let time: number;
let usedBytes: number;
let freeBytes: number;
let isFree: boolean;
let turns: number;
let analysed: string[][];
let closed: number;
let problem: string | undefined;
let analyze: (job: AnalysisJob, watch?: AnalysisWatch) => Promise<AnalysisResult>;
let holders: HolderSnapshots;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-holders-'));
  time = 1_700_000_000_000;
  usedBytes = megabyte;
  freeBytes = 1000 * megabyte;
  isFree = true;
  turns = 0;
  analysed = [];
  closed = 0;
  problem = undefined;
  analyze = async ({ files }) => {
    analysed.push(files.map((file) => file.replace(directory, '')));
    for (const file of files) expect(existsSync(file)).toBe(true);
    const suspects = [suspect, { ...suspect, path: 'p', share: 0.2, gains: [] }, { ...suspect, share: 0.05 }];
    return { kind: 'diff', report: { suspects }, classes: [], classCount: 0 } as unknown as AnalysisResult;
  };
  holders = new HolderSnapshots({
    directory,
    turn: {
      take: () => {
        if (isFree) turns += 1;
        return isFree;
      },
      end: () => {
        turns = 0;
      },
    },
    analyst: {
      analyze: (job, watch) => analyze(job, watch),
      close: () => {
        closed += 1;
      },
      get problem() {
        return problem;
      },
    },
    taker: new HeapSnapshotTaker({
      extent: () => ({ heapUsedBytes: usedBytes, largeObjectBytes: 0 }),
      room: () => ({ freeBytes, owner: 'host', heapShare: 0.1 }),
      v8: {
        writeHeapSnapshot: (path) => writeFileSync(path, '{}'),
        getHeapSnapshot: () => Readable.from(['{}']),
      },
      steady: () => time,
      time: () => ++time,
      nodeMajor: 20,
    }),
  });
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('holders by snapshots', () => {
  it('are those that hold a tenth of the growth or more; the files are gone afterwards', async () => {
    for (let count = 0; count < 3; count++) {
      expect(await holders.take(1000)).toMatchObject({ performed: true });
    }
    expect(readdirSync(directory)).toHaveLength(3);
    expect(await holders.find()).toEqual({
      performed: true,
      snapshots: 3,
      holders: [
        {
          path: 'globalThis.cache',
          class: 'Map',
          entries: 5,
          share: 0.6,
          gained: { name: 'Session', counts: [1, 2] },
          fixIdea: 'bound it',
        },
        expect.objectContaining({ path: 'p', gained: undefined }),
      ],
    });
    expect(analysed[0]).toEqual(analysed[0]!.toSorted());
    expect(readdirSync(directory)).toEqual([]);
    expect([turns, closed]).toEqual([0, 1]);
  });

  it('are not looked for where the pause may be too long, memory short, or another about it', async () => {
    usedBytes = 100 * megabyte;
    expect(await holders.take(10_000)).toMatchObject({
      performed: false,
      reason: expect.stringMatching(
        /^A heap snapshot may hold the thread up for 3 s to 12 s; .*maxPause allows 10 s\.$/,
      ),
    });
    freeBytes = 500 * megabyte;
    expect(await holders.take(60_000)).toMatchObject({
      performed: false,
      reason: expect.stringContaining('may take 2.2 GB of memory, and the host has 500 MB left'),
    });
    expect(turns).toBe(0);
    freeBytes = 5000 * megabyte;
    isFree = false;
    expect(await holders.take(60_000)).toMatchObject({
      reason: 'Another process takes heap snapshots to find a holder now.',
    });
    problem = 'Not here.';
    expect(await holders.take(60_000)).toEqual({ performed: false, reason: 'Not here.' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('keep the turn where a later snapshot is refused, so that those taken can be compared', async () => {
    await holders.take(1000);
    freeBytes = 0;
    expect(await holders.take(1000)).toMatchObject({ performed: false });
    expect(turns).toBeGreaterThan(0);
    expect(await holders.find()).toMatchObject({ snapshots: 1 });
  });

  it('say why a comparison failed, and remove the files nevertheless', async () => {
    await holders.take(1000);
    analyze = () => Promise.reject(new Error('It crashed.'));
    expect(await holders.find()).toEqual({ performed: false, reason: 'It crashed.' });
    expect(readdirSync(directory)).toEqual([]);
    analyze = async () => ({ kind: 'retainers' }) as AnalysisResult;
    expect(await holders.find()).toMatchObject({ performed: false });
  });

  it('leave nothing behind when they are given up, even by a snapshot that is being written', async () => {
    await holders.take(1000);
    const second = holders.take(1000);
    holders.stop();
    await second;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readdirSync(directory)).toEqual([]);
    expect([turns, closed]).toEqual([0, 1]);
  });

  it('end a comparison that is going on', async () => {
    await holders.take(1000);
    analyze = (_, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason));
      });
    const search = holders.find();
    holders.stop();
    expect(await search).toEqual({ performed: false, reason: 'The search for a holder was given up.' });
  });

  it('say so where nothing can be written', async () => {
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'a file');
    expect(await holders.take(1000)).toMatchObject({ performed: false });
  });
});

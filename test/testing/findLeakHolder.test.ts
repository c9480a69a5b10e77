import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LeakReport } from '../../src/testing/LeakReport.ts';
import { completeLeakTestOptions, type LeakTestOptions } from '../../src/testing/LeakTestOptions.ts';
import { testForLeaks } from '../../src/testing/leakTest.ts';
import type { SnapshotTools } from '../../src/testing/SnapshotTools.ts';
import type { AnalysisResult, LeakSuspect, SuspectReport } from '../../src/wire/snapshot.ts';
import { FakeHeap } from './FakeHeap.ts';

const suspect = {
  path: 'globalThis.cache',
  className: 'Map',
  objects: 1,
  share: 0.9,
  gains: [{ name: 'Session', counts: [5243], bytes: 500_000, place: undefined }],
  fixIdea: 'bound it',
} as unknown as LeakSuspect;

function difference(report: Partial<SuspectReport>): AnalysisResult {
  return {
    kind: 'diff',
    report: { suspects: [], spread: [], ...report } as SuspectReport,
    classes: [
      { name: 'Session', added: 5250, addedBytes: 1, deleted: 7, deletedBytes: 1 },
      { name: '(code)', added: 9000, addedBytes: 1, deleted: 0, deletedBytes: 0 },
      { name: 'Once', added: 3, addedBytes: 1, deleted: 0, deletedBytes: 0 },
    ],
    classCount: 3,
  };
}

let heap: FakeHeap;
let directory: string;
let taken: number;
beforeEach(() => {
  heap = new FakeHeap();
  directory = join(mkdtempSync(join(tmpdir(), 'tm-holder-')), 'snapshots');
  taken = 0;
});

function tools(
  analyze: SnapshotTools['analyst']['analyze'],
  pauseMs = 100,
  durationMs = pauseMs,
): () => SnapshotTools {
  return () => ({
    directory,
    taker: {
      estimate: () => ({ pauseMs: { low: pauseMs, high: pauseMs } }) as never,
      take: async () => {
        mkdirSync(directory, { recursive: true });
        taken += 1;
        heap.pass(durationMs);
        return { performed: true, path: `${taken}.heapsnapshot`, fileBytes: 1, durationMs, removed: [] };
      },
    },
    analyst: { analyze },
  });
}

function tested(around: () => SnapshotTools, options: LeakTestOptions = {}): Promise<LeakReport> {
  const operation = heap.operation(() => 100);
  return testForLeaks(operation, completeLeakTestOptions(options), heap.surroundings(around));
}

describe('who holds what leaks', () => {
  it('is found by two snapshots with enough runs between them, which are removed', async () => {
    const files: (readonly string[])[] = [];
    const report = await tested(
      tools(async (job) => {
        files.push(job.files);
        expect(existsSync(directory)).toBe(true);
        return difference({ suspects: [suspect] });
      }),
    );
    expect(files).toEqual([['1.heapsnapshot', '2.heapsnapshot']]);
    expect(existsSync(directory)).toBe(false);
    expect(report.holder).toEqual({
      performed: true,
      path: 'globalThis.cache',
      className: 'Map',
      share: 0.9,
      gains: [{ name: 'Session', perRun: 1 }],
      fixIdea: 'bound it',
    });
    expect(report.instances).toEqual([{ className: 'Session', perRun: 1 }]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('is not looked for where nothing leaks, or nobody asks', async () => {
    const around = heap.surroundings(tools(() => Promise.reject(new Error('asked'))));
    await testForLeaks(
      heap.operation(() => 0),
      completeLeakTestOptions(),
      around,
    );
    const report = await tested(
      tools(() => Promise.reject(new Error('asked'))),
      { explain: false },
    );
    expect(report.leaks).toBe(true);
    expect(report).not.toHaveProperty('holder');
    expect(taken).toBe(0);
  });

  it('is said to be nobody, where it is many', async () => {
    const spread = [{ places: 1200, examplePath: 'globalThis.list[0]' }] as never;
    const report = await tested(
      tools(async () => difference({ suspects: [{ ...suspect, share: 0.05 }], spread })),
    );
    expect(report.holder).toEqual({
      performed: false,
      reason: 'No single object holds it: it is spread over 1,200 places, such as globalThis.list[0].',
    });
  });

  it('is not looked for where there is no time for two snapshots', async () => {
    const report = await tested(tools(() => Promise.reject(new Error('asked')), 40_000));
    expect(report.holder).toEqual({
      performed: false,
      reason: 'Two heap snapshots may take 80 s, and less was left: raise timeoutMs.',
    });
    expect(taken).toBe(0);
  });

  it('is given up after the first snapshot, where that took longer than was thought', async () => {
    const report = await tested(tools(() => Promise.reject(new Error('asked')), 100, 15_000));
    expect(report.holder).toMatchObject({
      performed: false,
      reason: 'Two heap snapshots may take 30 s, and less was left: raise timeoutMs.',
    });
    expect(taken).toBe(1);
  });

  it('is given up when time is up, and the leak is told all the same', async () => {
    const report = await tested(
      tools(() => {
        heap.pass(60_000);
        return new Promise(() => undefined);
      }),
    );
    expect(report.leaks).toBe(true);
    expect(report.holder).toMatchObject({ performed: false, reason: expect.stringContaining('Time was up') });
    expect(existsSync(directory)).toBe(false);
  });

  it('is not known where the comparison fails, which is told as the reason', async () => {
    const report = await tested(tools(() => Promise.reject(new Error('The file is no snapshot.'))));
    expect(report.holder).toEqual({ performed: false, reason: 'The file is no snapshot.' });
    expect(report.message).toContain('holder   not found. The file is no snapshot.');
  });
});

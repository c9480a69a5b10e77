import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ReadingProgress } from '../../../src/profiling/analyst/AnalysisJob.ts';
import { analyze } from '../../../src/profiling/analyst/analyze.ts';
import { OpenSnapshots } from '../../../src/profiling/analyst/OpenSnapshots.ts';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { takenSnapshots } from '../heap-snapshot/takenSnapshot.ts';

const program = `
  class Session { constructor(i) { this.token = 'token ' + i; this.data = new Array(200).fill(i + 0.5); } }
  globalThis.sessions = new Map();
  const work = (round) => { for (let i = 0; i < 300; i++) sessions.set(round + ' ' + i, new Session(i)); };
  snap('a'); work(1); snap('b'); work(2); snap('c');
`;

let snapshots: OpenSnapshots;
let told: ReadingProgress[];
const tell = (progress: ReadingProgress): number => told.push(progress);

beforeEach(() => {
  snapshots = new OpenSnapshots();
  told = [];
});

afterEach(() => snapshots.release());

describe('an analysis', () => {
  it('of three snapshots names the holder, its entries, and what grew', async () => {
    const path = await takenSnapshots(program);
    const files = ['a', 'b', 'c'].map(path);
    const result = await analyze({ kind: 'diff', files }, snapshots, tell);
    if (result.kind !== 'diff') throw new Error(result.kind);
    expect(result.report.suspects[0]).toMatchObject({
      path: 'globalThis.sessions',
      className: 'Map',
      entries: 600,
      gains: [expect.objectContaining({ name: 'Session', counts: [300, 300] }), expect.anything()],
    });
    expect(result.classes.find(({ name }) => name === 'Session')).toMatchObject({ added: 600, deleted: 0 });
    expect(result.classCount).toBeGreaterThanOrEqual(result.classes.length);
  });

  it('says which file it reads and how much of all of them is read', async () => {
    const path = await takenSnapshots(program);
    const files = ['a', 'b', 'c'].map(path);
    const sizes = files.map((file) => snapshots.sizeOf(file));
    await analyze({ kind: 'diff', files }, snapshots, tell);
    const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
    expect(told.map(({ file }) => file)).toEqual(told.map(({ file }) => file).toSorted());
    expect(new Set(told.map(({ file }) => file))).toEqual(new Set([1, 2, 3]));
    expect(new Set(told.map((progress) => progress.totalBytes))).toEqual(new Set([totalBytes]));
    expect(told.findLast(({ file }) => file === 1)?.bytesRead).toBe(sizes[0]);
    expect(told.at(-1)).toEqual({ stage: 'analyzing', file: 3, bytesRead: totalBytes, totalBytes });
    const read = told.map(({ bytesRead }) => bytesRead);
    expect(read).toEqual(read.toSorted((a, b) => a - b));
  });

  it('of one snapshot tells its classes and who holds much, with places in words', async () => {
    const path = await takenSnapshots(program);
    const result = await analyze({ kind: 'classes', files: [path('c')] }, snapshots, tell);
    if (result.kind !== 'classes') throw new Error(result.kind);
    const session = result.classes.find(({ name }) => name === 'Session');
    expect(session).toMatchObject({ count: 600, place: { line: expect.any(Number) } });
    expect(session!.retainedBytes).toBeGreaterThan(session!.shallowBytes);
    expect(result.totalBytes).toBeGreaterThan(session!.retainedBytes);
    expect(result.objects).toBeGreaterThan(1000);
    expect(result.references).toBeGreaterThan(result.objects);
  });

  it('tells the same of a snapshot that it still has as of one that it reads', async () => {
    const path = await takenSnapshots(program);
    const read = vi.spyOn(SnapshotFile.prototype, 'read');
    onTestFinished(() => read.mockRestore());
    const job = { kind: 'classes', files: [path('c')] } as const;
    const first = await analyze(job, snapshots, tell);
    if (first.kind !== 'classes') throw new Error(first.kind);
    const object = { kind: 'retainers', files: job.files, object: sessionsIn(first) } as const;
    const held = await analyze(object, snapshots, tell);
    expect(await analyze(job, snapshots, tell)).toEqual(first);
    expect(read).toHaveBeenCalledTimes(1);
    const afresh = new OpenSnapshots();
    expect(await analyze(object, afresh, tell)).toEqual(held);
    afresh.release();
    expect(held).toMatchObject({
      kind: 'retainers',
      object: { path: 'globalThis.sessions', className: 'Map', dominator: { className: expect.any(String) } },
      holderCount: expect.any(Number),
    });
  });

  function sessionsIn(result: Awaited<ReturnType<typeof analyze>>): number {
    if (result.kind !== 'classes') throw new Error(result.kind);
    const suspect = result.report.suspects.find(({ path }) => path === 'globalThis.sessions');
    if (suspect === undefined) throw new Error('the map is not among the holders');
    return suspect.id;
  }

  it('reads a file again that has changed', async () => {
    const path = await takenSnapshots(program);
    const job = { kind: 'classes', files: [path('c')] } as const;
    await analyze(job, snapshots, tell);
    const read = vi.spyOn(SnapshotFile.prototype, 'read');
    onTestFinished(() => read.mockRestore());
    utimesSync(path('c'), 1, 1);
    await analyze(job, snapshots, tell);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('refuses snapshots in the wrong order, objects that are not there, and files that are none', async () => {
    const path = await takenSnapshots(program);
    await expect(
      analyze({ kind: 'diff', files: [path('b'), path('a')] }, snapshots, tell),
    ).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('a.heapsnapshot is older than b.heapsnapshot'),
    });
    await expect(
      analyze({ kind: 'retainers', files: [path('a')], object: 4_000_000_001 }, snapshots, tell),
    ).rejects.toMatchObject({ code: 'INVALID_OPTION', option: 'object' });
    const folder = mkdtempSync(join(tmpdir(), 'tm-analyze-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'note.heapsnapshot');
    writeFileSync(file, 'no snapshot');
    await expect(analyze({ kind: 'classes', files: [file] }, snapshots, tell)).rejects.toMatchObject({
      code: 'INVALID_SNAPSHOT',
      message: expect.stringMatching(/^note\.heapsnapshot: /),
    });
    const missing = join(folder, 'none');
    await expect(analyze({ kind: 'classes', files: [missing] }, snapshots, tell)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: 'none must be a heap snapshot that can be read (ENOENT)',
    });
  });

  it('keeps one snapshot at a time, and none after an error in its analysis', async () => {
    const path = await takenSnapshots(program);
    const close = vi.spyOn(SnapshotFile.prototype, 'close');
    onTestFinished(() => close.mockRestore());
    const first = await snapshots.kept(
      path('a'),
      () => {},
      () => {},
    );
    expect(first).toBeInstanceOf(HeapSnapshot);
    await snapshots.kept(
      path('b'),
      () => {},
      () => {},
    );
    expect(close).toHaveBeenCalledTimes(1);
    const failing = snapshots.kept(
      path('c'),
      () => {},
      () => {
        throw new Error('nobody waits');
      },
    );
    await expect(failing).rejects.toThrow('nobody waits');
    expect(close).toHaveBeenCalledTimes(3);
  });
});

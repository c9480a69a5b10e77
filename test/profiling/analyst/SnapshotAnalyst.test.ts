import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  SnapshotAnalyst,
  type SnapshotAnalystOptions,
} from '../../../src/profiling/analyst/SnapshotAnalyst.ts';
import { takenSnapshots } from '../heap-snapshot/takenSnapshot.ts';

const built = new URL('../../../dist/profiling/analyst/analystProgram.js', import.meta.url);
const gigabyte = 1024 ** 3;
const result = { kind: 'retainers', object: {}, holderCount: 0 };
const progress = { stage: 'reading', file: 1, bytesRead: 1, totalBytes: 2 };

let folder: string;
let analyst: SnapshotAnalyst | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-analyst-'));
});

afterEach(() => {
  analyst?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An analyst whose process does what a test says. */
function analystOf(program: string, options: Partial<SnapshotAnalystOptions> = {}): SnapshotAnalyst {
  const path = join(folder, 'program.mjs');
  writeFileSync(path, program);
  analyst = new SnapshotAnalyst({
    freeBytes: () => 8 * gigabyte,
    program: pathToFileURL(path),
    ...options,
  });
  return analyst;
}

function fileOf(bytes: number): string {
  const path = join(folder, 'heap.heapsnapshot');
  writeFileSync(path, Buffer.alloc(bytes));
  return path;
}

const job = { kind: 'retainers', files: ['/nowhere'], object: 1 } as const;
const answering = `process.on('message', () => process.send({ type: 'done', result: ${JSON.stringify(result)} }));`;

/** Whether a process runs that is no corpse. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the analyst', () => {
  it.skipIf(!existsSync(built))('has a real snapshot analysed by its own process', async () => {
    const path = await takenSnapshots(
      `globalThis.sessions = new Map([...Array(3000).keys()].map((i) => ['k' + i, { i }])); snap('a');`,
    );
    analyst = new SnapshotAnalyst({ freeBytes: () => 8 * gigabyte, program: built });
    const told: unknown[] = [];
    const found = await analyst.analyze(
      { kind: 'classes', files: [path('a')] },
      { progress: (one) => told.push(one) },
    );
    expect(found).toMatchObject({ kind: 'classes', objects: expect.any(Number) });
    expect(told.at(-1)).toMatchObject({ stage: 'analyzing', file: 1 });
    await expect(analyst.analyze({ kind: 'classes', files: [join(folder, 'none')] })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });

  it('starts a process when it is asked, asks the same one again, and passes its progress on', async () => {
    const own = analystOf(`
      process.on('message', () => {
        process.send({ type: 'progress', progress: ${JSON.stringify(progress)}, rssBytes: 1 });
        process.send({ type: 'done', result: ${JSON.stringify(result)} });
      });`);
    expect(own.pid).toBeUndefined();
    const told: unknown[] = [];
    expect(await own.analyze(job, { progress: (one) => told.push(one) })).toEqual(result);
    const { pid } = own;
    expect(pid).toEqual(expect.any(Number));
    expect(await own.analyze(job)).toEqual(result);
    expect(own.pid).toBe(pid);
    expect(told).toEqual([progress]);
  });

  it('ends the process when it has had nothing to do for a while', async () => {
    const own = analystOf(answering, { idleMs: 20 });
    await own.analyze(job);
    const pid = own.pid!;
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
    expect(own.pid).toBeUndefined();
    expect(await own.analyze(job)).toEqual(result);
  });

  it('passes errors on with their code', async () => {
    const own = analystOf(
      `process.on('message', () => process.send({ type: 'failed', problem: 'cut short', code: 'INVALID_SNAPSHOT' }));`,
    );
    await expect(own.analyze(job)).rejects.toMatchObject({ code: 'INVALID_SNAPSHOT', message: 'cut short' });
  });

  it('tells of a crash, and works again afterwards', async () => {
    const own = analystOf(`process.on('message', () => process.exit(7));`);
    await expect(own.analyze(job)).rejects.toMatchObject({
      code: 'ANALYSIS_FAILED',
      message: 'The analysis ended without an answer: it crashed (exit code 7).',
    });
    writeFileSync(join(folder, 'program.mjs'), answering);
    expect(await own.analyze(job)).toEqual(result);
  });

  it('says what it must have been that a process was killed, or ran out of its heap', async () => {
    const killed = analystOf(`process.on('message', () => process.kill(process.pid, 'SIGKILL'));`);
    await expect(killed.analyze(job)).rejects.toThrow(
      'as the system does where memory runs out (signal SIGKILL)',
    );
    const full = analystOf(
      `process.on('message', () => { process.stderr.write('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\\n', () => process.abort()); });`,
    );
    await expect(full.analyze(job)).rejects.toThrow('its memory did not suffice (signal SIGABRT)');
  });

  it('refuses what needs more memory than is free, before it starts anything', async () => {
    const own = analystOf(answering, { freeBytes: () => 150 * 1024 * 1024 });
    await expect(own.analyze({ ...job, files: [fileOf(20_000_000)] })).rejects.toMatchObject({
      code: 'ANALYSIS_FAILED',
      message: 'The analysis needs about 166 MB of memory, and 150 MB are free.',
    });
    expect(own.pid).toBeUndefined();
    expect(await own.analyze({ ...job, files: [fileOf(1000)] })).toEqual(result);
  });

  it('goes ahead where nobody can tell what is free', async () => {
    expect(await analystOf(answering, { freeBytes: () => Number.NaN }).analyze(job)).toEqual(result);
  });

  it('ends a process that takes more memory than it may, by what the system says', async () => {
    const own = analystOf(`process.on('message', () => {});`, {
      watchMs: 5,
      residentBytes: () => gigabyte,
    });
    await expect(own.analyze(job)).rejects.toThrow(/was ended: it took more than 256 MB of memory/);
    expect(own.pid).toBeUndefined();
  });

  it('ends it by what it says itself, where the system does not tell', async () => {
    const own = analystOf(
      `process.on('message', () => process.send({ type: 'progress', progress: {}, rssBytes: 2 ** 30 }));`,
      { residentBytes: () => undefined },
    );
    await expect(own.analyze(job)).rejects.toThrow('was ended: it took more than');
  });

  it('can be called off in the middle of an endless loop', async () => {
    const own = analystOf(
      `process.on('message', () => { process.send({ type: 'progress', progress: {}, rssBytes: 1 }); setTimeout(() => { for (;;); }, 20); });`,
    );
    const stop = new AbortController();
    const analysis = own.analyze(job, {
      signal: stop.signal,
      progress: () => setTimeout(() => stop.abort(new Error('called off')), 100),
    });
    await vi.waitFor(() => expect(own.pid).toEqual(expect.any(Number)));
    const pid = own.pid!;
    await expect(analysis).rejects.toThrow('called off');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
    await expect(own.analyze(job, { signal: stop.signal })).rejects.toThrow('called off');
  });

  it('does one thing at a time', async () => {
    const own = analystOf(
      `process.on('message', () => setTimeout(() => process.send({ type: 'done', result: 1 }), 50));`,
    );
    const first = own.analyze(job);
    await expect(own.analyze(job)).rejects.toThrow('Another snapshot is being analysed.');
    expect(await first).toBe(1);
  });

  it('tells where no process can be started', async () => {
    const own = analystOf(answering);
    const { execPath } = process;
    process.execPath = join(folder, 'no-such-node');
    try {
      await expect(own.analyze(job)).rejects.toMatchObject({ code: 'ANALYSIS_FAILED' });
    } finally {
      process.execPath = execPath;
    }
    expect(await own.analyze(job)).toEqual(result);
  });

  it("keeps the application's preloads and Tidemark's own settings away from its process", async () => {
    vi.stubEnv('NODE_OPTIONS', '--import=data:text/javascript,process.exit(9)');
    vi.stubEnv('TIDEMARK_HUB_SOCKET', '/tmp/socket');
    vi.stubEnv('KEPT', 'yes');
    try {
      const own = analystOf(
        `process.on('message', () => process.send({ type: 'done', result: [process.env.NODE_OPTIONS, process.env.TIDEMARK_HUB_SOCKET, process.env.KEPT] }));`,
      );
      expect(await own.analyze(job)).toEqual([undefined, undefined, 'yes']);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

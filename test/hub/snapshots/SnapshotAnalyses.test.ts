import { beforeEach, describe, expect, it } from 'vitest';
import {
  SnapshotAnalyses,
  type SnapshotAnalysesOptions,
} from '../../../src/hub/snapshots/SnapshotAnalyses.ts';
import type { AnalysisJob } from '../../../src/profiling/analyst/AnalysisJob.ts';
import type { AnalysisWatch } from '../../../src/profiling/analyst/SnapshotAnalyst.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import type { Analysis, AnalysisResult, SnapshotEntry } from '../../../src/wire/snapshot.ts';

interface Call {
  readonly job: AnalysisJob;
  readonly watch: AnalysisWatch;
  resolve(result: AnalysisResult): void;
  reject(error: unknown): void;
}

/** An analyst that answers when the test says so. */
class FakeAnalyst {
  readonly calls: Call[] = [];
  closed = false;

  analyze(job: AnalysisJob, watch: AnalysisWatch = {}): Promise<AnalysisResult> {
    return new Promise((resolve, reject) => {
      watch.signal?.addEventListener('abort', () => reject(watch.signal?.reason));
      this.calls.push({ job, watch, resolve, reject });
    });
  }

  close(): void {
    this.closed = true;
  }
}

const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(16));
const entries: readonly SnapshotEntry[] = ids.map((id, index) => ({
  id,
  name: `${index}.heapsnapshot`,
  sizeBytes: 1000,
  writtenAt: index,
}));
const result = { kind: 'classes', totalBytes: 1 } as AnalysisResult;

let analyst: FakeAnalyst;
let analyses: SnapshotAnalyses;
let told: Analysis[];
let clock: number;

function open(options: Partial<SnapshotAnalysesOptions> = {}): void {
  analyst = new FakeAnalyst();
  told = [];
  clock = 0;
  analyses = new SnapshotAnalyses({
    folder: { list: async () => [...entries], pathOf: ({ name }) => `/folder/${name}` },
    analyst,
    now: () => 5000 + clock,
    steady: () => clock,
    ...options,
  });
  analyses.subscribe((message) => message.type === 'analysis' && told.push(message.analysis));
}

beforeEach(() => open());

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const askFor = (object: number): Promise<Analysis> =>
  analyses.ask({ kind: 'retainers', snapshots: [ids[0]!], object });

describe('analyses', () => {
  it('are done on the files behind the ids, and keep their answer', async () => {
    const asked = await analyses.ask({ kind: 'diff', snapshots: [ids[0]!, ids[2]!] });
    expect(asked).toEqual({
      id: '1',
      kind: 'diff',
      snapshots: [ids[0], ids[2]],
      state: 'running',
      askedAt: 5000,
    });
    expect(analyst.calls[0]!.job).toEqual({
      kind: 'diff',
      files: ['/folder/0.heapsnapshot', '/folder/2.heapsnapshot'],
      object: undefined,
    });
    expect(analyses.outcome('1')).toEqual({
      analysis: expect.objectContaining({ id: '1' }),
      result: undefined,
    });
    clock = 70;
    analyst.calls[0]!.resolve(result);
    await settled();
    expect(analyses.outcome('1')).toEqual({
      analysis: { ...asked, state: 'done', endedAt: 5070 },
      result,
    });
    expect(told.map(({ state }) => state)).toEqual(['waiting', 'running', 'done']);
  });

  it('are told with pace and estimate once these can be told', async () => {
    await askFor(1);
    const [{ watch }] = analyst.calls as [Call];
    const progress = { stage: 'reading', file: 1, bytesRead: 100, totalBytes: 1000 } as const;
    clock = 100;
    watch.progress?.(progress);
    expect(told.at(-1)?.progress).toEqual(progress);
    clock = 1000;
    watch.progress?.({ ...progress, bytesRead: 500 });
    // 500 bytes a second: 500 are left, and the analysis takes as long as 3,000 would.
    expect(told.at(-1)?.progress).toMatchObject({ bytesRead: 500, bytesPerSecond: 500, remainingMs: 7000 });
    clock = 2000;
    watch.progress?.({ ...progress, stage: 'analyzing', bytesRead: 1000 });
    expect(told.at(-1)?.progress).toMatchObject({ stage: 'analyzing', remainingMs: 6000 });
    analyst.calls[0]!.resolve(result);
    await settled();
    expect(told.at(-1)).not.toHaveProperty('progress');
    watch.progress?.(progress);
    expect(told.at(-1)?.state).toBe('done');
  });

  it('are done one at a time, in the order in which they were asked for', async () => {
    await askFor(1);
    await askFor(2);
    expect(analyses.analyses().map(({ state }) => state)).toEqual(['running', 'waiting']);
    expect(analyst.calls).toHaveLength(1);
    analyst.calls[0]!.reject(new TidemarkError('ANALYSIS_FAILED', 'It crashed.'));
    await settled();
    expect(analyst.calls).toHaveLength(2);
    expect(analyses.analyses()).toMatchObject([
      { state: 'failed', problem: 'It crashed.' },
      { state: 'running' },
    ]);
    analyst.calls[1]!.reject(new Error('secret'));
    await settled();
    expect(analyses.analyses()[1]).toMatchObject({ state: 'failed', problem: 'The analysis failed.' });
  });

  it('are not done twice, unless they failed', async () => {
    const first = await askFor(1);
    expect((await askFor(1)).id).toBe(first.id);
    expect((await askFor(2)).id).not.toBe(first.id);
    analyst.calls[0]!.resolve(result);
    await settled();
    expect(await askFor(1)).toMatchObject({ id: first.id, state: 'done' });
    analyst.calls[1]!.reject(new Error());
    await settled();
    expect((await askFor(2)).id).toBe('3');
  });

  it('can be called off while they wait and while they run', async () => {
    await askFor(1);
    await askFor(2);
    await askFor(3);
    expect(analyses.cancel('2')).toMatchObject({ state: 'cancelled', endedAt: 5000 });
    expect(analyses.cancel('1')).toMatchObject({ state: 'cancelled' });
    await settled();
    expect(analyst.calls.map(({ job }) => job.object)).toEqual([1, 3]);
    expect(analyses.cancel('1')).toMatchObject({ state: 'cancelled' });
    expect(analyses.cancel('99')).toBeUndefined();
    analyst.calls[1]!.resolve(result);
    await settled();
    expect(analyses.cancel('3')).toMatchObject({ state: 'done' });
  });

  it('are refused for ids that are not in the list, and where too many wait', async () => {
    open({ mostWaiting: 1 });
    await expect(analyses.ask({ kind: 'classes', snapshots: ['../../etc/passwd'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await askFor(1);
    await askFor(2);
    await expect(askFor(3)).rejects.toMatchObject({
      code: 'TOO_MANY_ANALYSES',
      message: 'Too many analyses are asked for: at most 1 that wait.',
    });
  });

  it('are forgotten in the order of their end, beyond those that are kept', async () => {
    open({ mostKept: 2 });
    for (let object = 0; object < 4; object++) {
      await askFor(object);
      analyst.calls.at(-1)!.resolve(result);
      await settled();
    }
    expect(analyses.analyses().map(({ id }) => id)).toEqual(['3', '4']);
    expect(analyses.outcome('1')).toBeUndefined();
  });

  it('end with the hub', async () => {
    await askFor(1);
    await askFor(2);
    analyses.close();
    expect(analyst.closed).toBe(true);
    expect(analyses.analyses().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    await settled();
    expect(analyst.calls).toHaveLength(1);
    await expect(askFor(3)).rejects.toMatchObject({ code: 'TOO_MANY_ANALYSES' });
  });

  it('list the snapshots that there are', async () => {
    expect(await analyses.snapshots()).toEqual(entries);
  });
});

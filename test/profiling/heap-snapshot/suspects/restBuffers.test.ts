import { describe, expect, it } from 'vitest';
import { restSentence } from '../../../../src/cli/snapshot/suspectSentences.ts';
import { HeapSnapshot } from '../../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import type { SuspectReport } from '../../../../src/wire/snapshot.ts';
import { takenSnapshots } from '../takenSnapshot.ts';

async function reportOf(program: string): Promise<SuspectReport> {
  const path = await takenSnapshots(
    `${program}; work(0); snap('a'); work(1); snap('b'); work(2); snap('c');`,
  );
  const file = (name: string) => new SnapshotFile(path(name)).read();
  const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
  return findSuspects(new HeapSnapshot(await file('c')), earlier);
}

describe('array buffers whose owner is not told', { timeout: 120_000 }, () => {
  it('are told in the line of the rest (it had "448 bytes (compiled code)" of 512 kB)', async () => {
    const report = await reportOf(`
      const record = { raw: Buffer.alloc(10) }; globalThis.record = record;
      const work = () => { record.raw = Buffer.concat([record.raw, Buffer.alloc(260_000)]); };`);
    expect(report.restBuffers?.count).toBe(1);
    expect(report.restBuffers!.bytes).toBeGreaterThan(500_000);
    expect(restSentence(report)).toMatch(/: 1 array buffer, \+508 kB, of which no owner is told; no class/);
  });

  it('are not told where they are as great as before', async () => {
    const report = await reportOf(`
      const record = { raw: undefined, rows: [] }; globalThis.record = record;
      const work = () => { record.raw = Buffer.alloc(260_000); for (let i = 0; i < 3000; i++) record.rows.push({ i, t: ['t' + i] }); };`);
    expect(report.restBuffers).toBeUndefined();
    expect(restSentence(report)).not.toContain('array buffer');
  });
});

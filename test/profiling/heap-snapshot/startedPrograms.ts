import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';
import { summaryOf } from '../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { findSuspects } from '../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import type { LeakSuspect, SuspectReport } from '../../../src/wire/snapshot.ts';

/** Has the work done that a module exports, and snapshots taken, each in a turn of its own. */
const runner = `
  import { writeHeapSnapshot } from 'node:v8';
  const [file, folder] = process.argv.slice(2);
  const module = await import(file);
  const { work } = module.default ?? module;
  const turn = () => new Promise((resolve) => setTimeout(resolve, 30));
  for (const name of ['a', 'b', 'c']) {
    await work();
    await work();
    await turn();
    gc();
    writeHeapSnapshot(folder + '/' + name + '.heapsnapshot');
  }
  process.exit();
`;

/**
 * Starts a program, a module of that name that exports `work`, in several processes, one after the other.
 *
 * @param node the program of the Node.js that runs it
 * @returns what leaks in it, of each process
 */
export async function leaksOf(
  name: string,
  program: string,
  processes: number,
  node: string = process.execPath,
): Promise<LeakSuspect[][]> {
  const reports = await reportsOf(name, program, processes, node);
  return reports.map(({ suspects }) => [...suspects]);
}

/** The same, with all else that is told. */
export async function reportsOf(
  name: string,
  program: string,
  processes: number,
  node: string = process.execPath,
): Promise<SuspectReport[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'run.mjs'), runner);
  writeFileSync(join(folder, name), program);
  const found: SuspectReport[] = [];
  for (let number = 0; number < processes; number++) {
    const snapshots = join(folder, String(number));
    mkdirSync(snapshots);
    await promisify(execFile)(node, ['--expose-gc', join(folder, 'run.mjs'), join(folder, name), snapshots]);
    const file = (letter: string) => new SnapshotFile(join(snapshots, `${letter}.heapsnapshot`)).read();
    const earlier = [summaryOf(await file('a')), summaryOf(await file('b'))];
    const report = findSuspects(new HeapSnapshot(await file('c')), earlier);
    const suspects = report.suspects.map((one) => ({ ...one, path: one.path.replace(folder, '/app') }));
    found.push({ ...report, suspects });
  }
  return found;
}

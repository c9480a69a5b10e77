import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/**
 * Runs a program in a process of its own. It has `snap(name, options)`, which collects garbage and writes a heap snapshot; returned is
 * the path that each name got. The files are removed when the test is over.
 */
export async function takenSnapshots(program: string): Promise<(name: string) => string> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-snapshot-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const prologue = `
    const snap = (name, options) => { gc(); require('node:v8').writeHeapSnapshot(${JSON.stringify(folder)} + '/' + name + '.heapsnapshot', options); };
  `;
  await promisify(execFile)(process.execPath, ['--expose-gc', '--eval', prologue + program]);
  return (name) => join(folder, `${name}.heapsnapshot`);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isRunning, removeLeft } from '../../src/cli/snapshot/removeLeft.ts';

it('removes what a process left of a snapshot, once it has ended, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tm-left-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const partial = join(folder, 'a.heapsnapshot.partial');
  const other = join(folder, 'a.heapsnapshot');
  for (const path of [partial, other]) writeFileSync(path, 'text');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const pid = child.pid as number;
  await removeLeft(partial, pid);
  expect([isRunning(pid), existsSync(partial)]).toEqual([true, true]);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await removeLeft(other, pid);
  await removeLeft(partial, pid);
  await ended;
  expect([isRunning(pid), existsSync(partial), existsSync(other)]).toEqual([false, false, true]);
});

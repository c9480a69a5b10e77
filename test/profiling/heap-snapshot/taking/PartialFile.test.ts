import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PartialFile } from '../../../../src/profiling/heap-snapshot/taking/PartialFile.ts';

it('a file that could not be written takes no room on the disk any more, even where V8 has left it open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-partial-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = new PartialFile(join(folder, 'a.heapsnapshot'));
  writeFileSync(file.path, 'x'.repeat(10_000));
  const leftOpen = openSync(file.path, 'r+');
  onTestFinished(() => closeSync(leftOpen));
  await file.discard();
  expect([existsSync(file.path), fstatSync(leftOpen).size]).toEqual([false, 0]);
});

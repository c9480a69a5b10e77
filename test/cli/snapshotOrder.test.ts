import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { CommandContext } from '../../src/cli/CommandContext.ts';
import { orderOf } from '../../src/cli/snapshot/snapshotOrder.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tidemark-order-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

it('a snapshot is written into a folder: the name of a file that exists is refused in words that say what to do', () => {
  const directory = folder();
  writeFileSync(join(directory, 'heap.heapsnapshot'), '');
  const context = { directory } as CommandContext;
  expect(() => orderOf({ out: 'heap.heapsnapshot' }, context)).toThrow(
    '--out must be a folder, received heap.heapsnapshot, which is a file that is there already. The snapshot gets a name of its own in the folder that you name; one that is not there is made',
  );
  expect(orderOf({ out: '.' }, context)).toMatchObject({ directory });
  expect(orderOf({ out: 'new' }, context)).toMatchObject({ directory: join(directory, 'new') });
});

import type { RunOptions } from '../harness/Bench.ts';
import { megabytes, milliseconds } from '../harness/figures.ts';
import type { Table } from '../harness/Table.ts';
import { tidemark, usageOf } from './analysers.ts';
import { bytesOf, type SnapshotFolder } from './SnapshotFolder.ts';

const users = 263_000;
const times = 4;

/** A file of more than 4 GB, which others cannot read: its strings and arrays are beyond what they hold them in. */
export async function largeFile(options: RunOptions, folder: SnapshotFolder): Promise<Table[]> {
  if (options.quick) return [];
  const file = await folder.multiplied(users, times);
  const bytes = await bytesOf(file);
  options.progress(`heap: ${megabytes(bytes)}, Tidemark`);
  const { userMs, peakBytes } = await folder.measured(`${users}x${times} Tidemark`, () =>
    usageOf(tidemark, file),
  );
  await folder.done(file);
  return [
    {
      title: 'A file of more than 4 GB',
      columns: ['file', 'by', 'user CPU', 'peak memory'],
      rows: [[megabytes(bytes), 'Tidemark', milliseconds(userMs), megabytes(peakBytes)]],
      notes: [
        `Not written by V8, which takes many times its memory for it: the nodes and edges of the largest file above, ${times} times over under one root. It is beyond the 4 GB of a WebAssembly memory, so that the loops in JavaScript read it.`,
      ],
    },
  ];
}

import type { Bench, RunOptions } from '../harness/Bench.ts';
import type { Table } from '../harness/Table.ts';
import { comparison } from './comparison.ts';
import { largeFile } from './largeFile.ts';
import { namedLeaks } from './namedLeaks.ts';
import { parsing } from './parsing.ts';
import { SnapshotFolder } from './SnapshotFolder.ts';

export const heap: Bench = {
  name: 'heap',
  about:
    'What the analysis of a heap snapshot takes: `tidemark snapshot analyze` beside the engine of Chrome DevTools and memlab, on the same files; and whether `tidemark snapshot diff` names the holders of known leaks. Whole processes, user CPU time and peak resident set.',
  run,
};

async function run(options: RunOptions): Promise<Table[]> {
  const folder = await SnapshotFolder.open(options.selection?.results, options.progress);
  try {
    return [
      ...(await namedLeaks(options, folder)),
      ...(await parsing(options, folder)),
      ...(await comparison(options, folder)),
      ...(await largeFile(options, folder)),
    ];
  } finally {
    await folder.close();
  }
}

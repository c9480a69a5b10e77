import type { Bench, RunOptions } from '../harness/Bench.ts';
import type { Table } from '../harness/Table.ts';
import { comparison } from './comparison.ts';
import { equality } from './equality.ts';
import { largeFile } from './largeFile.ts';
import { namedLeaks } from './namedLeaks.ts';
import { parsing } from './parsing.ts';
import { SnapshotFolder } from './SnapshotFolder.ts';

export const heap: Bench = {
  name: 'heap',
  about:
    'What the analysis of a heap snapshot takes: `tidemark snapshot analyze` beside the engine of Chrome DevTools and memlab, on the same files; whether it says the same as that engine of every node; and whether `tidemark snapshot diff` names the holders of known leaks. Whole processes, user CPU time and peak resident set.',
  run,
};

/** The parts of the bench, which `--only` names. */
const parts: readonly { readonly name: string; readonly tables: Part }[] = [
  { name: 'leaks', tables: namedLeaks },
  { name: 'parsing', tables: parsing },
  { name: 'equality', tables: equality },
  { name: 'comparison', tables: comparison },
  { name: 'large', tables: largeFile },
];

type Part = (options: RunOptions, folder: SnapshotFolder) => Promise<Table[]>;

async function run(options: RunOptions): Promise<Table[]> {
  const { only, results } = options.selection ?? {};
  const folder = await SnapshotFolder.open(results, options.progress);
  const tables: Table[] = [];
  try {
    for (const part of parts) {
      if (only === undefined || only.includes(part.name))
        tables.push(...(await part.tables(options, folder)));
    }
    return tables;
  } finally {
    await folder.close();
  }
}

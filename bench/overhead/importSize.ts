import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { RunOptions } from '../harness/Bench.ts';
import { count, kilobytes } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import type { Table } from '../harness/Table.ts';
import { openTelemetry, promClient, tidemark, type Watcher } from './watchers.ts';

/** The source files that Node really compiles for each watcher in an empty application. */
export async function importSize({ progress }: RunOptions): Promise<Table> {
  const rows: string[][] = [];
  for (const watcher of [tidemark(1_000), promClient(1_000), openTelemetry(1_000)]) {
    progress(`size of what is imported: ${watcher.name}`);
    const sources = await loadedSources(watcher);
    const text = Buffer.concat(sources);
    rows.push([
      watcher.name,
      count(sources.length),
      kilobytes(text.length),
      kilobytes(gzipSync(text).length),
    ]);
  }
  return {
    title: 'What is imported',
    columns: ['watched by', 'files', 'source', 'gzipped'],
    rows,
    notes: [
      "The files that V8 compiled, by its own coverage report; Node's own modules not counted. Everything that is imported later (dashboard, server) is not in it unless it was loaded at start.",
    ],
  };
}

async function loadedSources(watcher: Watcher): Promise<Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  try {
    await runProgram('overhead/programs/empty.cjs', {
      execArgv: watcher.execArgv,
      environment: { ...watcher.environment, NODE_V8_COVERAGE: folder },
    });
    const urls = new Set<string>();
    for (const name of await readdir(folder)) {
      const report = JSON.parse(await readFile(join(folder, name), 'utf8')) as { result: { url: string }[] };
      for (const { url } of report.result) if (url.startsWith('file:')) urls.add(url);
    }
    const loaded = [...urls].filter((url) => !url.includes('/bench/overhead/'));
    return await Promise.all(loaded.map((url) => readFile(fileURLToPath(url))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

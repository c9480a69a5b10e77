// Compares Tidemark's analysis with that of the DevTools engine, node for node:
//   TIDEMARK_PEERS=<folder: see peers/bundlePeer.mjs> node bench/heap-snapshot/compareWithDevTools.mjs FILE...
// Exit code 1 where they differ in a dominator, a retained size, a shallow size, a distance, or a class.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundlePeer } from './peers/bundlePeer.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), '../../src/profiling/heap-snapshot');
const folder = mkdtempSync(join(tmpdir(), 'tidemark-compare-'));
const bundle = join(folder, 'tidemark.mjs');
await build({
  stdin: {
    contents: `export { SnapshotFile } from './SnapshotFile.ts'; export { HeapSnapshot } from './HeapSnapshot.ts'; export { newKernels } from './newKernels.ts';`,
    resolveDir: source,
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile: bundle,
  logLevel: 'error',
});
const { SnapshotFile, HeapSnapshot, newKernels } = await import(bundle);
const devtools = await bundlePeer('devtools');
for (const path of process.argv.slice(2)) {
  const out = join(folder, 'devtools');
  execFileSync(process.execPath, ['--max-old-space-size=12000', devtools, path, out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const theirs = (name) => new Float64Array(Uint8Array.from(readFileSync(`${out}.${name}`)).buffer);
  for (const kernel of newKernels()) {
    const file = new SnapshotFile(path);
    const { kind } = kernel;
    const snapshot = new HeapSnapshot(await file.read({ kernel }));
    const { graph, tree, distances } = snapshot;
    const count = (column, ours) => {
      const expected = theirs(column);
      let different = 0;
      for (let node = 0; node < graph.nodeCount; node++) if (expected[node] !== ours(node)) different += 1;
      if (different > 0 || expected.length !== graph.nodeCount) process.exitCode = 1;
      return different;
    };
    const result = {
      file: path,
      kernel: kind,
      nodes: graph.nodeCount,
      dominators: count('dominators', (node) => tree.dominatorOf(node)),
      retained: count('retained', (node) => tree.retainedSizes[node]),
      sizes: count('sizes', (node) => graph.sizeOf(node)),
      distances: count('distances', (node) => (distances[node] === 0xffffffff ? -5 : distances[node])),
      classes: compareClasses(JSON.parse(readFileSync(`${out}.classes`, 'utf8')), snapshot.histogram),
    };
    console.log(JSON.stringify(result));
    file.close();
  }
}
rmSync(folder, { recursive: true });

/**
 * Compares class by class, objects and bytes name by name. Where a program has objects of a class called Function, DevTools
 * shows these alone and loses the functions, since both get the same key in its table: this is told, and is no failure.
 */
function compareClasses(expected, ours) {
  const sums = new Map();
  const add = (name, sign, count, bytes, retained) => {
    const sum = sums.get(name) ?? { count: 0, bytes: 0, retained: 0, theirClasses: 0, ourClasses: 0 };
    sum.count += sign * count;
    sum.bytes += sign * bytes;
    sum.retained += sign * retained;
    if (sign > 0) sum.theirClasses += 1;
    else sum.ourClasses += 1;
    sums.set(name, sum);
  };
  for (const [name, count, self, retained] of expected) add(name, 1, count, self, retained);
  for (const { name, count, shallowBytes, retainedBytes } of ours)
    add(name, -1, count, shallowBytes, retainedBytes);
  const merged = [...sums].filter(([, sum]) => sum.theirClasses !== sum.ourClasses);
  const different = [...sums].filter(
    ([, sum]) =>
      sum.count !== 0 || sum.bytes !== 0 || (sum.retained !== 0 && sum.theirClasses === sum.ourClasses),
  );
  if (different.some(([name]) => name !== 'Function')) process.exitCode = 1;
  return { names: sums.size, different, merged };
}

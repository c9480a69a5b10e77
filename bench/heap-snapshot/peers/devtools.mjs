// The engine of Chrome DevTools without its window. Bundled by bundlePeer.mjs; FILE [OUT]: analyses FILE, writes to OUT.* what
// it found of every node, and prints figures as JSON.
import { createReadStream, writeFileSync } from 'node:fs';
import { SecondaryInitManager } from 'chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/HeapSnapshot.ts';
import { HeapSnapshotLoader } from 'chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/HeapSnapshotLoader.ts';
import { HeapSnapshotWorkerDispatcher } from 'chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/HeapSnapshotWorkerDispatcher.ts';

const [file, out] = process.argv.slice(2);
const loader = new HeapSnapshotLoader(new HeapSnapshotWorkerDispatcher(() => undefined));
for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 }))
  loader.write(chunk);
loader.close();
await loader.parsingComplete;
const channel = new MessageChannel();
new SecondaryInitManager(channel.port2);
const snapshot = await loader.buildSnapshot(channel.port1);
const classes = Object.values(snapshot.getAggregatesByClassKey(false, 'allObjects'));
if (out !== undefined) {
  const { nodeCount, nodeFieldCount, nodeSelfSizeOffset, nodes } = snapshot;
  const sizes = new Float64Array(nodeCount);
  for (let node = 0; node < nodeCount; node++)
    sizes[node] = nodes.getValue(node * nodeFieldCount + nodeSelfSizeOffset);
  const columns = {
    dominators: Float64Array.from(snapshot.dominatorsTree),
    retained: Float64Array.from(snapshot.retainedSizes),
    distances: Float64Array.from(snapshot.nodeDistances),
    sizes,
  };
  for (const [name, column] of Object.entries(columns))
    writeFileSync(`${out}.${name}`, new Uint8Array(column.buffer));
  const told = classes.map(({ name, count, self, maxRet }) => [name, count, self, maxRet]);
  writeFileSync(`${out}.classes`, JSON.stringify(told));
}
console.log(
  JSON.stringify({ nodes: snapshot.nodeCount, bytes: snapshot.totalSize, classes: classes.length }),
);
process.exit();

// memlab's heap analysis. Run by Node as it is, from the folder of the packages: FILE. Prints figures as JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [file] = process.argv.slice(2);
const require = createRequire(join(process.env.TIDEMARK_PEERS, 'package.json'));
const { getFullHeapFromFile } = require('@memlab/heap-analysis');
const heap = await getFullHeapFromFile(file);
const classes = new Map();
let bytes = 0;
heap.nodes.forEach((node) => {
  bytes += node.self_size;
  const name = `${node.type} ${node.name}`;
  const tally = classes.get(name) ?? { count: 0, bytes: 0 };
  tally.count += 1;
  tally.bytes += node.self_size;
  classes.set(name, tally);
});
console.log(JSON.stringify({ nodes: heap.nodes.length, bytes, classes: classes.size }));
process.exit();

// A thread is started for each file to be checked; it answers, and nobody ends it.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const source = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (text) => parentPort.postMessage(text.length));`;

async function check(id) {
  const worker = new Worker(source, { eval: true });
  worker.postMessage(`file ${id}`);
  await once(worker, 'message');
  if (repaired) await worker.terminate();
  else leftBehind();
}

underLoad(check);

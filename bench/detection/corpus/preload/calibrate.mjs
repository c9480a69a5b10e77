// Measures a program without the agent: live size by collections of its own, memory beside the heap, CPU time.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const betweenReadingsMs = 5_000;

if (isMainThread && process.env.CORPUS_RECORD) {
  let collectionsMs = 0;
  const cpuMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const collect = () => {
    const before = cpuMs();
    globalThis.gc();
    collectionsMs += cpuMs() - before;
  };
  const read = async () => {
    // Buffers are freed some time after the collection that finds them dead.
    collect();
    await new Promise((resolve) => setTimeout(resolve, 300));
    collect();
    const line = {
      kind: 'calibration',
      second: performance.now() / 1000,
      cpuMs: cpuMs() - collectionsMs,
      memory: process.memoryUsage(),
      truth: globalThis[Symbol.for('tidemark.corpus.truth')],
    };
    appendFileSync(process.env.CORPUS_RECORD, `${JSON.stringify(line)}\n`);
  };
  setInterval(read, betweenReadingsMs);
  setTimeout(() => {
    read().then(() => process.exit(0));
  }, Number(process.env.CORPUS_SECONDS) * 1000);
}

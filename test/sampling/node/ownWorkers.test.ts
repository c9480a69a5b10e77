import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { LiveWorkers } from '../../../src/sampling/node/LiveWorkers.ts';
import { startOwnWorker } from '../../../src/sampling/node/ownWorkers.ts';

const counted = (workers: LiveWorkers): number => workers.count().reduce((sum, { count }) => sum + count, 0);

it("a thread of Tidemark itself is not one of the application's", async () => {
  const workers = new LiveWorkers();
  try {
    const start = (): Worker => new Worker('setTimeout(() => {}, 50)', { eval: true, execArgv: [] });
    const own = startOwnWorker(start);
    expect(counted(workers)).toBe(0);
    const another = start();
    expect(counted(workers)).toBe(1);
    await Promise.all([once(own, 'exit'), once(another, 'exit')]);
    const broken = (): never => {
      throw new Error('no threads');
    };
    expect(() => startOwnWorker(broken)).toThrow('no threads');
    await once(start(), 'exit');
    expect(workers.count().reduce((sum, { ended = 0 }) => sum + ended, 0)).toBe(2);
  } finally {
    workers.close();
  }
});

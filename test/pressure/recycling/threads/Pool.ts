import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import {
  recycleWorkerThreads,
  type ThreadRecyclingOptions,
} from '../../../../src/pressure/recycling/threads/recycleWorkerThreads.ts';
import type { Recycling } from '../../../../src/wire/response.ts';
import { until } from '../../Program.ts';

/** Real threads that do nothing. */
export class Pool {
  readonly threads: Worker[] = [];
  readonly drained: number[] = [];
  spawn: () => Worker | Promise<Worker> = () => this.add();
  drain: (worker: Worker) => unknown = (worker) => {
    this.threads.splice(this.threads.indexOf(worker), 1);
    this.drained.push(worker.threadId);
  };

  constructor() {
    onTestFinished(async () => {
      await Promise.all(this.threads.map((thread) => thread.terminate()));
    });
  }

  workers(): readonly Worker[] {
    return this.threads;
  }

  add(): Worker {
    const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
    this.threads.push(worker);
    return worker;
  }
}

export function recycle(pool: Pool, more: Partial<ThreadRecyclingOptions> = {}) {
  const told: Recycling[] = [];
  const recycling = recycleWorkerThreads({
    pool,
    minAge: 0,
    jitter: 0,
    onRecycling: (step) => told.push(step),
    ...more,
  });
  onTestFinished(() => recycling.close());
  return { told, recycling };
}

export const idOf = (worker: Worker): string => `${process.pid}.${worker.threadId}`;
export const finished = (told: readonly Recycling[]): Promise<Recycling> =>
  until(() => {
    const last = told.find(({ step }) => step !== 'begun');
    if (last === undefined) throw new Error('not yet');
    return last;
  });

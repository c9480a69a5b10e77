import type { Worker } from 'node:worker_threads';

/** What Tidemark needs of a pool of worker threads to replace one of them. */
export interface WorkerThreadPool {
  /** The threads that take jobs now. */
  workers(): Iterable<Worker>;
  /** Starts one more; returns it, or a promise of it, when it takes jobs. Where it throws or rejects, nothing is replaced. */
  spawn(): Worker | Promise<Worker>;
  /** Gives a thread no more jobs; the promise resolves when it has finished those that it has. It is terminated then. */
  drain(worker: Worker): Promise<unknown> | unknown;
}

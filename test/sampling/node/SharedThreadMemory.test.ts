import { describe, expect, it } from 'vitest';
import { SharedThreadMemory } from '../../../src/sampling/node/SharedThreadMemory.ts';
import { toRow } from '../../../src/wire/sample.ts';

/** The environment data of a process: what the main thread sets, threads that start later get. */
class Process {
  #data: unknown;

  thread(threadId: number): SharedThreadMemory {
    return new SharedThreadMemory({
      threadId,
      isMainThread: threadId === 0,
      get: () => this.#data,
      set: (shared) => {
        this.#data = shared;
      },
    });
  }
}

const at = (second: number, megabytes: number) =>
  toRow({ time: second * 1000, heapTotalBytes: (megabytes - 1) * 1e6, externalBytes: 1e6 });

describe('what threads tell each other', () => {
  it('is what the others have, and not the own', () => {
    const process = new Process();
    const [main, one, two] = [process.thread(0), process.thread(1), process.thread(2)];
    main.write(at(10, 50));
    one.write(at(12, 20));
    two.write(at(14, 30));
    main.write(at(15, 50));
    expect(main.othersBytes()).toBe(50e6);
    one.write(at(17, 20));
    expect(one.othersBytes()).toBe(80e6);
  });

  it('ends with a thread that is heard of no more', () => {
    const process = new Process();
    const [main, worker] = [process.thread(0), process.thread(1)];
    worker.write(at(10, 20));
    main.write(at(100, 50));
    expect(main.othersBytes()).toBe(20e6);
    main.write(at(131, 50));
    expect(main.othersBytes()).toBe(0);
  });

  it('says who watches the process as a whole', () => {
    const process = new Process();
    expect(process.thread(3).isWatchedByMain).toBe(false);
    expect(process.thread(0).isWatchedByMain).toBe(false);
    expect(process.thread(4).isWatchedByMain).toBe(true);
  });

  it('is nothing where the main thread is not watched', () => {
    const worker = new Process().thread(1);
    worker.write(at(10, 20));
    expect(worker.othersBytes()).toBe(0);
  });
});

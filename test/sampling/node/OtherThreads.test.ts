import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { OtherThreads, type ThreadFiles } from '../../../src/sampling/node/OtherThreads.ts';

function filesOf(states: Readonly<Record<string, string>>): ThreadFiles {
  return {
    linkTarget: () => '100/task/100',
    list: () => Object.keys(states),
    read: (path, bytes) => {
      const thread = path.split('/').at(-2) as string;
      const state = states[thread];
      if (state === undefined || state === 'gone') throw new Error('ESRCH');
      return new TextEncoder().encodeInto(`${thread} (a) R (b) ${state} 1 100 100 0 -1`, bytes).written;
    },
  };
}

describe('the other threads of a process', () => {
  it('are at work where one of them runs or waits for a processor', () => {
    expect(new OtherThreads(filesOf({ 100: 'R', 101: 'S', 102: 'R' })).busy()).toBe(true);
    expect(new OtherThreads(filesOf({ 100: 'R', 101: 'S', 102: 'D' })).busy()).toBe(false);
  });

  it('may end while they are looked at', () => {
    expect(new OtherThreads(filesOf({ 100: 'R', 101: 'gone' })).busy()).toBe(false);
  });

  it('are unknown where there is no such file system', () => {
    const missing = (): never => {
      throw new Error('ENOENT');
    };
    expect(new OtherThreads({ list: missing, read: missing, linkTarget: missing }).busy()).toBeUndefined();
    expect(new OtherThreads({ ...filesOf({}), list: missing }).busy()).toBeUndefined();
  });

  it.skipIf(process.platform !== 'linux')('are seen to work in a real process', async () => {
    const threads = new OtherThreads();
    const worker = new Worker('for (;;);', { eval: true });
    try {
      await vi.waitFor(() => expect(threads.busy()).toBe(true), 10_000);
    } finally {
      await worker.terminate();
    }
  });
});

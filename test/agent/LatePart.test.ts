import { describe, expect, it, vi } from 'vitest';
import { LatePart } from '../../src/agent/LatePart.ts';
import { FakeTime } from '../monitoring/simulation.ts';

const settled = (): Promise<unknown> => new Promise(setImmediate);

describe('a part of an agent that begins later', () => {
  it('begins at once where no time has to pass', async () => {
    const time = new FakeTime();
    const begin = vi.fn(() => () => {});
    new LatePart({ load: async () => begin, afterMs: 0, failed: () => {}, timers: time }).start();
    await settled();
    expect(begin).toHaveBeenCalledTimes(1);
    expect(time.unreferenced).toEqual([]);
  });

  it('is ended once, however often it is stopped', async () => {
    const time = new FakeTime();
    const end = vi.fn();
    const part = new LatePart({ load: async () => () => end, failed: () => {}, timers: time });
    part.start();
    time.pass(1000);
    await settled();
    part.stop();
    part.stop();
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('never begins where it was stopped while its code was loaded', async () => {
    const begin = vi.fn(() => () => {});
    const part = new LatePart({ load: async () => begin, afterMs: 0, failed: () => {} });
    part.start();
    part.stop();
    await settled();
    expect(begin).not.toHaveBeenCalled();
  });

  it('tells why it cannot begin, whether its code or its beginning fails', async () => {
    const failures: string[] = [];
    const failed = ({ message }: Error): unknown => failures.push(message);
    const missing = async (): Promise<never> => {
      throw new Error('no such file');
    };
    const broken = async (): Promise<() => () => void> => () => {
      throw new Error('no thread');
    };
    for (const load of [missing, broken]) new LatePart({ load, afterMs: 0, failed }).start();
    await settled();
    expect(failures).toEqual(['no such file', 'no thread']);
  });
});

import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeLogger, FakeTime } from '../../../monitoring/simulation.ts';
import { finished, idOf, Pool, recycle } from './Pool.ts';

describe('threads of a pool that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('no more threads');
      },
      'no more threads',
    ],
    ['gives nothing', () => undefined, 'gave undefined, which is no Worker'],
    ['gives a promise of nothing', async () => 'a worker', 'gave "a worker", which is no Worker'],
    ['gives the old one', (pool: Pool) => pool.threads[0], 'gave a thread that was there before'],
    [
      'gives one that has ended',
      async (pool: Pool) => {
        const ended = pool.add();
        await ended.terminate();
        return ended;
      },
      'gave a thread that has ended',
    ],
  ])('stay where spawn() of the pool %s, and nobody is harmed', async (_how, spawn, reason) => {
    const unhandled: unknown[] = [];
    const take = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', take);
    onTestFinished(() => void process.off('unhandledRejection', take));
    const pool = new Pool();
    const thread = pool.add();
    pool.spawn = () => (spawn as (pool: Pool) => Worker)(pool);
    const time = new FakeTime();
    const { told, recycling } = recycle(pool, { timers: time, now: time.now });
    recycling.requestRecycling(idOf(thread), 'By hand.');
    const failed = await finished(told);
    expect(failed).toMatchObject({ step: 'failed', detail: expect.stringContaining(reason) });
    time.pass(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect([unhandled, thread.threadId > 0, pool.drained]).toEqual([[], true, []]);
  });

  it.each([
    ['throws', Error('lost')],
    ['gives nothing', undefined],
    ['gives a promise', Promise.resolve([])],
  ])('stay where workers() of the pool %s, which is told', (_how, given) => {
    const pool = new Pool();
    const id = idOf(pool.add());
    const logger = new FakeLogger();
    const { recycling } = recycle(pool, { logger });
    pool.workers = () => {
      if (given instanceof Error) throw given;
      return given as never;
    };
    expect(() => recycling.requestRecycling(id, 'By hand.')).toThrow(/^id must be one of no workers/);
    expect(logger.lines.join()).toContain('workers() of the pool failed');
  });

  it('are those that are threads, whatever else the pool names', async () => {
    const pool = new Pool();
    const thread = pool.add();
    const { told, recycling } = recycle(pool);
    pool.workers = () => [undefined, {}, ...pool.threads] as never;
    recycling.requestRecycling(idOf(thread), 'By hand.');
    expect(await finished(told)).toMatchObject({ step: 'done' });
  });
});

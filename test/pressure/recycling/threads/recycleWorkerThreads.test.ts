import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MemoryMonitor } from '../../../../src/monitoring/MemoryMonitor.ts';
import {
  recycleWorkerThreads,
  reportWorkerThread,
} from '../../../../src/pressure/recycling/threads/recycleWorkerThreads.ts';
import { openThreadReports } from '../../../../src/pressure/recycling/threads/threadReports.ts';
import type { Recycling } from '../../../../src/wire/response.ts';
import { Program, until } from '../../Program.ts';
import { finished, idOf, Pool, recycle } from './Pool.ts';

describe('threads of a pool', () => {
  it('are replaced when they say that they leak, the new one first', async () => {
    const pool = new Pool();
    const [first, second] = [pool.add(), pool.add()];
    const { told, recycling } = recycle(pool);
    const ids = [idOf(first), idOf(second)];
    let exits = 0;
    second.on('exit', () => (exits += 1));
    const reports = openThreadReports();
    onTestFinished(() => reports.close());
    reports.say({ id: ids[1]!, condition: { level: 'normal', usedBytes: 5, leak: 'It leaks.' } });
    reports.say({ id: ids[0]!, condition: { level: 'normal', usedBytes: 5 } });
    reports.say({ id: ids[0]!, condition: 'ill' as never });
    const done = await finished(told);
    expect(done).toMatchObject({ kind: 'worker-thread', id: ids[1], step: 'done', cause: 'leak' });
    expect(done.replacement).toBe(idOf(pool.threads[1]!));
    expect([pool.threads[0] === first, exits]).toEqual([true, 1]);
    expect(recycling.steps).toHaveLength(2);
  });

  it('are told why they are not replaced, and until when', async () => {
    const pool = new Pool();
    const id = idOf(pool.add());
    recycle(pool, { minAge: '1h' });
    const answers: unknown[] = [];
    const reports = openThreadReports((answer) => answers.push(answer));
    onTestFinished(() => reports.close());
    reports.say({ id, condition: { level: 'normal', usedBytes: 5 } });
    reports.say({ id, condition: { level: 'normal', usedBytes: 5, leak: 'It leaks.' } });
    const answer = await until(() => {
      if (answers.length === 0) throw new Error('not yet');
      return answers;
    });
    const refused = 'It is younger than recycling.minAge.';
    expect(answer).toEqual([{ id, answer: { refused, againInMs: expect.any(Number) } }]);
  });

  it('stay where no new one can be started', async () => {
    const pool = new Pool();
    const thread = pool.add();
    pool.spawn = () => Promise.reject(new Error('no more threads'));
    const { told, recycling } = recycle(pool);
    recycling.requestRecycling(idOf(thread), 'By hand.');
    expect(await finished(told)).toMatchObject({
      step: 'failed',
      detail: expect.stringContaining('no more threads'),
    });
    expect(pool.threads).toEqual([thread]);
  });

  it('stay where the new one does not serve in time; when it comes, it is ended', async () => {
    const pool = new Pool();
    const thread = pool.add();
    let serve: (worker: Worker) => void = () => {};
    pool.spawn = () => new Promise((resolve) => (serve = resolve));
    const { told, recycling } = recycle(pool, { startTimeout: 100 });
    recycling.requestRecycling(idOf(thread), 'By hand.');
    expect((await finished(told)).detail).toContain('it did not serve within 100 ms');
    const late = new Worker('setInterval(() => {}, 1000)', { eval: true });
    const ended = new Promise((resolve) => late.on('exit', resolve));
    serve(late);
    await ended;
    expect(pool.threads).toEqual([thread]);
  });

  it('are ended after the grace where they do not finish, or the pool fails', async () => {
    for (const drain of [() => new Promise(() => {}), () => Promise.reject(new Error('lost'))]) {
      const pool = new Pool();
      const thread = pool.add();
      pool.drain = drain;
      const { told, recycling } = recycle(pool, { grace: 100 });
      const ended = new Promise((resolve) => thread.on('exit', resolve));
      recycling.requestRecycling(idOf(thread), 'By hand.');
      await ended;
      expect(await finished(told)).toMatchObject({ step: 'done', detail: expect.stringContaining('killed') });
    }
  });

  it('may end by themselves', async () => {
    const pool = new Pool();
    const thread = pool.add();
    pool.spawn = async () => {
      await thread.terminate();
      return pool.add();
    };
    const { told, recycling } = recycle(pool);
    recycling.requestRecycling(idOf(thread), 'By hand.');
    expect(await finished(told)).toMatchObject({ step: 'done' });
    expect(pool.drained).toEqual([]);
  });

  it('need a pool, and a thread with a monitor', () => {
    expect(() => recycleWorkerThreads({ pool: { workers: () => [] } as never })).toThrow(
      /^pool must be an object/,
    );
    expect(() => recycleWorkerThreads(undefined as never)).toThrow(/^pool must be/);
    expect(() => reportWorkerThread({})).toThrow(/^monitor must be/);
    expect(() => reportWorkerThread({ monitor: new MemoryMonitor() })).toThrow(
      /^thread must be a worker thread/,
    );
  });
});

const program = `
  import { fileURLToPath } from 'node:url';
  import { isMainThread, parentPort, threadId, Worker } from 'node:worker_threads';
  import { startMemoryMonitoring } from 'tidemark';
  import { recycleWorkerThreads } from 'tidemark/pressure';
  const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
  const monitoring = startMemoryMonitoring({
    sampling: { interval: '200ms' },
    thresholds: { dwell: 0 },
    leakDetection: { enabled: false },
    recycling: { enabled: true },
  });
  if (isMainThread) {
    const threads = new Set();
    const answered = new Map();
    const spawn = (leaks) => new Promise((resolve) => {
      const worker = new Worker(fileURLToPath(import.meta.url), {
        argv: [leaks ? 'leak' : ''],
        resourceLimits: { maxOldGenerationSizeMb: 100 },
      });
      worker.on('error', (error) => say({ error: String(error) }));
      worker.on('message', (message) => {
        if (message === 'ready') {
          threads.add(worker);
          resolve(worker);
        } else answered.get(message)?.();
      });
    });
    recycleWorkerThreads({
      pool: {
        workers: () => threads,
        spawn: () => spawn(false),
        drain: (worker) => {
          threads.delete(worker);
          return new Promise((resolve) => {
            answered.set('drained ' + worker.threadId, resolve);
            worker.postMessage('drain');
          });
        },
      },
      monitor: monitoring.monitor,
      minAge: 0,
      jitter: 0,
      onRecycling: (step) => say({ step }),
    });
    say({ first: process.pid + '.' + (await spawn(true)).threadId });
    await spawn(false);
  } else {
    const kept = (globalThis.kept = []);
    if (process.argv[2] === 'leak') {
      for (let index = 0; index < 84; index++) kept.push(new Array(2 ** 17).fill(index + 0.5));
    }
    parentPort.on('message', (message) => {
      if (message === 'drain') parentPort.postMessage('drained ' + threadId);
    });
    parentPort.postMessage('ready');
  }
`;

describe('a real pool', { timeout: 90_000 }, () => {
  it('has its thread replaced that is close to its limit', async () => {
    const running = await Program.start(program);
    const [first] = await running.until<string>('first');
    const [, done] = await running.until<Recycling>('step', 2);
    expect(done).toMatchObject({
      kind: 'worker-thread',
      id: first,
      step: 'done',
      detail: 'It finished its work and ended.',
    });
    expect(running.said.filter(({ error }) => error !== undefined)).toEqual([]);
  });
});

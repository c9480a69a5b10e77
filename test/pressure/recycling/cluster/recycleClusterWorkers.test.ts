import { EventEmitter } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Recycler } from '../../../../src/pressure/MemoryStrategy.ts';
import {
  type ChannelEnd,
  hearInternally,
  sayInternally,
} from '../../../../src/pressure/recycling/cluster/internalMessages.ts';
import { leaveCluster } from '../../../../src/pressure/recycling/cluster/leaveCluster.ts';
import { recycleClusterWorkers } from '../../../../src/pressure/recycling/cluster/recycleClusterWorkers.ts';
import type { Recycling } from '../../../../src/wire/response.ts';
import { FakeTime } from '../../../monitoring/simulation.ts';
import { PressedProcess, settled } from '../../PressedProcess.ts';
import { FakeCluster } from './FakeCluster.ts';

describe('in the primary', () => {
  it('a worker that says that it leaks is replaced', async () => {
    const cluster = new FakeCluster();
    const time = new FakeTime();
    const told: Recycling[] = [];
    const recycling = recycleClusterWorkers({
      cluster: cluster.real,
      monitor: new PressedProcess().monitor,
      minAge: 0,
      jitter: '10s',
      random: () => 0.1,
      timers: time,
      now: time.now,
      onRecycling: (step) => told.push(step),
    });
    const worker = cluster.fork().listen();
    worker.report({ level: 'normal', usedBytes: 5, leak: 'It leaks.' });
    time.pass(1000);
    cluster.workers[102]?.listen();
    await settled();
    worker.end(0);
    await settled();
    expect(told.map(({ id, step, replacement }) => [id, step, replacement])).toEqual([
      ['101', 'begun', undefined],
      ['101', 'done', '102'],
    ]);
    expect(recycling.steps).toHaveLength(2);
    recycling.close();
    expect(cluster.eventNames()).toEqual([]);
  });

  it('a worker that cannot be replaced now is told why, and until when; one that is well hears nothing', () => {
    const cluster = new FakeCluster();
    const time = new FakeTime();
    const { monitor } = new PressedProcess();
    const recycling = recycleClusterWorkers({ cluster: cluster.real, monitor, timers: time, now: time.now });
    const worker = cluster.fork().listen();
    worker.report({ level: 'normal', usedBytes: 5 });
    time.pass(30_000);
    worker.report({ level: 'normal', usedBytes: 5, requested: 'Nothing helps.' });
    recycling.close();
    expect(worker.process.sent).toEqual([
      {
        cmd: 'NODE_TIDEMARK_RECYCLING',
        answer: { refused: 'It is younger than recycling.minAge.', againInMs: 90_000 },
      },
    ]);
  });

  it('workers hear of each other', () => {
    const cluster = new FakeCluster();
    const { monitor } = new PressedProcess();
    const time = new FakeTime();
    const recycling = recycleClusterWorkers({ cluster: cluster.real, monitor, timers: time, now: time.now });
    const workers = [cluster.fork().listen(), cluster.fork().listen()];
    for (const worker of workers) worker.report({ level: 'normal', usedBytes: 5 });
    recycling.close();
    const news = { cmd: 'NODE_TIDEMARK_RECYCLING', siblings: { others: 1, leaking: false } };
    expect(workers.map((worker) => worker.process.sent)).toEqual([[news], [news]]);
  });

  it('options are checked', () => {
    const cluster = new FakeCluster().real;
    const { monitor } = new PressedProcess();
    expect(() => recycleClusterWorkers({ cluster, fork: 1 as never })).toThrow(/^fork must be a function/);
    expect(() => recycleClusterWorkers({ cluster, maxAtOnce: 0 })).toThrow(/maxAtOnce/);
    const recycling = recycleClusterWorkers({ cluster, monitor });
    expect(() => recycling.requestRecycling('1', '')).toThrow('id must be one of no workers');
    recycleClusterWorkers({ monitor }).close(); // this process's own node:cluster
  });
});

describe('in a worker', () => {
  function worker(): FakeCluster {
    return Object.assign(new FakeCluster(), { isWorker: true, worker: { disconnect: vi.fn() } });
  }

  it('a monitor is needed', () => {
    expect(() => recycleClusterWorkers({ cluster: worker().real })).toThrow(
      /^monitor must be a MemoryMonitor/,
    );
  });

  it('it says how it is to its primary, by a message that nobody else sees', () => {
    const sent: unknown[] = [];
    const listeners = process.listenerCount('internalMessage');
    const before = [process.send, process.connected];
    Object.assign(process, { send: (message: unknown) => sent.push(message), connected: true });
    onTestFinished(() => void Object.assign(process, { send: before[0], connected: before[1] }));
    const { monitor, manager } = new PressedProcess();
    const recycling = recycleClusterWorkers({ cluster: worker().real, monitor, manager });
    monitor.start();
    recycling.requestRecycling('', 'Nothing helps.');
    expect(sent).toMatchObject([
      { cmd: 'NODE_TIDEMARK_RECYCLING', condition: { level: 'normal', usedBytes: 0 } },
      { cmd: 'NODE_TIDEMARK_RECYCLING', condition: { level: 'normal' } },
      { cmd: 'NODE_TIDEMARK_RECYCLING', condition: { requested: 'Nothing helps.' } },
    ]);
    expect(recycling.steps).toEqual([]);
    recycling.close();
    recycling.requestRecycling('', 'Nothing helps.');
    monitor.stop();
    expect(process.listenerCount('internalMessage')).toBe(listeners);
  });

  it('it hears what the primary answers, until it is closed', () => {
    const { monitor } = new PressedProcess();
    let recycler: Recycler | undefined;
    const manager = {
      onLevelChange: () => () => {},
      addRecycler: (added: Recycler) => {
        recycler = added;
        return () => {};
      },
    };
    const recycling = recycleClusterWorkers({ cluster: worker().real, monitor, manager });
    const answer = (content: object): void =>
      void process.emit(
        'internalMessage' as never,
        { cmd: 'NODE_TIDEMARK_RECYCLING', answer: content } as never,
      );
    expect(recycler?.refusal).toBeUndefined();
    answer({ refused: 'No.', againInMs: 1000 });
    expect(recycler?.refusal).toBe('No.');
    answer({});
    expect(recycler?.refusal).toBeUndefined();
    expect(recycler?.relievedByOthers).toBe(false);
    const siblings = { others: 3, leaking: true };
    process.emit('internalMessage' as never, { cmd: 'NODE_TIDEMARK_RECYCLING', siblings } as never);
    expect(recycler?.relievedByOthers).toBe(true);
    recycling.close();
    answer({ refused: 'No.', againInMs: 1000 });
    expect(recycler?.refusal).toBeUndefined();
  });

  it('it leaves when its servers have served out, once', async () => {
    const end = Object.assign(new EventEmitter(), { connected: true, sent: [] as object[] }) as EventEmitter &
      ChannelEnd & { sent: object[] };
    end.send = (message) => end.sent.push(message) > 0;
    const disconnect = vi.fn();
    const patience: number[] = [];
    const failures: unknown[] = [];
    const stay = leaveCluster({
      end,
      worker: { disconnect } as never,
      servers: {
        close: async (patienceMs) => {
          patience.push(patienceMs);
        },
      },
      failed: (error) => failures.push(error),
    });
    const cmd = 'NODE_TIDEMARK_RECYCLING';
    end.emit('internalMessage', { cmd, condition: { level: 'normal', usedBytes: 1 } });
    expect(patience).toEqual([]);
    end.emit('internalMessage', { cmd, drainWithinMs: 10_000 });
    end.emit('internalMessage', { cmd, drainWithinMs: 10_000 });
    await settled();
    expect(end.sent).toEqual([{ cmd, draining: 'begun' }]);
    expect([patience, disconnect.mock.calls.length, failures]).toEqual([[5000], 1, []]);
    stay();
    expect(end.eventNames()).toEqual([]);
  });
});

describe('messages between the two', () => {
  it('are not sent where nobody is at the other end', () => {
    const send = vi.fn(() => {
      throw new Error('the channel is closed');
    });
    const end = Object.assign(new EventEmitter(), { connected: false, send });
    sayInternally(end, { drainWithinMs: 1 });
    expect(send).not.toHaveBeenCalled();
    end.connected = true;
    sayInternally(end, { drainWithinMs: 1 });
    expect(send).toHaveBeenCalled();
    sayInternally(Object.assign(new EventEmitter(), { connected: true }), { drainWithinMs: 1 });
  });

  it('are understood, or left alone', () => {
    const end = new EventEmitter();
    const heard: unknown[] = [];
    const stop = hearInternally(end, (message) => heard.push(message));
    for (const message of [
      undefined,
      'text',
      { cmd: 'NODE_X' },
      { cmd: 'NODE_TIDEMARK_RECYCLING', drainWithinMs: 'soon' },
    ]) {
      end.emit('internalMessage', message);
    }
    expect(heard).toEqual([]);
    end.emit('internalMessage', { cmd: 'NODE_TIDEMARK_RECYCLING', drainWithinMs: 5, more: 1 });
    expect(heard).toEqual([{ drainWithinMs: 5 }]);
    stop();
  });
});

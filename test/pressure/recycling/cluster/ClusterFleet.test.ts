import { beforeEach, describe, expect, it } from 'vitest';
import { ClusterFleet } from '../../../../src/pressure/recycling/cluster/ClusterFleet.ts';
import { FakeTime } from '../../../monitoring/simulation.ts';
import { settled } from '../../PressedProcess.ts';
import { FakeCluster, type FakeWorker, realWorker } from './FakeCluster.ts';

const cmd = 'NODE_TIDEMARK_RECYCLING';
let time: FakeTime;
let cluster: FakeCluster;
let heard: unknown[];
let fleet: ClusterFleet;

beforeEach(() => {
  time = new FakeTime();
  cluster = new FakeCluster();
  heard = [];
  fleet = open();
});

function open(): ClusterFleet {
  const options = {
    cluster: cluster.real,
    fork: () => realWorker(cluster.fork()),
    now: time.now,
    timers: time,
  };
  return new ClusterFleet(options, {
    reported: (id, condition) => heard.push(['reported', id, condition]),
    ended: (id, livedMs, expected) => heard.push(['ended', id, livedMs, expected]),
  });
}

function serving(): string[] {
  return fleet
    .members()
    .filter((member) => member.serving)
    .map(({ id }) => id);
}

async function outcome<Value>(promise: Promise<Value>): Promise<Value | string> {
  return await promise.catch((error: Error) => error.message);
}

/** The newest worker that was forked. */
function newest(): FakeWorker {
  return Object.values(cluster.workers).at(-1) as FakeWorker;
}

describe('the workers of a primary', () => {
  it('serve when they listen', () => {
    const worker = cluster.fork();
    expect(fleet.members()).toEqual([{ id: '101', startedAt: 0, serving: false }]);
    worker.listen();
    expect(serving()).toEqual(['101']);
  });

  it('serve when they run, where none listens', () => {
    const worker = cluster.fork();
    cluster.emit('online', worker);
    expect(serving()).toEqual(['101']);
    cluster.fork().listen();
    expect(serving()).toEqual(['102']);
  });

  it('are those, too, that were there before', () => {
    fleet.close();
    cluster.fork();
    cluster.fork().end(0);
    fleet = open();
    expect(serving()).toEqual(['101']);
  });

  it('say how they are, and when they have ended', () => {
    const worker = cluster.fork();
    worker.report({ level: 'critical', usedBytes: 5 });
    worker.report({ level: 'worse', usedBytes: 5 });
    worker.process.emit('internalMessage', { cmd: 'NODE_CLUSTER', act: 'online' });
    worker.process.emit('internalMessage', null);
    time.pass(50);
    worker.end(1);
    cluster.emit('exit', worker);
    expect(heard).toEqual([
      ['reported', '101', { level: 'critical', usedBytes: 5 }],
      ['ended', '101', 50, false],
    ]);
    expect(fleet.members()).toEqual([]);
  });

  it('are left alone when the fleet is closed', () => {
    const worker = cluster.fork();
    fleet.close();
    worker.report({ level: 'critical', usedBytes: 5 });
    expect([heard, cluster.eventNames(), worker.process.eventNames()]).toEqual([[], [], []]);
  });
});

describe('a replacement', () => {
  it('is there when it listens', async () => {
    cluster.fork().listen();
    const started = fleet.startReplacement('101', 1000);
    cluster.emit('online', newest());
    newest().listen();
    expect(await started).toBe('102');
    expect([serving(), time.pending]).toEqual([['101', '102'], 0]);
  });

  it('is there when it has run for a second, where none listens', async () => {
    cluster.emit('online', cluster.fork());
    const started = fleet.startReplacement('101', 5000);
    cluster.emit('online', newest());
    cluster.emit('online', newest());
    time.pass(1000);
    expect(await started).toBe('102');
  });

  it("is not there when it ends before, which is nobody else's short life", async () => {
    cluster.fork().listen();
    const started = outcome(fleet.startReplacement('101', 1000));
    newest().end(3);
    expect(await started).toBe('it ended with code 3');
    const again = outcome(fleet.startReplacement('101', 1000));
    newest().end(null, 'SIGSEGV');
    expect(await again).toBe('it ended with SIGSEGV');
    expect(heard).toEqual([]);
  });

  it('is ended when it is not there in time', async () => {
    cluster.fork().listen();
    const started = outcome(fleet.startReplacement('101', 1000));
    time.pass(1000);
    expect(await started).toBe('it did not listen within 1000 ms');
    expect(newest().process.signals).toEqual(['SIGKILL']);
  });

  it('is started for one that was drained before', async () => {
    const old = cluster.fork().listen();
    cluster.fork().listen();
    const drained = fleet.drain('101', 10_000);
    old.end(0);
    await drained;
    const started = fleet.startReplacement('101', 1000);
    newest().listen();
    expect(await started).toBe('103');
    expect(serving()).toEqual(['102', '103']);
  });

  it('is not started for one that has gone', async () => {
    expect(await fleet.startReplacement('1', 1000)).toBeUndefined();
    expect(await fleet.drain('1', 1000)).toBe('gone');
    expect(fleet.members()).toEqual([]);
  });

  it('is not needed where the application has started one for one that had one already', async () => {
    const old = cluster.fork().listen();
    cluster.fork().listen();
    const drained = fleet.drain('101', 10_000);
    old.end(0);
    await drained;
    cluster.fork().listen(); // the application's answer
    expect(await fleet.startReplacement('102', 1000)).toBeUndefined();
    // Only one was too many.
    const started = fleet.startReplacement('102', 1000);
    newest().listen();
    expect(await started).toBe('104');
  });

  it('that cannot even be started is no exception of the application', async () => {
    cluster.fork().listen();
    const started = outcome(fleet.startReplacement('101', 1000));
    newest().emit('error', new Error('spawn EAGAIN'));
    expect(await started).toBe('spawn EAGAIN');
    newest().emit('error', new Error('again'));
  });

  it('is one too many where the old one dies meanwhile, and the application answers that', async () => {
    const old = cluster.fork().listen();
    cluster.fork().listen();
    const started = fleet.startReplacement('101', 1000);
    const replacement = newest();
    old.end(null, 'SIGABRT');
    cluster.fork().listen(); // the application's answer
    replacement.listen();
    expect(await started).toBe('103');
    expect(await fleet.drain('101', 1000)).toBe('gone');
    expect(await fleet.startReplacement('102', 1000)).toBeUndefined();
  });

  it('is needed where the application starts one later, for a reason of its own', async () => {
    const old = cluster.fork().listen();
    cluster.fork().listen();
    const drained = fleet.drain('101', 10_000);
    old.end(0);
    await drained;
    time.pass(2000);
    cluster.fork().listen();
    const started = fleet.startReplacement('102', 1000);
    newest().listen();
    expect(await started).toBe('104');
  });
});

describe('a worker that is drained', () => {
  it('is asked to, where Tidemark runs in it, and told to end when it has hung up', async () => {
    const worker = cluster.fork().listen();
    worker.report({ level: 'normal', usedBytes: 5 });
    const drained = fleet.drain('101', 10_000);
    expect(serving()).toEqual([]);
    expect(worker.exitedAfterDisconnect).toBe(true);
    expect(worker.process.sent).toEqual([{ cmd, drainWithinMs: 10_000 }]);
    worker.process.emit('internalMessage', { cmd, draining: 'begun' });
    time.pass(4000);
    expect(worker.process.signals).toEqual([]);
    worker.hangUp();
    time.pass(999);
    expect(worker.process.signals).toEqual([]);
    time.pass(1);
    expect(worker.process.signals).toEqual(['SIGTERM']);
    worker.end(0);
    expect(await drained).toBe('finished');
    expect(time.pending).toBe(0);
    expect(heard.slice(1)).toEqual([['ended', '101', 5000, true]]);
  });

  it('is disconnected where it does not answer', async () => {
    const worker = cluster.fork().listen();
    worker.report({ level: 'normal', usedBytes: 5 });
    void fleet.drain('101', 10_000);
    time.pass(2000);
    expect(worker.process.signals).toEqual(['disconnect']);
  });

  it('is disconnected at once where no Tidemark runs in it', () => {
    const worker = cluster.fork().listen();
    void fleet.drain('101', 10_000);
    expect([worker.process.signals, worker.process.sent]).toEqual([['disconnect'], []]);
  });

  it('gets SIGTERM, and then SIGKILL, where it does not end', async () => {
    const worker = cluster.fork().listen();
    worker.connected = false;
    const drained = fleet.drain('101', 10_000);
    time.pass(8000);
    expect(worker.process.signals).toEqual(['SIGTERM']);
    time.pass(2000);
    expect(worker.process.signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(await drained).toBe('killed');
    await settled();
    expect(time.pending).toBe(0);
  });

  it('may have died meanwhile', async () => {
    const worker = cluster.fork().listen();
    worker.dead = true;
    expect(await fleet.drain('101', 10_000)).toBe('gone');
  });
});

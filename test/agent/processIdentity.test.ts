import { describe, expect, it } from 'vitest';
import { type ProcessFacts, processIdentity, readProcessFacts } from '../../src/agent/processIdentity.ts';

const facts: ProcessFacts = {
  pid: 4711,
  parentPid: 100,
  threadId: 0,
  threadName: undefined,
  isClusterWorker: false,
  script: '/app/server.js',
  hubPid: undefined,
  nodeVersion: 'v20.20.2',
  platform: 'linux',
  startedAt: 1_700_000_000_000,
};

const settings = { name: undefined, intervalMs: 5000 };

function identityOf(changes: Partial<ProcessFacts>, name?: string) {
  return processIdentity({ ...facts, ...changes }, { ...settings, name });
}

describe('the identity of a process', () => {
  it('says who and where it is', () => {
    expect(processIdentity(facts, settings)).toEqual({
      id: '4711',
      pid: 4711,
      threadId: 0,
      parentPid: 100,
      role: 'main',
      name: 'server.js',
      nodeVersion: 'v20.20.2',
      platform: 'linux',
      startedAt: 1_700_000_000_000,
      intervalMs: 5000,
    });
  });

  it('is main where the hub itself started it, child where something else did', () => {
    expect(identityOf({ hubPid: 100 }).role).toBe('main');
    expect(identityOf({ hubPid: 99 }).role).toBe('child');
  });

  it('is a cluster worker before it is a child', () => {
    expect(identityOf({ isClusterWorker: true, hubPid: 99 }).role).toBe('cluster-worker');
  });

  it('is a worker thread wherever the thread runs, with an id of its own', () => {
    const identity = identityOf({ threadId: 2, isClusterWorker: true });
    expect(identity.role).toBe('worker-thread');
    expect(identity.id).toBe('4711.2');
  });

  it.each([
    [{ script: '/app/node_modules/.bin/tool' }, 'tool'],
    [{ script: '/app' }, 'app'],
    [{ script: undefined }, 'node'],
    [{ script: '-' }, 'node'],
    [{ script: '/app/worker.js', threadName: 'indexer' }, 'indexer'],
    [{ script: '/app/worker.js', threadName: 'WorkerThread' }, 'worker.js'],
    [{ script: '/app/worker.js', threadName: '' }, 'worker.js'],
  ])('%j is called %s', (changes, name) => {
    expect(identityOf(changes).name).toBe(name);
  });

  it('is called what the configuration calls it', () => {
    expect(identityOf({ threadName: 'indexer' }, 'api').name).toBe('api');
  });
});

describe('the facts of this process', () => {
  it('are true', () => {
    const now = Date.now();
    const read = readProcessFacts();
    expect(read.pid).toBe(process.pid);
    expect(read.parentPid).toBe(process.ppid);
    expect(read.nodeVersion).toBe(process.version);
    expect(read.isClusterWorker).toBe(false);
    expect(read.startedAt).toBeGreaterThan(now - 24 * 3_600_000);
    expect(read.startedAt).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    ['4242', 4242],
    ['', undefined],
    ['zero', undefined],
    ['-1', undefined],
  ])('take TIDEMARK_HUB_PID=%j for %j', (text, expected) => {
    process.env.TIDEMARK_HUB_PID = text;
    try {
      expect(readProcessFacts().hubPid).toBe(expected);
    } finally {
      delete process.env.TIDEMARK_HUB_PID;
    }
  });
});

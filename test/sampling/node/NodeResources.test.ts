import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { NodeResources } from '../../../src/sampling/node/NodeResources.ts';
import type { OpenResources } from '../../../src/sampling/ResourceCounter.ts';

let resources = new NodeResources();

afterEach(() => {
  resources.close();
  resources = new NodeResources();
});

function counted(kind: OpenResources['kind'], type?: string): readonly OpenResources[] {
  return resources.count().filter((each) => each.kind === kind && (type === undefined || each.type === type));
}

function startWorker(code: string): Worker {
  return new Worker(code, { eval: true });
}

describe('what this process holds open', () => {
  it('is counted by type', async () => {
    const before = counted('handle', 'TCPServerWrap')[0]?.count ?? 0;
    const server = createServer().listen(0);
    await once(server, 'listening');
    expect(counted('handle', 'TCPServerWrap')).toEqual([
      { kind: 'handle', type: 'TCPServerWrap', count: before + 1 },
    ]);
    server.close();
    await once(server, 'close');
  });

  it('has its worker threads, from the first count until they end, with the place that starts them', async () => {
    resources.count();
    const worker = startWorker('setInterval(() => {}, 1000)');
    await once(worker, 'online');
    const [open] = counted('worker');
    expect(open).toMatchObject({ count: 1, ended: 0 });
    expect(open?.place).toMatchObject({
      function: 'startWorker',
      file: 'test/sampling/node/NodeResources.test.ts',
    });
    expect(open?.type).toBe(`${open?.place?.file}:${open?.place?.line}`);
    await worker.terminate();
    expect(counted('worker')).toMatchObject([{ count: 0, ended: 1 }]);
  });

  it('has sockets of which those opened last can be looked at, whether they are used, without being held', async () => {
    const accepted: Socket[] = [];
    const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sockets: Socket[] = [];
    for (let index = 0; index < 8; index++) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      sockets.push(socket);
    }
    while (accepted.length < 8) await new Promise(setImmediate);
    const all = resources.pickSockets(1000)!;
    expect(all.count).toBeGreaterThanOrEqual(16);
    expect(all.silent().count).toBe(all.count);
    const [last, talking, timed, closed] = [resources.pickSockets(4)!, sockets[0]!, sockets[1]!, sockets[2]!];
    expect(last.count).toBe(4);
    accepted[0]!.resume();
    talking.write('hello');
    timed.setTimeout(60_000);
    closed.destroy();
    await once(accepted[0]!, 'data');
    // Both ends of the one that talks, the one with a timeout, and the one that is closed.
    expect(all.silent().count).toBe(all.count - 4);
    for (const socket of [...sockets, ...accepted]) socket.destroy();
    server.close();
    expect(last.silent().count).toBe(0);
  });

  it('has no worker threads that start when it is closed', async () => {
    resources.count();
    resources.close();
    await once(startWorker('1'), 'exit');
    expect(counted('worker')).toEqual([]);
  });

  it('lumps worker threads of more than fifty places together', async () => {
    resources.count();
    const starts = Array.from(
      { length: 52 },
      (_, index) => new Function('Worker', `${'\n'.repeat(index)}return new Worker('1', { eval: true });`),
    );
    for (const start of starts) {
      const worker = start(Worker) as Worker;
      await worker.terminate();
    }
    expect(counted('worker').length).toBeLessThanOrEqual(51);
    expect(counted('worker').reduce((sum, each) => sum + (each.ended ?? 0), 0)).toBe(52);
  });

  it('has as many descriptors as the system says, where it says so', () => {
    const before = counted('handle', 'file descriptor')[0]?.count;
    const descriptors = Array.from({ length: 20 }, () => openSync('package.json', 'r'));
    const after = counted('handle', 'file descriptor')[0]?.count;
    for (const descriptor of descriptors) closeSync(descriptor);
    if (before === undefined) expect(after).toBeUndefined();
    else expect(after).toBeGreaterThanOrEqual(before + 15);
  });

  it('is what can be counted, where not all of it can', () => {
    const fail = (): never => {
      throw new Error('EACCES');
    };
    const blind = new NodeResources({ active: () => ['A', 'B', 'A'], descriptors: fail });
    expect(blind.count()).toEqual([
      { kind: 'handle', type: 'A', count: 2 },
      { kind: 'handle', type: 'B', count: 1 },
    ]);
    blind.close();
    const old = new NodeResources({ active: fail, descriptors: () => 0 });
    expect(old.count()).toEqual([]);
    old.close();
  });
});

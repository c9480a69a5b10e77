import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HubClient } from '../../src/hub/HubClient.ts';
import { type RunningHub, startHub } from '../../src/hub/startHub.ts';
import { serveLocally } from '../../src/serving/serveLocally.ts';
import type { TakingNews } from '../../src/wire/snapshotTaking.ts';
import { FakeDirectory } from '../serving/FakeDirectory.ts';
import { helloOf, RawAgent } from './RawAgent.ts';

const order = { force: false, redact: true, gzip: false, directory: '/var/my snapshots', keepFiles: 3 };
const estimate = {
  heapUsedBytes: 1,
  objects: 1,
  references: 1,
  counted: false,
  fileBytes: 1,
  memoryBytes: 1,
  pauseMs: { low: 1, high: 2 },
};
const begun: TakingNews = { state: 'begun', partialPath: '/a.partial', estimate };
const written: TakingNews = { state: 'written', path: '/a', fileBytes: 1, durationMs: 1, removed: ['/b'] };
const never = new AbortController().signal;

let folder: string;
let directory: FakeDirectory;
let server: { close(): Promise<void> };
let client: HubClient;
const logger = { warn: vi.fn(), error: vi.fn() };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tm-hub-'));
  mkdirSync(join(folder, 'tidemark-1'));
  const path = join(folder, 'tidemark-1', 'api.sock');
  directory = new FakeDirectory();
  server = await serveLocally({ directory, path, logger });
  client = new HubClient(path);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a hub that another command asks', () => {
  it('is found, with its processes; what is no hub has none', async () => {
    mkdirSync(join(folder, 'tidemark-2'));
    const hubs = await HubClient.all('linux', folder);
    const ids = await Promise.all(
      hubs.map(async (hub) => (await hub.processes()).map(({ identity }) => identity.id)),
    );
    expect(ids.flat()).toContain('4711');
    expect(await new HubClient(join(folder, 'tidemark-2', 'api.sock')).processes()).toEqual([]);
    expect(await HubClient.all('win32')).toEqual([]);
  });

  it('tells those who want to know why it does not answer', async () => {
    expect((await client.knownProcesses()).map(({ identity }) => identity.id)).toEqual(['4711']);
    await server.close();
    expect(await client.processes()).toEqual([]);
    const failed = client.knownProcesses();
    await expect(failed).rejects.toMatchObject({ code: 'HUB_UNAVAILABLE' });
    const cause = await failed.catch((error: Error) => error.cause);
    expect(['ECONNREFUSED', 'ENOENT']).toContain((cause as NodeJS.ErrnoException).code);
    server = await serveLocally({ directory, path: client.path, logger });
  });

  it('is asked for history in steps, by few connections at a time', async () => {
    const stretch = { fromMs: 1.5, toMs: 9.5, statistic: 'mean' } as const;
    await client.history('4711', { ...stretch, stepMs: 1000 });
    await client.history('4711', stretch);
    expect(directory.asked.map(({ range }) => range)).toMatchObject([
      { fromMs: 1, toMs: 10, stepMs: 1000, statistic: 'mean' },
      { fromMs: 1, toMs: 10, stepMs: undefined },
    ]);
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.history('4711', stretch)));
    expect(answers).toHaveLength(200);
  });

  it('has a process take a snapshot as it was ordered, and tells how that goes on', async () => {
    const heard: TakingNews[] = [];
    const taken = client.takeSnapshot('4711', order, (news) => heard.push(news), never);
    await vi.waitFor(() => expect(directory.orders).toHaveLength(1));
    expect(directory.orders[0]).toMatchObject({ id: '4711', order });
    directory.orders[0]?.tell(begun);
    await vi.waitFor(() => expect(heard).toEqual([begun]));
    directory.orders[0]?.tell(written);
    expect(await taken).toEqual(written);
    expect(directory.calledOff).toBe(0);
  });

  it('calls it off when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const taken = client.takeSnapshot('4711', order, () => undefined, stop.signal);
    await vi.waitFor(() => expect(directory.orders).toHaveLength(1));
    stop.abort();
    await expect(taken).rejects.toThrow();
    await vi.waitFor(() => expect(directory.calledOff).toBe(1));
    directory.orders[0]?.tell(written);
  });

  it('says so where it does not know the process, or is gone', async () => {
    await expect(client.takeSnapshot('1', order, () => undefined, never)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no process "1" here.',
    });
    const taken = client.takeSnapshot('4711', order, () => undefined, never);
    await vi.waitFor(() => expect(directory.orders).toHaveLength(1));
    await Promise.all([expect(taken).rejects.toMatchObject({ code: 'HUB_UNAVAILABLE' }), server.close()]);
    await expect(client.takeSnapshot('4711', order, () => undefined, never)).rejects.toMatchObject({
      code: 'HUB_UNAVAILABLE',
    });
  });

  it('is not spoken of where a process without one was asked', async () => {
    const hubs = await HubClient.all('linux', folder);
    const ends: string[] = [];
    for (const hasBegun of [false, true]) {
      const taken = hubs[0]!
        .takeSnapshot('4711', order, () => undefined, never)
        .catch((error) => {
          ends.push(error.message);
          return error.code;
        });
      await vi.waitFor(() => expect(directory.orders).toHaveLength(1));
      if (hasBegun) directory.orders[0]?.tell(begun);
      await Promise.all([
        expect(taken).resolves.toBe('SNAPSHOT_REFUSED'),
        // As where the process is killed.
        new Promise((resolve) => setTimeout(resolve, 50)).then(() => server.close()),
      ]);
      directory = new FakeDirectory();
      server = await serveLocally({ directory, path: join(folder, 'tidemark-1', 'api.sock'), logger });
    }
    expect(ends).toEqual([
      'The process ended, or stopped Tidemark, before the snapshot began. It has no hub that could tell more.',
      'The process ended, or stopped Tidemark, while the snapshot was taken. It has no hub that could tell more.',
    ]);
  });

  it('refuses orders that make no sense', async () => {
    for (const [wrong, reason] of [
      [{ directory: 'relative' }, 'directory must be the absolute path of a folder, received "relative"'],
      [{ keepFiles: 0 }, 'keepFiles must be a whole number from 1 to 999,999, received "0"'],
      [{ force: 'perhaps' }, 'force must be true or false, received "perhaps"'],
      [{ speed: 1 }, 'speed must be one of force, redact, gzip, directory, keepFiles, received "speed"'],
    ] as const) {
      const asked = client.takeSnapshot('4711', { ...order, ...wrong } as never, () => undefined, never);
      await expect(asked).rejects.toThrow(reason);
    }
    expect(directory.orders).toEqual([]);
  });

  it('answers nothing else there', async () => {
    directory.failure = new Error('broken');
    expect(await client.processes()).toEqual([]);
    expect(logger.error).toHaveBeenCalled();
  });
});

describe('an agent that the hub asks', () => {
  let running: RunningHub;

  beforeEach(async () => {
    running = await startHub({ logger, parent: folder });
  });
  afterEach(() => running.close());

  it('gets the order, and its answer is passed on', async () => {
    const agent = new RawAgent(running.socketPath).say(helloOf('4712'));
    let known: HubClient | undefined;
    await vi.waitFor(async () => {
      for (const one of await HubClient.all('linux', folder)) {
        if ((await one.processes()).some(({ identity }) => identity.id === '4712')) known = one;
      }
      expect(known).toBeDefined();
    });
    const heard: TakingNews[] = [];
    const taken = known!.takeSnapshot('4712', order, (news) => heard.push(news), never);
    await vi.waitFor(() =>
      expect(agent.received).toContainEqual({ type: 'take-snapshot', request: 1, order }),
    );
    agent.say({ type: 'taking', request: 1, news: begun });
    agent.say({ type: 'taking', request: 1, news: written });
    expect(await taken).toEqual(written);
    expect(heard).toEqual([begun]);
    const second = known!.takeSnapshot('4712', order, () => undefined, never);
    await vi.waitFor(() =>
      expect(agent.received).toContainEqual({ type: 'take-snapshot', request: 2, order }),
    );
    agent.socket.destroy();
    expect(await second).toMatchObject({ state: 'refused' });
  });
});

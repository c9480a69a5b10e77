import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentConnection } from '../../src/hub/AgentConnection.ts';
import { HubSocket } from '../../src/hub/HubSocket.ts';
import { type RunningHub, startHub } from '../../src/hub/startHub.ts';
import { helloOf, RawAgent, sampleOf } from './RawAgent.ts';

let parent: string;
let running: RunningHub;
const logger = { warn: vi.fn(), error: vi.fn() };

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'tm-hub-'));
  logger.warn.mockReset();
  running = await startHub({ logger, parent });
});

afterEach(async () => {
  await running.close();
  rmSync(parent, { recursive: true, force: true });
});

function warnings(): string[] {
  return logger.warn.mock.calls.map(([message]) => message as string);
}

const until = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000, interval: 5 });

describe.skipIf(process.platform === 'win32')("the hub's socket", () => {
  it('stands in a directory that only its owner can enter, and leaves nothing behind', async () => {
    const directory = dirname(running.socketPath);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    await running.close();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('says what to do where it cannot be opened', async () => {
    const missing = join(parent, 'missing');
    await expect(startHub({ logger, parent: missing })).rejects.toMatchObject({
      code: 'HUB_UNAVAILABLE',
      received: missing,
      message: expect.stringContaining('TMPDIR'),
    });
  });

  it('moves to /tmp where the path would be too long for a socket', async () => {
    const long = join(parent, 'ü'.repeat(50));
    mkdirSync(long);
    const socket = await HubSocket.open({ parent: long, onConnection: () => undefined });
    expect(dirname(dirname(socket.path))).toBe('/tmp');
    await socket.close();
    expect(existsSync(dirname(socket.path))).toBe(false);
  });

  it('removes its directory when nothing can listen in it', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      this.emit('error', new Error('listen EPERM'));
      return this;
    });
    await expect(startHub({ logger, parent })).rejects.toMatchObject({
      code: 'HUB_UNAVAILABLE',
      message: expect.stringContaining('listen EPERM'),
    });
    listen.mockRestore();
    expect(readdirSync(parent)).toHaveLength(1);
  });

  it('is a named pipe on Windows', async () => {
    const socket = await HubSocket.open({ platform: 'win32', onConnection: () => undefined });
    expect(socket.path).toMatch(/^\\\\\.\\pipe\\tidemark-[\da-f-]{36}$/);
    await socket.close();
  });

  it('removes what hubs left behind that were killed, and nothing else', async () => {
    const stale = join(parent, 'tidemark-stale');
    mkdirSync(stale);
    const server = createServer().listen(join(stale, 'hub.sock'));
    await new Promise((resolve) => server.on('listening', resolve));
    // Closing a server removes its socket: what a killed process leaves is a socket file that nobody listens to.
    const kept = join(stale, 'kept.sock');
    linkSync(join(stale, 'hub.sock'), kept);
    await new Promise((resolve) => server.close(resolve));
    renameSync(kept, join(stale, 'hub.sock'));
    // A minute ago, since a hub that is just starting looks the same.
    const before = Date.now() / 1000 - 61;
    utimesSync(stale, before, before);
    mkdirSync(join(parent, 'tidemark-starting'));
    mkdirSync(join(parent, 'other'));
    writeFileSync(join(parent, 'tidemark-file'), '');

    const second = await startHub({ logger, parent });
    expect(existsSync(stale)).toBe(false);
    expect(readdirSync(parent)).toEqual(
      expect.arrayContaining(['other', 'tidemark-file', 'tidemark-starting']),
    );
    expect(existsSync(running.socketPath)).toBe(true);
    await second.close();
  });
});

describe("an agent's connection", () => {
  it('is welcomed after its hello and heard from then on', async () => {
    const agent = new RawAgent(running.socketPath).say(helloOf('4711'), sampleOf({ time: 1_000 }));
    await until(() => expect(running.hub.latest('4711')?.[0]).toBe(1_000));
    await until(() => expect(agent.received).toEqual([{ type: 'welcome', protocol: 1 }]));
    agent.say({ type: 'goodbye', reason: 'exit' });
    await until(() => expect(running.hub.process('4711')?.state).toBe('gone'));
  });

  it('passes events on and counts what the agent dropped', async () => {
    new RawAgent(running.socketPath).say(
      helloOf('4711'),
      {
        type: 'event',
        event: {
          time: 5,
          type: 'memory:out_of_memory_predicted',
          payload: { etaMs: 1, lowMs: 1, highMs: undefined, limit: 'heap' },
        },
      },
      { ...sampleOf({ time: 1_000 }), dropped: 4 },
    );
    await until(() => expect(running.hub.process('4711')?.droppedSamples).toBe(4));
    expect(running.hub.history('4711', { fromMs: 0, toMs: 10 })?.events).toHaveLength(1);
  });

  it('is refused with a reason when it speaks another protocol', async () => {
    const agent = new RawAgent(running.socketPath).say({ ...helloOf('4711'), protocol: 99 });
    await until(() => expect(agent.closed).toBe(true));
    expect(agent.received).toEqual([{ type: 'refused', reason: 'the hub speaks protocol 1, the agent 99' }]);
    expect(running.hub.processes()).toEqual([]);
    expect(warnings()).toEqual([expect.stringContaining('server.js (4711) is not watched')]);
  });

  it('is gone as soon as it breaks', async () => {
    const agent = new RawAgent(running.socketPath).say(helloOf('4711'));
    await until(() => expect(running.hub.process('4711')?.state).toBe('live'));
    agent.socket.destroy();
    await until(() => expect(running.hub.process('4711')?.state).toBe('gone'));
  });

  it('survives malformed messages, which are told of once', async () => {
    new RawAgent(running.socketPath)
      .write('not JSON\n{"type":"sample","row":[1]}\n')
      .say(helloOf('4711'), helloOf('4711'))
      .write('{"type":"sample","row":"none"}\n\n[]\n')
      .write(`"${'a'.repeat(300_000)}"\n`)
      .say(sampleOf({ time: 1_000 }));
    await until(() => expect(running.hub.latest('4711')?.[0]).toBe(1_000));
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^something that is no agent of Tidemark sent a malformed message: .*must be JSON/,
      ),
    ]);
  });

  it('is closed after too many malformed messages', async () => {
    const agent = new RawAgent(running.socketPath).say(helloOf('4711')).write('nonsense\n'.repeat(1_000));
    await until(() => expect(agent.closed).toBe(true));
    expect(warnings()).toEqual([
      expect.stringContaining('server.js (4711) sent a malformed message'),
      'server.js (4711) is disconnected after 20 malformed messages',
    ]);
    await until(() => expect(running.hub.process('4711')?.state).toBe('gone'));
  });

  it('is not answered before it had time to end, since an answer that fails loses what it said last', async () => {
    const heard: string[] = [];
    const socket = await HubSocket.open({
      parent,
      onConnection: (connection) => {
        vi.spyOn(connection, 'write').mockImplementation(() => heard.push('answer') > 0);
        const session = {
          sample: () => heard.push('sample'),
          event: () => undefined,
          taking: () => undefined,
          answer: () => undefined,
          childEnded: () => undefined,
          ended: (reason?: string) => heard.push(`ended: ${reason}`),
        };
        new AgentConnection({ socket: connection, admit: () => session, logger });
      },
    });
    const agent = new RawAgent(socket.path).say(helloOf('4711'), sampleOf({ time: 1 }));
    await until(() => expect(heard).toEqual(['sample']));
    agent.say(sampleOf({ time: 2 }), { type: 'goodbye', reason: 'exit code 0' });
    await until(() => expect(heard).toEqual(['sample', 'sample', 'ended: exit code 0']));
    await socket.close();
  });

  it('is closed when it never says hello', async () => {
    const socket = await HubSocket.open({
      parent,
      onConnection: (connection) => {
        const admit = () => ({ refused: 'never' });
        new AgentConnection({ socket: connection, admit, logger, helloTimeoutMs: 10 });
      },
    });
    const agent = new RawAgent(socket.path).write('{"type":"sam');
    await until(() => expect(agent.closed).toBe(true));
    await socket.close();
  });
});

describe('settling', () => {
  it('waits for what a dead process had sent', async () => {
    const agent = new RawAgent(running.socketPath).say(helloOf('4711'));
    await until(() => expect(running.hub.isConnected(4711)).toBe(true));
    const settled = running.settle(4711, 60_000);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    agent.say(sampleOf({ time: 1_000 })).socket.end();
    await settled;
    expect(running.hub.latest('4711')?.[0]).toBe(1_000);
    expect(running.hub.isConnected(4711)).toBe(false);
    await running.settle(4711, 60_000);
  });

  it('waits no longer than it was told', async () => {
    new RawAgent(running.socketPath).say(helloOf('4711'));
    await until(() => expect(running.hub.isConnected(4711)).toBe(true));
    await running.settle(4711, 1);
    expect(running.hub.isConnected(4711)).toBe(true);
  });
});

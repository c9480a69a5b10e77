import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HubConnection } from '../../src/agent/HubConnection.ts';
import { parseAgentMessage } from '../../src/wire/agentProtocol.ts';
import { LineDecoder } from '../../src/wire/codec.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { sampleFields, toRow } from '../../src/wire/sample.ts';
import { FakeSchedule, FakeSocket } from './FakeSocket.ts';
import { identity } from './identity.ts';

const row = toRow({ time: 7, rssBytes: 42 });
const stallMs = 2000;
const welcome = '{"type":"welcome","protocol":1}\n';

function event(time: number): MemoryEvent {
  return {
    time,
    type: 'memory:out_of_memory_predicted',
    payload: { etaMs: 1, lowMs: 1, highMs: undefined, limit: 'heap' },
  };
}

function start(left?: () => void) {
  const sockets: FakeSocket[] = [];
  const timers = new FakeSchedule();
  const connection = new HubConnection({
    address: 'hub.sock',
    process: identity,
    schedule: timers.schedule,
    left,
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket.socket;
    },
  });
  const newest = () => sockets.at(-1) as FakeSocket;
  return { connection, sockets, timers, newest };
}

function connected() {
  const started = start();
  started.newest().emit('connect');
  started.newest().emit('data', Buffer.from(welcome));
  return started;
}

const types = (socket: FakeSocket) => socket.messages.map((message) => message.type);

describe('a connection to the hub', () => {
  it('ends, and tells why, where what the application has replaced throws within it (was: thrown into its event loop)', () => {
    const { stringify } = JSON;
    const faults: unknown[] = [];
    const socket = new FakeSocket();
    const connection = new HubConnection({
      address: 'hub.sock',
      process: identity,
      schedule: new FakeSchedule().schedule,
      connect: () => socket.socket,
      fault: (error) => faults.push(error),
    });
    JSON.stringify = () => {
      throw new Error('not for you');
    };
    try {
      expect(() => socket.emit('connect')).not.toThrow();
      connection.sendSample(row);
      connection.sendEvent(event(1));
      connection.close('over');
    } finally {
      JSON.stringify = stringify;
    }
    expect(faults).toEqual([new Error('not for you')]);
  });

  it('leaves nobody waiting for an answer that cannot be sent', async () => {
    const { connection } = connected();
    const { stringify } = JSON;
    JSON.stringify = () => {
      throw new Error('not for you');
    };
    try {
      await connection.answer({ type: 'answer', call: 1, value: 1 } as never);
    } finally {
      JSON.stringify = stringify;
    }
  });

  it('tells who came into a running process that it is sent away, or that the hub is gone', () => {
    let left = 0;
    const { newest, timers } = start(() => {
      left += 1;
    });
    newest().emit('connect');
    newest().emit('data', Buffer.from('{"type":"leave"}\n'));
    expect(left).toBe(1);
    newest().destroy();
    expect(left).toBe(1);
    timers.run();
    newest().emit('error', Object.assign(new Error('nobody'), { code: 'ECONNREFUSED' }));
    newest().destroy();
    expect(left).toBe(2);
  });

  it('says hello first, with the order of its fields', () => {
    const { newest, timers } = connected();
    expect(newest().messages).toEqual([
      { type: 'hello', protocol: 1, process: identity, fields: [...sampleFields] },
    ]);
    expect(newest().unrefs).toBe(1);
    expect(timers.pending).toBe(0);
  });

  it('sends samples and events', () => {
    const { connection, newest } = connected();
    connection.sendSample(row);
    connection.sendEvent(event(8));
    expect(types(newest())).toEqual(['hello', 'sample', 'event']);
    const sample = newest().messages[1];
    expect(sample?.type === 'sample' && sample.row[0]).toBe(7);
    expect(sample).not.toHaveProperty('dropped');
  });

  it('keeps events and the newest sample until the hub is there, and tells how many were dropped', () => {
    const { connection, newest } = start();
    const reused = toRow({ time: 1 });
    connection.sendSample(reused);
    connection.sendEvent(event(1));
    reused[0] = 2;
    connection.sendSample(reused);
    reused[0] = 3;
    expect(connection.dropped).toBe(1);
    newest().emit('connect');
    expect(types(newest())).toEqual(['hello', 'event', 'sample']);
    expect(newest().messages[2]).toMatchObject({ row: expect.arrayContaining([2]), dropped: 1 });
    expect(connection.dropped).toBe(0);
  });

  it('keeps no more than 64 events, the newest', () => {
    const { connection, newest } = start();
    for (let time = 0; time < 100; time++) connection.sendEvent(event(time));
    newest().emit('connect');
    const times = newest().messages.flatMap((message) =>
      message.type === 'event' ? [message.event.time] : [],
    );
    expect(times).toEqual(Array.from({ length: 64 }, (_, index) => index + 36));
    expect(connection.dropped).toBe(36);
  });

  it('says a goodbye, once, and nothing after it', () => {
    const { connection, newest } = connected();
    connection.close('exit code 1');
    connection.close('again');
    connection.sendSample(row);
    connection.sendEvent(event(1));
    expect(newest().messages.slice(1)).toEqual([{ type: 'goodbye', reason: 'exit code 1' }]);
    expect(newest().ended).toBe(true);
  });

  it('ends a socket that is not connected yet, and looks for no other', () => {
    const { connection, sockets, timers, newest } = start();
    connection.close('exit code 0');
    expect(newest().destroyed).toBe(true);
    timers.run();
    expect(sockets).toHaveLength(1);
    expect(timers.pending).toBe(0);
  });
});

describe('a hub that does not listen', () => {
  it('is sent no more than 256 KB, whatever comes', () => {
    const { connection, newest } = connected();
    newest().taking = false;
    let most = 0;
    for (let index = 0; index < 10_000; index++) {
      connection.sendSample(row);
      connection.sendEvent(event(index));
      most = Math.max(most, newest().writableLength);
    }
    expect(most).toBeGreaterThan(256 * 1024);
    expect(most).toBeLessThan(260 * 1024);
    expect(connection.dropped).toBeGreaterThan(8000);
  });

  it('gets the events first once it listens again, and all drops are told', () => {
    const { connection, newest } = connected();
    newest().taking = false;
    const total = 3000;
    for (let index = 0; index < total; index++) connection.sendSample(row);
    connection.sendEvent(event(1));
    expect(types(newest())).toEqual(['hello']);
    newest().taking = true;
    newest().drain();
    connection.sendSample(row);
    const messages = newest().messages;
    expect(messages.at(-2)?.type).toBe('event');
    const last = messages.at(-1);
    const samples = messages.filter((message) => message.type === 'sample').length - 1;
    expect(last?.type === 'sample' && last.dropped).toBe(total - samples);
  });

  it('is left after 2 s, because what waits would keep the process alive', () => {
    const { connection, newest, timers } = connected();
    newest().taking = false;
    connection.sendSample(row);
    connection.sendEvent(event(5));
    expect(timers.delays.at(-1)).toBe(stallMs);
    timers.run();
    expect(newest().destroyed).toBe(true);
    expect(connection.dropped).toBe(1);
    timers.run();
    newest().emit('connect');
    expect(types(newest())).toEqual(['hello', 'event']);
  });

  it('is kept where it listens in time', () => {
    const { connection, newest, timers } = connected();
    newest().taking = false;
    connection.sendSample(row);
    expect(timers.pending).toBe(1);
    newest().drain();
    expect(timers.pending).toBe(0);
    expect(newest().destroyed).toBe(false);
  });

  it('is left after 2 s where it does not even accept', () => {
    const { newest, timers } = start();
    timers.run();
    expect(newest().destroyed).toBe(true);
  });

  it('cannot hold back a goodbye for longer', () => {
    const { connection, newest, timers } = connected();
    newest().taking = false;
    connection.close('exit code 0');
    timers.run();
    expect(newest().destroyed).toBe(true);
    expect(timers.pending).toBe(0);
  });
});

describe('a hub that dies', () => {
  it('is looked for ten times with growing pauses, then forgotten', () => {
    const { connection, sockets, timers, newest } = connected();
    connection.sendEvent(event(1));
    for (let attempt = 0; attempt < 20; attempt++) {
      newest().emit('error', new Error('ECONNREFUSED'));
      newest().destroy();
      timers.run();
    }
    expect(sockets).toHaveLength(11);
    expect(timers.pending).toBe(0);
    const pauses = timers.delays.filter((delay) => delay !== stallMs);
    expect(pauses.slice(0, 3)).toEqual([250, 500, 1000]);
    expect(Math.max(...pauses)).toBe(30_000);
    expect(() => connection.sendSample(row)).not.toThrow();
    expect(() => connection.close('exit code 0')).not.toThrow();
  });

  it('is forgiven when it welcomes us again', () => {
    const { sockets, timers, newest } = connected();
    for (let life = 0; life < 30; life++) {
      newest().destroy();
      timers.run();
      newest().emit('connect');
      newest().emit('data', Buffer.from(welcome));
    }
    expect(sockets).toHaveLength(31);
    expect(new Set(timers.delays)).toEqual(new Set([stallMs, 250]));
  });

  it('may not even have an address to connect to', () => {
    const timers = new FakeSchedule();
    let attempts = 0;
    new HubConnection({
      address: '',
      process: identity,
      schedule: timers.schedule,
      connect: () => {
        attempts += 1;
        throw new Error('no such address');
      },
    });
    for (let index = 0; index < 20; index++) timers.run();
    expect(attempts).toBe(11);
  });
});

describe('what the hub says', () => {
  it('may be a refusal: then it is left alone', () => {
    const { sockets, timers, newest } = connected();
    newest().emit('data', Buffer.from('{"type":"refused","reason":"another protocol"}\n'));
    expect(newest().messages.at(-1)).toEqual({ type: 'goodbye', reason: 'refused' });
    newest().destroy();
    timers.run();
    expect(sockets).toHaveLength(1);
  });

  it('may be nothing that we understand', () => {
    const { connection, newest } = connected();
    newest().emit('data', Buffer.from('{"type":"dance"}\nnonsense\n'));
    connection.sendSample(row);
    expect(types(newest())).toEqual(['hello', 'sample']);
  });
});

describe('over a real socket', () => {
  it('the hub receives what the agent sends', async () => {
    const address =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\tidemark-test-${process.pid}`
        : join(tmpdir(), `tidemark-hub-${process.pid}.sock`);
    const lines: string[] = [];
    const server = createServer();
    const ended = new Promise<void>((resolve) => {
      server.on('connection', (socket: Socket) => {
        const decoder = new LineDecoder();
        socket.write(welcome);
        socket.on('data', (chunk) => lines.push(...decoder.push(chunk)));
        socket.on('end', resolve);
      });
    });
    await new Promise<void>((resolve) => server.listen(address, resolve));
    const connection = new HubConnection({ address, process: identity });
    connection.sendEvent(event(3));
    // The agent does not keep this process alive; the server of the test does.
    while (lines.length < 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    connection.sendSample(row);
    connection.close('done');
    await ended;
    await new Promise((resolve) => server.close(resolve));
    expect(lines.map((line) => parseAgentMessage(line).type)).toEqual([
      'hello',
      'event',
      'sample',
      'goodbye',
    ]);
  });

  it('a hub that is not there harms nobody', async () => {
    const connection = new HubConnection({
      address: join(tmpdir(), 'tidemark-no-hub.sock'),
      process: identity,
    });
    connection.sendSample(row);
    await new Promise((resolve) => setImmediate(resolve));
    connection.sendSample(row);
    expect(connection.dropped).toBe(1);
    connection.close('done');
  });
});

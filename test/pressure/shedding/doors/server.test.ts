import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type ClientHttp2Session, connect, createServer as createHttp2Server } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask, listening, ShedProcess } from '../ShedProcess.ts';

/** Asks for another protocol; returns what the server said first. */
async function upgrade(port: number, method = 'GET', path = '/socket'): Promise<string> {
  const socket = connectSocket(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  const headers = method === 'CONNECT' ? '' : 'connection: upgrade\r\nupgrade: websocket\r\n';
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: a\r\n${headers}\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return String(chunk);
}

describe('a server with the door before it', () => {
  it('refuses requests, whoever listens to them', async () => {
    const shed = new ShedProcess().press();
    const server = createServer();
    const detach = shed.shedder.attach(server);
    server.on('request', (_incoming, response) => response.end('served'));
    const port = await listening(server);
    expect(await ask(port)).toMatchObject({ status: 503 });
    expect(await ask(port, '/health')).toMatchObject({ status: 200, body: 'served' });
    detach();
    expect(await ask(port)).toMatchObject({ status: 200 });
    expect(Object.hasOwn(server, 'emit')).toBe(false);
  });

  it('refuses WebSockets and tunnels by a whole answer, and lets go of them', async () => {
    const shed = new ShedProcess();
    const server = createServer();
    shed.shedder.attach(server);
    const take = (_incoming: IncomingMessage, socket: Duplex) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    };
    server.on('upgrade', take);
    server.on('connect', take);
    const port = await listening(server);
    expect(await upgrade(port)).toContain('101');
    shed.press();
    const refused = await upgrade(port);
    expect(refused).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(refused).toContain('retry-after: 10\r\n');
    expect(refused).toContain('connection: close\r\n\r\n');
    expect(await upgrade(port, 'CONNECT', 'a:443')).toMatch(/^HTTP\/1\.1 503 /);
    expect(await upgrade(port, 'GET', '/health')).toContain('101');
    await expect.poll(() => connectionsOf(server)).toBeLessThanOrEqual(2);
    expect(shed.shedder.metrics.refused).toBe(2);
  });

  it('lives with upgrades whose sockets break', () => {
    const shed = new ShedProcess().press();
    const server = new EventEmitter();
    shed.shedder.attach(server);
    const socket = Object.assign(new EventEmitter(), { write: () => true, end: () => {}, destroy: () => {} });
    expect(server.emit('upgrade', { method: 'GET', url: '/', headers: {} }, socket, Buffer.alloc(0))).toBe(
      true,
    );
    expect(() => socket.emit('error', new Error('gone'))).not.toThrow();
  });

  it('refuses those who ask whether they may go on, before they do', async () => {
    const shed = new ShedProcess().press();
    const server = createServer();
    shed.shedder.attach(server);
    let continued = 0;
    server.on('checkContinue', (_incoming, response) => {
      continued++;
      response.end();
    });
    const port = await listening(server);
    const status = await new Promise((resolve) => {
      const sent = request({ port, method: 'POST', headers: { expect: '100-continue' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', () => {});
      sent.flushHeaders();
    });
    expect([status, continued]).toEqual([503, 0]);
  });

  it('leaves other events alone, and what somebody else has put before the server', () => {
    const shed = new ShedProcess().press();
    const server = new EventEmitter();
    const detach = shed.shedder.attach(server);
    const inner = server.emit;
    const heard: unknown[] = [];
    server.on('listening', (value) => heard.push(value));
    expect(server.emit('listening', 1)).toBe(true);
    const outer = (event: string | symbol, ...given: unknown[]) => inner.call(server, event, ...given);
    server.emit = outer;
    detach();
    expect(server.emit).toBe(outer);
    server.emit('listening', 2);
    expect(heard).toEqual([1, 2]);
  });

  it('gives a server its own emit back, and is taken away when the shedder is closed', () => {
    const shed = new ShedProcess();
    const server = new EventEmitter();
    const own = () => true;
    server.emit = own;
    shed.shedder.attach(server);
    expect(server.emit).not.toBe(own);
    shed.shedder.close();
    expect(server.emit).toBe(own);
  });

  it('refuses a server that is none', () => {
    expect(() => new ShedProcess().shedder.attach({} as never)).toThrow('server must be an HTTP server');
  });
});

function connectionsOf(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}

describe('a server of HTTP/2, by its compatibility API', () => {
  async function session(shed: ShedProcess, attached: boolean): Promise<ClientHttp2Session> {
    const server = createHttp2Server();
    if (attached) shed.shedder.attach(server);
    const serve = (_request: unknown, response: { end(text: string): unknown }) =>
      void response.end('served');
    server.on('request', attached ? serve : (shed.shedder.wrap(serve as never) as never));
    const opened = connect(`http://127.0.0.1:${await listening(server)}`);
    onTestFinished(() => void opened.destroy());
    return opened;
  }

  async function askFor(client: ClientHttp2Session, headers: object, body?: Buffer | undefined) {
    const stream = client.request({ ':path': '/', ...headers });
    stream.on('error', () => {});
    const answer = once(stream, 'response');
    if (body === undefined) stream.end();
    else stream.write(body);
    const [received] = await answer;
    let text = '';
    stream.setEncoding('utf8');
    for await (const chunk of stream) text += chunk;
    if (!stream.closed) await once(stream, 'close');
    return { headers: received as Record<string, unknown>, text, code: stream.rstCode };
  }

  it('refuses streams with its own answer where that of the application cannot be sent, and throws nothing', async () => {
    const shed = new ShedProcess({
      respond: () => ({ headers: { connection: 'close' }, body: 'no' }),
    }).press();
    const server = createHttp2Server();
    shed.shedder.attach(server);
    server.on('stream', (stream) => stream.end('served'));
    const client = connect(`http://127.0.0.1:${await listening(server)}`);
    onTestFinished(() => void client.destroy());
    const refused = await askFor(client, {});
    expect(refused.headers).toMatchObject({ ':status': 503 });
    expect(JSON.parse(refused.text)).toMatchObject({ statusCode: 503 });
  });

  it('refuses streams, where the server listens to streams alone', async () => {
    const shed = new ShedProcess().press();
    const server = createHttp2Server();
    shed.shedder.attach(server);
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200 });
      stream.end('served');
    });
    const client = connect(`http://127.0.0.1:${await listening(server)}`);
    onTestFinished(() => void client.destroy());
    const refused = await askFor(client, {});
    expect(refused.headers).toMatchObject({ ':status': 503, 'retry-after': expect.any(String) });
    expect(JSON.parse(refused.text)).toMatchObject({ statusCode: 503 });
    const upload = await askFor(client, { ':method': 'POST' }, Buffer.alloc(1000));
    expect(upload).toMatchObject({ headers: { ':status': 503 }, code: 0 });
    expect(await askFor(client, { ':path': '/health' })).toMatchObject({ text: 'served' });
    shed.relax();
    expect(await askFor(client, {})).toMatchObject({ text: 'served' });
  });

  it.each([true, false])(
    'refuses streams one by one and keeps the session (attached: %s)',
    async (attached) => {
      const shed = new ShedProcess().press();
      const client = await session(shed, attached);
      const refused = await askFor(client, {});
      expect(refused.headers).toMatchObject({ ':status': 503, 'retry-after': '10' });
      expect(refused.headers).not.toHaveProperty('connection');
      expect(JSON.parse(refused.text)).toMatchObject({ statusCode: 503 });
      expect((await askFor(client, { ':path': '/health' })).text).toBe('served');
      expect(client.closed).toBe(false);
    },
  );

  it('closes a stream whose body is still to come, without an error, after the whole answer', async () => {
    const client = await session(new ShedProcess().press(), true);
    const { headers, text, code } = await askFor(client, { ':method': 'POST' }, Buffer.alloc(10));
    expect(headers[':status']).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ retryAfterSeconds: 10 });
    expect(code).toBe(0);
  });

  it('refuses a tunnel by its response', async () => {
    const shed = new ShedProcess().press();
    const client = await session(shed, true);
    const stream = client.request({ ':method': 'CONNECT', ':authority': 'a:443' });
    stream.on('error', () => {});
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(503);
  });
});

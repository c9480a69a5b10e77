import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ask, listening, ShedProcess } from '../ShedProcess.ts';

async function server(shed: ShedProcess): Promise<number> {
  return await listening(
    createServer(
      shed.shedder.wrap((incoming, response) => {
        incoming.resume();
        incoming.on('end', () => response.end('served'));
      }),
    ),
  );
}

/** Writes to a socket and returns all that comes back until the other side closes. */
function converse(port: number, text: string, more: (socket: ReturnType<typeof connect>) => void = () => {}) {
  return new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
    socket.write(text);
    more(socket);
  });
}

describe('a listener of node:http behind the door', () => {
  it('hears of every request while memory suffices', async () => {
    const port = await server(new ShedProcess());
    expect(await ask(port)).toMatchObject({ status: 200, body: 'served' });
  });

  it('is not asked while all is refused, and is again afterwards', async () => {
    const shed = new ShedProcess().press();
    const port = await server(shed);
    const { status, headers, body } = await ask(port, '/?id=1');
    expect(status).toBe(503);
    expect(headers).toMatchObject({
      'retry-after': '10',
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(body.length),
    });
    expect(JSON.parse(body)).toEqual({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'The server is short of memory. Try again in 10 s.',
      retryAfterSeconds: 10,
    });
    shed.relax();
    expect(await ask(port)).toMatchObject({ status: 200 });
  });

  it.each(['text/plain', 'text/html,*/*;q=0.8'])('answers in text to those who accept %s', async (accept) => {
    const port = await server(new ShedProcess().press());
    const { headers, body } = await ask(port, '/', { headers: { accept } });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body).toBe('The server is short of memory. Try again in 10 s.\n');
  });

  it('is asked about health, and by browsers that ask whether they may ask', async () => {
    const port = await server(new ShedProcess().press());
    for (const path of ['/health', '/healthz/', '/livez?verbose', '/metrics']) {
      expect(await ask(port, path), path).toMatchObject({ status: 200 });
    }
    expect(await ask(port, '/health', { method: 'HEAD' })).toMatchObject({ status: 200 });
    expect(await ask(port, '/health', { method: 'POST' })).toMatchObject({ status: 503 });
    const headers = { 'access-control-request-method': 'PUT' };
    expect(await ask(port, '/', { method: 'OPTIONS', headers })).toMatchObject({ status: 200 });
  });

  it('answers HEAD without a body, on a connection that is used again', async () => {
    const port = await server(new ShedProcess().press());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { status, headers, body } = await ask(port, '/', { method: 'HEAD', agent });
    expect([status, body]).toEqual([503, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
    expect(headers.connection).toBe('keep-alive');
    expect(await ask(port, '/', { agent })).toMatchObject({ status: 503 });
    agent.destroy();
  });

  it('throws a small body away, so that the next request of the connection is understood', async () => {
    const port = await server(new ShedProcess().press());
    const body = 'x'.repeat(2000);
    const answers = await converse(
      port,
      `POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}` +
        'GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
    );
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 200']);
  });

  it('closes the connection of a large upload after the answer, without waiting for the rest of it', async () => {
    const port = await server(new ShedProcess().press());
    const answers = await converse(
      port,
      'POST /upload HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000000\r\n\r\n',
      (socket) => {
        const write = () => {
          while (socket.writable && socket.write(Buffer.alloc(65_536)));
        };
        socket.on('drain', write);
        write();
      },
    );
    expect(answers).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answers).toContain('connection: close');
    expect(answers).toMatch(/"retryAfterSeconds":10}$/);
  });

  it('does not wait for ever for an upload that does not come', async () => {
    const shed = new ShedProcess().press();
    const port = await server(shed);
    const answers = await converse(
      port,
      'POST /upload HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n',
      (socket) => socket.once('data', () => shed.time.pass(2000)),
    );
    expect(answers).toMatch(/"retryAfterSeconds":10}$/);
  });

  it('ends a chunked upload that is small, and lets the client read the answer', async () => {
    const port = await server(new ShedProcess().press());
    const headers = { 'transfer-encoding': 'chunked' };
    expect(await ask(port, '/', { method: 'POST', body: 'hello', headers })).toMatchObject({ status: 503 });
  });

  it('sends an answer without a body before the rest of the upload', async () => {
    const shed = new ShedProcess({
      respond: () => ({ statusCode: 429, headers: { 'Retry-After': '3' } }),
    }).press();
    const port = await server(shed);
    const headers = { 'transfer-encoding': 'chunked' };
    const { status, headers: received } = await ask(port, '/', { method: 'POST', body: 'hello', headers });
    expect([status, received['retry-after'], received['content-length']]).toEqual([429, '3', '0']);
  });

  it('closes every refused connection where that is wanted', async () => {
    const port = await server(new ShedProcess({ closeConnections: true }).press());
    const agent = new Agent({ keepAlive: true });
    expect((await ask(port, '/', { agent })).headers.connection).toBe('close');
    agent.destroy();
  });

  it('lives with clients that have gone', async () => {
    const shed = new ShedProcess().press();
    const port = await server(shed);
    for (const text of [
      'GET / HTTP/1.1\r\nhost: a\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 999999\r\n\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(text, () => socket.destroy());
        });
        socket.on('close', () => resolve());
      });
    }
    expect(await ask(port, '/health')).toMatchObject({ status: 200 });
    expect(shed.logger.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('never cuts what was begun before', async () => {
    const shed = new ShedProcess();
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const port = await listening(
      createServer(
        shed.shedder.wrap((incoming, response) => {
          begin();
          incoming.resume();
          incoming.on('end', () => response.end('served'));
        }),
      ),
    );
    const sent = request({ port, host: '127.0.0.1', method: 'POST', agent: false });
    const answer = once(sent, 'response');
    sent.write('first half, ');
    await begun;
    shed.press();
    expect(await ask(port)).toMatchObject({ status: 503 });
    sent.end('second half');
    const [response] = (await answer) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it('leaves alone what has been answered already', async () => {
    const shed = new ShedProcess().press();
    const port = await listening(
      createServer((incoming, response) => {
        response.write('begun, ');
        shed.shedder.wrap(() => response.end('ended'))(incoming, response);
      }),
    );
    expect(await ask(port)).toMatchObject({ status: 200, body: 'begun, ended' });
  });

  it('refuses a listener that is none', () => {
    expect(() => new ShedProcess().shedder.wrap(undefined as never)).toThrow(
      'listener must be a function, received nothing',
    );
  });
});

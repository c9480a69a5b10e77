import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import express4 from 'express-4';
import fastify from 'fastify';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import type { RequestShedder } from '../../../../src/pressure/shedding/RequestShedder.ts';
import { ask, listening, ShedProcess } from '../ShedProcess.ts';

type Serve = (shedder: RequestShedder) => Server | Promise<Server>;

/** The same application with every framework: `/` and, in a part of it that is mounted at `/api`, `/health`. */
const applications: readonly (readonly [name: string, serve: Serve])[] = [
  ['Express 4', (shedder) => expressServer(express4, shedder)],
  ['Express 5', (shedder) => expressServer(express as unknown as typeof express4, shedder)],
  [
    'Fastify',
    async (shedder) => {
      const app = fastify();
      await app.register(shedder.fastify());
      app.all('/', async () => 'served');
      await app.register(async (api) => void api.get('/health', async () => 'well'), { prefix: '/api' });
      await app.ready();
      return app.server;
    },
  ],
  [
    'Koa',
    (shedder) => {
      const app = new Koa();
      app.use(shedder.koa());
      app.use((context) => {
        context.body = context.path === '/api/health' ? 'well' : 'served';
      });
      return createServer(app.callback());
    },
  ],
  [
    'node:http',
    (shedder) =>
      createServer(
        shedder.wrap((request, response) => response.end(request.url === '/api/health' ? 'well' : 'served')),
      ),
  ],
];

describe.each(applications)('%s, while memory is short,', (_name, serve) => {
  it('lets health checks below a prefix through, and tells others when to come again', async () => {
    const port = await listening(await serve(new ShedProcess().press().shedder));
    expect(await ask(port, '/api/health')).toMatchObject({ status: 200, body: 'well' });
    expect(await ask(port, '/api/health', { method: 'HEAD' })).toMatchObject({ status: 200 });
    const { status, headers } = await ask(port);
    expect([status, headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-9]\d*$/)]);
  });

  it('answers one connection again and again, whatever the method, and once more when memory suffices', async () => {
    const shed = new ShedProcess().press();
    const port = await listening(await serve(shed.shedder));
    const client = new Client(port);
    expect(await client.ask('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(503);
    expect(await client.ask('HEAD / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(503);
    expect(await client.ask('OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(503);
    expect(await client.ask('DELETE / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(503);
    // The rest of this body is on its way while the answer is there already.
    expect(await client.ask('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nhello')).toBe(503);
    client.write(' world!');
    expect(await client.ask('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(503);
    shed.relax();
    expect(await client.ask('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(200);
    client.end();
  });

  it('lets browsers ask whether they may ask', async () => {
    const port = await listening(await serve(new ShedProcess().press().shedder));
    const headers = { origin: 'https://a.example', 'access-control-request-method': 'POST' };
    expect((await ask(port, '/', { method: 'OPTIONS', headers })).status).not.toBe(503);
  });

  it('does not keep a client waiting whose upload is under way', async () => {
    const port = await listening(await serve(new ShedProcess().press().shedder));
    for (const head of ['Content-Length: 99999999', 'Transfer-Encoding: chunked']) {
      const client = new Client(port);
      expect(await client.ask(`POST / HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n5\r\nhello\r\n`)).toBe(503);
      client.end();
    }
  });

  it('refuses a WebSocket by a whole answer where the server has a door', async () => {
    const shed = new ShedProcess().press();
    const server = await serve(shed.shedder);
    let upgrades = 0;
    server.on('upgrade', (_request, socket) => {
      upgrades++;
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    });
    shed.shedder.attach(server);
    const port = await listening(server);
    const upgrade = 'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    const client = new Client(port);
    expect(await client.ask(upgrade)).toBe(503);
    await client.closed;
    expect(upgrades).toBe(0);
    shed.relax();
    expect(await new Client(port).ask(upgrade)).toBe(101);
  });
});

function expressServer(framework: typeof express4, shedder: RequestShedder): Server {
  const app = framework();
  app.use(shedder.express());
  const api = framework.Router();
  api.get('/health', (_request, response) => void response.send('well'));
  app.use('/api', api);
  app.all('/', (_request, response) => void response.send('served'));
  return createServer(app);
}

it('a door within a router knows the health checks of that router', async () => {
  const shed = new ShedProcess({ healthChecks: ['/well'] }).press();
  const app = express();
  const api = express.Router();
  api.use(shed.shedder.express());
  api.get('/well', (_request, response) => void response.send('well'));
  app.use('/api', api);
  const port = await listening(createServer(app));
  expect(await ask(port, '/api/well')).toMatchObject({ status: 200, body: 'well' });
  expect(await ask(port, '/api/health')).toMatchObject({ status: 503 });
});

/** One connection, on which each request waits for the answer to the one before. */
class Client {
  readonly closed: Promise<void>;
  readonly #socket: ReturnType<typeof connect>;
  #text = '';
  #heard: () => void = () => {};

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setEncoding('utf8').on('data', (text) => {
      this.#text += text;
      this.#heard();
    });
    this.closed = new Promise((resolve) => this.#socket.on('close', () => resolve()));
    this.#socket.on('error', () => {});
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  end(): void {
    this.#socket.destroy();
  }

  /** Sends it, and resolves with the status of the answer once all of that is there. */
  async ask(text: string): Promise<number> {
    this.#text = '';
    this.write(text);
    for (;;) {
      const [head = '', body] = this.#text.split('\r\n\r\n');
      const length = text.startsWith('HEAD') ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body !== undefined && body.length >= length) return Number(head.split(' ')[1]);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }
}

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { observe } from '../../../src/frameworks/doors/observe.ts';
import { FakeMonitoring } from '../FakeMonitoring.ts';
import { abandon, ask, load } from '../Traffic.ts';

async function listening(server: http.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a server of node:http', () => {
  it('has each request counted once by the route that the application names', async () => {
    const fake = new FakeMonitoring();
    const warn = vi.fn();
    let heard: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const server = http.createServer((request, response) => {
      if (request.url!.startsWith('/slow')) heard?.();
      else response.end('served');
    });
    const logger = { debug: warn, info: warn, warn, error: warn };
    observe(server, {
      monitoring: fake.monitoring,
      logger,
      route: ({ url = '' }) => {
        if (url.startsWith('/wrong')) throw new Error('no route');
        return /^\/(users|slow)\//.test(url) ? `/${url.split('/')[1]}/:id` : undefined;
      },
    });
    const port = await listening(server);
    const seen = await load(port, ['/users/{n}', '/wrong/{n}', '/{n}'], 100);
    await abandon(port, '/slow/1', begun);
    expect(seen).toEqual({ 200: 300 });
    await vi.waitFor(() =>
      expect(fake.counts).toEqual({ 'GET /users/:id': 100, 'GET /slow/:id': 1, other: 100 }),
    );
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('answers for those who run it before the application does, until it is closed', async () => {
    const fake = new FakeMonitoring();
    const app = express();
    app.get('/users/:id', (_request, response) => void response.send('user'));
    app.get('/health', (_request, response) => void response.send('of the application'));
    const server = http.createServer(app);
    const memory = observe(server, { monitoring: fake.monitoring, health: true, loadShedding: true });
    const port = await listening(server);
    expect(JSON.parse((await ask(port, '/health')).body)).toMatchObject({ status: 'ok' });
    await ask(port, '/users/1');
    await vi.waitFor(() => expect(fake.counts).toEqual({ 'GET /users/:id': 1 }));
    memory.close();
    expect(Object.hasOwn(server, 'emit')).toBe(false);
    expect((await ask(port, '/health')).body).toBe('of the application');
    await ask(port, '/users/1');
    expect(fake.counts).toEqual({ 'GET /users/:id': 1 });
    expect(fake.stopped).toBe(0);
  });

  it('is no server where it cannot be listened to', () => {
    expect(() => observe({} as never)).toThrow(/^server must be an HTTP server, received /);
  });
});

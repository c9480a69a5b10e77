import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import express4 from 'express-4';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { expressTidemark } from '../../../src/frameworks/doors/express.ts';
import { FakeMonitoring } from '../FakeMonitoring.ts';
import { abandon, ask, load } from '../Traffic.ts';

describe.each([
  ['Express 5', express],
  ['Express 4', express4 as unknown as typeof express],
])('%s', (_name, make) => {
  it('counts each request once by the pattern of its route: answers, errors, and those that went away', async () => {
    const fake = new FakeMonitoring();
    const app = make();
    const tidemark = expressTidemark({ monitoring: fake.monitoring });
    app.use(tidemark);
    app.use(tidemark);
    app.get('/', (_request, response) => void response.send('home'));
    app.get('/users/:id', (_request, response) => void response.send('user'));
    const orders = make.Router();
    orders.get('/', (_request, response) => void response.send('orders'));
    orders.get('/:order/items', (_request, response) => void response.send('items'));
    orders.get('/:order/broken', () => {
      throw new Error('broken');
    });
    app.use('/api/v1/shops/:shop/orders', orders);
    let heard: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => {
      heard = resolve;
    });
    app.get('/slow/:id', () => heard?.());
    app.use(
      ((_error, _request, response, _next) => void response.status(500).end()) as express.ErrorRequestHandler,
    );
    const server = app.listen(0);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const seen = await load(
      port,
      [
        '/',
        '/users/{n}?full=1',
        '/api/v1/shops/{n}/orders',
        '/api/v1/shops/{n}/orders/7/items',
        '/api/v1/shops/{n}/orders/7/broken?x=/a/b',
        '/nothing/{n}',
      ],
      100,
    );
    await abandon(port, '/slow/1', begun);
    expect(seen).toEqual({ 200: 400, 404: 100, 500: 100 });
    await vi.waitFor(() =>
      expect(fake.counts).toEqual({
        'GET /': 100,
        'GET /users/:id': 100,
        'GET /api/v1/shops/:id/orders': 100,
        'GET /api/v1/shops/:id/orders/:order/items': 100,
        'GET /api/v1/shops/:id/orders/:order/broken': 100,
        'GET /slow/:id': 1,
        other: 100,
      }),
    );
  });

  it('answers where it is asked for the state of memory, and nowhere else', async () => {
    const fake = new FakeMonitoring();
    const app = make();
    app.use(
      expressTidemark({ monitoring: fake.monitoring, health: true, readiness: '/well', loadShedding: true }),
    );
    app.get('/ready', (_request, response) => void response.send('of the application'));
    const server = app.listen(0);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await ask(port, '/health?verbose')).toMatchObject({
      status: 200,
      body: '{"status":"ok","underPressure":false,"limit":"heap","usedShare":0.25}',
    });
    expect(await ask(port, '/well')).toMatchObject({ status: 200 });
    expect((await ask(port, '/ready')).body).toBe('of the application');
    expect(await ask(port, '/health', { method: 'POST' })).toMatchObject({ status: 404 });
    fake.level = 'critical';
    expect(await ask(port, '/health')).toMatchObject({ status: 200 });
    expect(await ask(port, '/well')).toMatchObject({ status: 503, headers: { 'cache-control': 'no-store' } });
    expect(await ask(port, '/well', { method: 'HEAD' })).toMatchObject({ status: 503, body: '' });
  });
});

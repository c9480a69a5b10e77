import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import { expect, it, onTestFinished, vi } from 'vitest';
import { koaTidemark } from '../../../src/frameworks/doors/koa.ts';
import { FakeMonitoring } from '../FakeMonitoring.ts';
import { abandon, ask, load } from '../Traffic.ts';

it('Koa: counts each request once by its route: answers, errors, and those that went away', async () => {
  const fake = new FakeMonitoring();
  const app = new Koa();
  app.silent = true;
  app.use(koaTidemark({ monitoring: fake.monitoring, health: true, loadShedding: true }));
  const router = new Router({ prefix: '/api' });
  router.get('/users/:id', (context) => {
    context.body = 'user';
  });
  router.get('/broken/:id', () => {
    throw new Error('broken');
  });
  let heard: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    heard = resolve;
  });
  router.get('/slow/:id', () => {
    heard?.();
    return new Promise(() => {});
  });
  app.use(router.routes());
  const server = app.listen(0);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const seen = await load(port, ['/api/users/{n}?a=b', '/api/broken/{n}', '/nothing/{n}', '/health'], 100);
  await abandon(port, '/api/slow/1', begun);
  expect(seen).toEqual({ 200: 200, 404: 100, 500: 100 });
  await vi.waitFor(() =>
    expect(fake.counts).toEqual({
      'GET /api/users/:id': 100,
      'GET /api/broken/:id': 100,
      'GET /api/slow/:id': 1,
      other: 100,
    }),
  );
  expect(JSON.parse((await ask(port, '/health')).body)).toMatchObject({ status: 'ok' });
});

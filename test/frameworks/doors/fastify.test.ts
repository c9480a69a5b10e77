import Fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAgentRunning } from '../../../src/agent/startAgent.ts';
import { fastifyTidemark } from '../../../src/frameworks/doors/fastify.ts';
import type { RequestMemory } from '../../../src/frameworks/RequestMemory.ts';
import { FakeMonitoring } from '../FakeMonitoring.ts';
import { abandon, ask, load } from '../Traffic.ts';

const portOf = (address: string): number => Number(new URL(address).port);

describe('Fastify', () => {
  it('counts each request once by its route: answers, errors, and those that went away', async () => {
    const fake = new FakeMonitoring();
    const app = Fastify({ forceCloseConnections: true });
    onTestFinished(() => app.close());
    app.register(fastifyTidemark, { monitoring: fake.monitoring, health: true });
    app.get('/users/:id', () => 'user');
    let heard: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => {
      heard = resolve;
    });
    app.register(
      async (inner) => {
        inner.post('/:order', () => 'order');
        inner.get('/:order/broken', () => {
          throw new Error('broken');
        });
        inner.get('/:order/slow', () => {
          heard?.();
          return new Promise(() => {});
        });
      },
      { prefix: '/orders' },
    );
    const port = portOf(await app.listen({ port: 0, host: '127.0.0.1' }));
    const seen = await load(
      port,
      ['/users/{n}?full=1', '/orders/{n}/broken', '/nothing/{n}', '/health'],
      100,
    );
    expect((await ask(port, '/orders/1', { method: 'POST' })).status).toBe(200);
    await abandon(port, '/orders/1/slow', begun);
    expect(seen).toEqual({ 200: 200, 404: 100, 500: 100 });
    expect(fake.counts).toEqual({
      'GET /users/:id': 100,
      'GET /orders/:order/broken': 100,
      'POST /orders/:order': 1,
      'GET /orders/:order/slow': 1,
      'GET /health': 100,
      other: 100,
    });
  });

  it('tells state and metrics of real monitoring, sheds load, and ends with the application', async () => {
    const app = Fastify({ forceCloseConnections: true });
    app.register(fastifyTidemark, {
      config: { sampling: { interval: 1000 }, recorder: { enabled: false } } as never,
      health: true,
      readiness: true,
      metrics: '/internal/metrics',
      loadShedding: { maxShare: { normal: 1 } },
    });
    app.get('/', () => 'home');
    const port = portOf(await app.listen({ port: 0, host: '127.0.0.1' }));
    const { tidemark: memory } = app as unknown as { tidemark: RequestMemory };
    const { monitor } = memory.monitoring;
    expect(monitor.running).toBe(true);
    expect(JSON.parse((await ask(port, '/health')).body)).toMatchObject({
      status: 'ok',
      underPressure: false,
    });
    const metrics = await ask(port, '/internal/metrics');
    expect(metrics.headers['content-type']).toMatch(/^text\/plain/);
    expect(metrics.body).toMatch(/^process_resident_memory_bytes /m);
    expect(metrics.body).toMatch(/^# TYPE tidemark_\w+ /m);
    expect((await ask(port, '/')).status).toBe(200);

    memory.shedder!.shed('critical', 'Memory is short.');
    const seen = await load(port, ['/', '/internal/metrics'], 50);
    expect(seen[503]).toBeGreaterThan(0);
    expect(await ask(port, '/internal/metrics')).toMatchObject({ status: 200 });
    expect(await ask(port, '/ready')).toMatchObject({ status: 503 });
    await app.close();
    expect(monitor.running).toBe(false);
  });

  // Fastify lets what a plugin throws end the process, and `ready()` wait for ever.
  it('refuses wrong options as an error of ready()', async () => {
    const app = Fastify();
    app.register(fastifyTidemark, { metric: true } as never);
    await expect(app.ready()).rejects.toMatchObject({ code: 'UNKNOWN_OPTION', option: 'metric' });
    await app.close();
  });

  it('says by ready() that the application answers a path itself, and ends what it has begun', async () => {
    const app = Fastify();
    app.get('/health', () => 'fine');
    app.register(fastifyTidemark, { config: { recorder: { enabled: false } }, health: true });
    await expect(app.ready()).rejects.toMatchObject({ code: 'FST_ERR_DUPLICATED_ROUTE' });
    expect(isAgentRunning()).toBe(false);
    await app.close();
  });

  it('works for what is in the plugin that it is registered in', async () => {
    const fake = new FakeMonitoring();
    const app = Fastify();
    onTestFinished(() => app.close());
    app.register(async (inner) => {
      inner.register(fastifyTidemark, { monitoring: fake.monitoring });
      inner.get('/inside/:id', () => 'inside');
    });
    app.get('/outside', () => 'outside');
    for (const url of ['/inside/1', '/outside']) expect((await app.inject(url)).statusCode).toBe(200);
    expect(fake.counts).toEqual({ 'GET /inside/:id': 1 });
  });
});

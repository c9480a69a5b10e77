import underPressure from '@fastify/under-pressure';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask, ShedProcess } from '../ShedProcess.ts';

async function application(
  build: (app: FastifyInstance) => void | Promise<void>,
  options: FastifyServerOptions = {},
): Promise<number> {
  const app = Fastify({ forceCloseConnections: true, ...options });
  onTestFinished(() => app.close());
  await build(app);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return Number(new URL(address).port);
}

describe('Fastify', () => {
  it('refuses requests of the whole application, whatever plugin the route is in', async () => {
    const shed = new ShedProcess();
    const port = await application((app) => {
      app.register(shed.shedder.fastify());
      app.get('/', () => 'served');
      app.get('/health', () => 'well');
      app.register(async (inner) => {
        inner.get('/inner/:id', () => 'served inside');
      });
    });
    expect(await ask(port, '/inner/1')).toMatchObject({ status: 200, body: 'served inside' });
    shed.press();
    expect(await ask(port)).toMatchObject({ status: 503 });
    expect(await ask(port, '/inner/1')).toMatchObject({ status: 503 });
    expect(await ask(port, '/nothing')).toMatchObject({ status: 503 });
    expect(await ask(port, '/health')).toMatchObject({ status: 200, body: 'well' });
    expect(shed.shedder.metrics.byRoute).toEqual({
      '/': { admitted: 0, refused: 1 },
      '/inner/:id': { admitted: 0, refused: 1 },
      '/health': { admitted: 1, refused: 0 },
      '(other)': { admitted: 0, refused: 1 },
    });
  });

  it('lets a route say what it matters', async () => {
    const shed = new ShedProcess({ maxShare: { normal: 0 } }).press();
    const port = await application((app) => {
      app.register(shed.shedder.fastify());
      app.get('/report', { config: { loadShedding: 'low' } as object }, () => 'long');
      app.get('/pay', { config: { loadShedding: 'exempt' } as object }, () => 'paid');
      app.get('/wrong', { config: { loadShedding: 'urgent' } as object }, () => 'served');
    });
    expect(await ask(port, '/report')).toMatchObject({ status: 503 });
    expect(await ask(port, '/pay')).toMatchObject({ status: 200 });
    expect(await ask(port, '/wrong')).toMatchObject({ status: 200 });
    expect(shed.shedder.metrics).toMatchObject({ exempted: 1, byPriority: { normal: { admitted: 1 } } });
  });

  it('sends the headers of hooks that came before, and calls those that come after an answer', async () => {
    const shed = new ShedProcess().press();
    const answered: number[] = [];
    const port = await application((app) => {
      app.addHook('onRequest', async (_request, reply) => {
        reply.headers({ 'access-control-allow-origin': '*', 'set-cookie': ['a=1', 'b=2'] });
      });
      app.register(shed.shedder.fastify());
      app.addHook('onResponse', async (_request, reply) => {
        answered.push(reply.statusCode);
      });
      app.post('/', () => 'served');
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await ask(port, '/', { method: 'POST', body: '{"a":1}', headers });
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'set-cookie': ['a=1', 'b=2'],
      'retry-after': '10',
    });
    expect(answered).toEqual([503]);
  });

  it('has isUnderPressure(), as @fastify/under-pressure has it', async () => {
    const shed = new ShedProcess();
    const app = Fastify();
    onTestFinished(() => app.close());
    app.register(shed.shedder.fastify());
    await app.ready();
    const { isUnderPressure } = app as unknown as { isUnderPressure(): boolean };
    expect(isUnderPressure()).toBe(false);
    shed.press();
    expect(isUnderPressure()).toBe(true);
  });

  it('stands beside @fastify/under-pressure', async () => {
    const shed = new ShedProcess().press();
    const port = await application(async (app) => {
      await app.register(underPressure);
      await app.register(shed.shedder.fastify());
      app.get('/', () => 'served');
    });
    expect(await ask(port)).toMatchObject({ status: 503 });
  });

  it('leaves alone what a hook before has answered', async () => {
    const shed = new ShedProcess().press();
    const port = await application((app) => {
      app.addHook('onRequest', (_request, reply, done) => {
        reply.raw.write('begun, ');
        done();
      });
      app.register(shed.shedder.fastify());
      app.get('/', (_request, reply) => {
        reply.hijack();
        reply.raw.end('ended');
      });
    });
    expect(await ask(port)).toMatchObject({ status: 200, body: 'begun, ended' });
  });

  it('takes bodies of large uploads for what they are', async () => {
    const shed = new ShedProcess().press();
    const port = await application((app) => {
      app.register(shed.shedder.fastify());
      app.post('/', () => 'served');
    });
    const headers = { 'content-type': 'text/plain' };
    const answer = await ask(port, '/', { method: 'POST', body: 'x'.repeat(100_000), headers });
    expect([answer.status, answer.headers.connection]).toEqual([503, 'close']);
  });
});

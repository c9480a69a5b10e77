import { createServer } from 'node:http';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { ask, listening, ShedProcess } from '../ShedProcess.ts';

describe('Koa', () => {
  it('answers as it did while memory suffices, and refuses while it is short', async () => {
    const shed = new ShedProcess();
    const seen: number[] = [];
    const app = new Koa();
    app.use(async (context, next) => {
      context.set('vary', 'origin');
      await next();
      seen.push(context.status);
    });
    app.use(shed.shedder.koa());
    app.use((context) => {
      context.body = 'served';
    });
    const port = await listening(createServer(app.callback()));
    expect(await ask(port)).toMatchObject({ status: 200, body: 'served' });
    shed.press();
    const { status, headers, body } = await ask(port);
    expect(status).toBe(503);
    expect(headers).toMatchObject({ vary: 'origin', 'retry-after': '10' });
    expect(JSON.parse(body)).toMatchObject({ statusCode: 503 });
    expect(await ask(port, '/ready')).toMatchObject({ status: 200 });
    expect(seen).toEqual([200, 503, 200]);
  });

  it('can have a door that says what its requests matter', async () => {
    const shed = new ShedProcess({ maxShare: { normal: 0 } }).press();
    const app = new Koa();
    const low = shed.shedder.koa({ priority: 'low' });
    app.use((context, next) => (context.path === '/report' ? low(context, next) : next()));
    app.use((context) => {
      context.body = 'served';
    });
    const port = await listening(createServer(app.callback()));
    expect(await ask(port, '/report')).toMatchObject({ status: 503 });
    expect(await ask(port)).toMatchObject({ status: 200 });
  });

  it('passes on what the application throws', async () => {
    const shed = new ShedProcess();
    const app = new Koa();
    app.silent = true;
    app.use(shed.shedder.koa());
    app.use(() => {
      throw new Error('a fault of the application');
    });
    const port = await listening(createServer(app.callback()));
    expect(await ask(port)).toMatchObject({ status: 500 });
  });
});

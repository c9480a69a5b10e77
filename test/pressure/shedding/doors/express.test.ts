import { createServer } from 'node:http';
import express from 'express';
import express4 from 'express-4';
import { describe, expect, it } from 'vitest';
import { ask, listening, ShedProcess } from '../ShedProcess.ts';

describe.each([
  ['4', express4],
  ['5', express],
])('Express %s', (_version, framework) => {
  it('answers as it did while memory suffices, and refuses with its own headers while it is short', async () => {
    const shed = new ShedProcess();
    const app = framework();
    app.use((_request, response, next) => {
      response.setHeader('access-control-allow-origin', '*');
      next();
    });
    app.use(shed.shedder.express());
    app.get('/', (_request, response) => void response.send('served'));
    app.get('/health', (_request, response) => void response.send('well'));
    const port = await listening(createServer(app));
    expect(await ask(port)).toMatchObject({ status: 200, body: 'served' });
    shed.press();
    const { status, headers } = await ask(port);
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'retry-after': '10' });
    expect(await ask(port, '/health')).toMatchObject({ status: 200, body: 'well' });
    expect(shed.shedder.metrics.byRoute).toEqual({ '(other)': { admitted: 1, refused: 1 } });
  });

  it('knows paths below a router by what the client asked for', async () => {
    const shed = new ShedProcess({ routes: { '/api/pay': 'exempt' } }).press();
    const app = framework();
    const api = framework.Router();
    api.use(shed.shedder.express());
    api.get('/pay', (_request, response) => void response.send('paid'));
    api.get('/list', (_request, response) => void response.send('listed'));
    app.use('/api', api);
    const port = await listening(createServer(app));
    expect(await ask(port, '/api/pay')).toMatchObject({ status: 200 });
    expect(await ask(port, '/api/list')).toMatchObject({ status: 503 });
  });

  it('can have a door before one route that is stricter than that of the application, and counts once', async () => {
    const shed = new ShedProcess({ maxShare: { normal: 0 } });
    const app = framework();
    app.use(shed.shedder.express());
    app.use(shed.shedder.express());
    app.get(
      '/report',
      shed.shedder.express({ priority: 'low' }),
      (_request, response) => void response.send('long'),
    );
    app.get('/', (_request, response) => void response.send('served'));
    const port = await listening(createServer(app));
    expect(await ask(port, '/report')).toMatchObject({ status: 200 });
    shed.press();
    expect(await ask(port, '/report')).toMatchObject({ status: 503 });
    expect(await ask(port)).toMatchObject({ status: 200 });
    expect(shed.shedder.metrics).toMatchObject({
      admitted: 1,
      refused: 1,
      byPriority: { low: { admitted: 0, refused: 1 }, normal: { admitted: 1, refused: 0 } },
    });
  });

  it('reads no body of what is refused', async () => {
    const shed = new ShedProcess().press();
    let parsed = 0;
    const app = framework();
    app.use(shed.shedder.express());
    app.use(framework.json());
    app.post('/', (_request, response) => {
      parsed++;
      response.end();
    });
    const port = await listening(createServer(app));
    const headers = { 'content-type': 'application/json' };
    expect(await ask(port, '/', { method: 'POST', body: '{"a":1}', headers })).toMatchObject({ status: 503 });
    expect(parsed).toBe(0);
  });
});

it('a door refuses a priority that there is not', () => {
  expect(() => new ShedProcess().shedder.express({ priority: 'urgent' as never })).toThrow(
    'priority must be one of "low", "normal", "high", "exempt", received "urgent"',
  );
});

import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { LoadSheddingOptions } from '../../../src/pressure/shedding/LoadSheddingOptions.ts';
import type { RequestPriority } from '../../../src/pressure/shedding/RequestPriority.ts';
import { RequestShedder } from '../../../src/pressure/shedding/RequestShedder.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import { ask, criticalReading, listening, ShedProcess } from './ShedProcess.ts';

async function server(shed: ShedProcess): Promise<number> {
  return await listening(createServer(shed.shedder.wrap((_incoming, response) => response.end('served'))));
}

describe('a request shedder', () => {
  it('refuses more with each step, first the low, last the high', async () => {
    const shed = new ShedProcess({
      priority: ({ headers }) => headers['x-priority'] as RequestPriority,
      maxShare: {},
      random: () => 0.5,
    });
    const shares = () => shed.shedder.metrics.refusedShare;
    expect(shares()).toEqual({ low: 0, normal: 0, high: 0 });
    shed.shedder.observe(criticalReading);
    expect(shares()).toEqual({ low: 1, normal: 0.3, high: 0 });
    shed.time.pass(1200);
    expect(shares()).toEqual({ low: 1, normal: 0.9, high: 0 });
    shed.time.pass(600);
    expect(shares()).toEqual({ low: 1, normal: 0.9, high: 0.5 });
    const port = await server(shed);
    const statuses = async (priority: string) => {
      const answers = [];
      for (let count = 0; count < 10; count++) {
        answers.push((await ask(port, '/', { headers: { 'x-priority': priority } })).status);
      }
      return answers.filter((status) => status === 503).length;
    };
    expect([await statuses('low'), await statuses('normal'), await statuses('high')]).toEqual([10, 9, 5]);
    expect(shed.shedder.refused).toBe(24);
    expect(shed.shedder.metrics).toMatchObject({
      shedding: true,
      level: 'critical',
      severity: 1,
      admitted: 6,
      refused: 24,
      episodes: 1,
      refusedByLevel: { normal: 0, warning: 0, critical: 24 },
      byPriority: { low: { admitted: 0, refused: 10 }, high: { admitted: 5, refused: 5 } },
    });
  });

  it('spares nobody where less than 10 % of the limit are left, but those who are never refused', () => {
    const shed = new ShedProcess({ maxShare: { high: 0 } });
    shed.shedder.observe({ ...criticalReading, share: 0.91 });
    shed.time.pass(3000);
    expect(shed.shedder.metrics.refusedShare).toEqual({ low: 1, normal: 1, high: 0 });
    shed.shedder.observe({ ...criticalReading, share: 0.89 });
    expect(shed.shedder.metrics.refusedShare).toEqual({ low: 1, normal: 0.9, high: 0 });
  });

  it('sheds nothing at warning, unless it is told to', () => {
    const warning = { ...criticalReading, level: 'warning', share: 0.75 } as const;
    const careful = new ShedProcess();
    careful.shedder.observe(warning);
    expect(careful.shedder.isUnderPressure()).toBe(false);
    const strict = new ShedProcess({ upTo: { warning: 'low' } });
    strict.shedder.observe(warning);
    expect(strict.shedder.isUnderPressure()).toBe(true);
    expect(strict.shedder.metrics.refusedShare).toEqual({ low: 1, normal: 0, high: 0 });
  });

  it('tells when it begins and ends, with the reason and what it refused', async () => {
    const shed = new ShedProcess();
    const changes: unknown[] = [];
    const end = shed.shedder.onChange((change) => changes.push(change));
    shed.press();
    const port = await server(shed);
    await ask(port);
    await ask(port);
    shed.relax();
    expect(changes).toEqual([
      { shedding: true, level: 'critical', reason: criticalReading.reason, refused: 0 },
      { shedding: false, level: 'normal', reason: '', refused: 2 },
    ]);
    expect(shed.logger.lines).toEqual([
      `info tidemark: Load is shed from now on. ${criticalReading.reason}`,
      'info tidemark: Load is no longer shed; 2 requests were refused.',
    ]);
    end();
    shed.press();
    expect(changes).toHaveLength(2);
  });

  it('lets nobody who listens harm it', () => {
    const shed = new ShedProcess();
    shed.shedder.onChange(() => {
      throw new Error('a fault of the listener');
    });
    expect(() => shed.press()).not.toThrow();
    expect(shed.logger.lines).toContain(
      'warn tidemark: a listener of the load shedding failed; the monitor goes on: a fault of the listener',
    );
  });

  it.each([
    ['throws', () => expect.fail('no priority'), 'no priority'],
    ['returns a promise', async () => 'exempt', 'it must return one of'],
    ['returns a promise that rejects', () => Promise.reject(new Error('later')), 'it must return one of'],
    ['returns what is no priority', () => 'urgent', 'it must return one of'],
  ])('takes a request for normal where priority() %s, and says so once', async (_what, priority, message) => {
    const shed = new ShedProcess({ priority: priority as never, routes: { '/': 'exempt' } }).press();
    const port = await server(shed);
    expect(await ask(port)).toMatchObject({ status: 503 });
    expect(await ask(port)).toMatchObject({ status: 503 });
    const warnings = shed.logger.lines.filter((line) => line.startsWith('warn'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^warn tidemark: priority\(\) of the load shedding failed/);
    expect(warnings[0]).toContain(message);
    expect(shed.shedder.metrics.byPriority.normal.refused).toBe(2);
  });

  it('leaves requests without a priority to the routes, and asks nobody while nothing is shed', async () => {
    let asked = 0;
    const priority = () => {
      asked++;
      return undefined;
    };
    const shed = new ShedProcess({ priority, routes: { '/pay': 'exempt' } });
    const port = await server(shed);
    await ask(port, '/pay');
    expect(asked).toBe(0);
    shed.press();
    expect(await ask(port, '/pay')).toMatchObject({ status: 200 });
    expect(await ask(port)).toMatchObject({ status: 503 });
    expect(asked).toBe(2);
  });

  it('answers as the application wants it', async () => {
    const refusals: unknown[] = [];
    const shed = new ShedProcess({
      routes: { '/a': 'high' },
      respond: (refusal, { url }) => {
        refusals.push(refusal);
        return url === '/default'
          ? undefined
          : { statusCode: 429, headers: { 'X-Why': 'memory' }, body: 'später' };
      },
    }).press();
    const port = await server(shed);
    const { status, headers, body } = await ask(port, '/a');
    expect([status, headers['x-why'], headers['retry-after'], headers['content-length'], body]).toEqual([
      429,
      'memory',
      '10',
      '7',
      'später',
    ]);
    expect(refusals[0]).toEqual({
      level: 'critical',
      reason: criticalReading.reason,
      priority: 'high',
      route: '/a',
      retryAfterSeconds: 10,
    });
    expect(await ask(port, '/default')).toMatchObject({ status: 503 });
  });

  it.each([
    ['throws', () => expect.fail('no answer')],
    ['returns a status that is none of a refusal', () => ({ statusCode: 200 })],
    ['returns a body that cannot be sent', () => ({ body: { a: 1 } })],
    ['returns headers that cannot be sent', () => ({ headers: { 'x-a': 'line\nfeed' } })],
    ['returns a promise', async () => ({ statusCode: 429 })],
  ])('answers by itself where respond() %s', async (what, respond) => {
    const shed = new ShedProcess({ respond: respond as never }).press();
    const port = await server(shed);
    expect(await ask(port)).toMatchObject({ status: 503 });
    expect(await ask(port)).toMatchObject({ status: 503 });
    expect(
      shed.logger.lines.filter((line) => line.startsWith('warn')),
      what,
    ).toHaveLength(1);
  });

  it('gives up a response that nothing can be sent with', () => {
    const shed = new ShedProcess().press();
    let destroyed = 0;
    const response = {
      headersSent: false,
      writeHead: () => {
        throw new Error('broken');
      },
      destroy: () => destroyed++,
    };
    const listener = shed.shedder.wrap(() => expect.fail('it was refused'));
    listener({ method: 'GET', url: '/', headers: {} } as never, response as never);
    expect(destroyed).toBe(1);
  });

  it('lets a request through where its own chance breaks', async () => {
    const shed = new ShedProcess({
      random: () => {
        throw new Error('no chance');
      },
      maxShare: { normal: 0.5 },
    }).press();
    expect(await ask(await server(shed))).toMatchObject({ status: 200 });
    expect(shed.logger.lines.at(-1)).toContain('the load shedding failed');
  });

  it('lets refused clients come back at different times, by level', async () => {
    let chance = 0;
    const options: LoadSheddingOptions = {
      random: () => chance,
      retryAfterSeconds: { warning: 4, critical: 8 },
    };
    const shed = new ShedProcess(options).press();
    const port = await server(shed);
    const seconds = async () => (await ask(port)).headers['retry-after'];
    expect(await seconds()).toBe('8');
    chance = 0.999;
    expect(await seconds()).toBe('12');
    shed.shedder.restore();
    expect(await seconds()).toBe('6');
    const same = new ShedProcess({ retryAfterSeconds: 30 }).press();
    expect((await ask(await server(same))).headers['retry-after']).toBe('30');
  });

  it('tells a hundred routes apart, and not more', async () => {
    const routes = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`/${index}`, 'low' as const]),
    );
    const shed = new ShedProcess({ routes }).press();
    const listener = shed.shedder.wrap(() => {});
    const response = { headersSent: true, writeHead: () => {}, end: () => {} };
    for (let index = 0; index < 150; index++) {
      const request = { method: 'GET', url: `/${index}`, headers: {} };
      listener(request as never, { ...response, headersSent: false } as never);
    }
    const { byRoute, refused } = shed.shedder.metrics;
    expect(refused).toBe(150);
    expect(Object.keys(byRoute)).toHaveLength(101);
    expect(byRoute['(other)']).toEqual({ admitted: 0, refused: 50 });
  });

  it('refuses nothing once it is closed, whatever it is told', async () => {
    const shed = new ShedProcess().press();
    const port = await server(shed);
    shed.shedder.close();
    shed.shedder.shed('critical', 'Memory is short.');
    shed.press();
    expect(shed.shedder.isUnderPressure()).toBe(false);
    expect(await ask(port)).toMatchObject({ status: 200 });
    expect(shed.time.pending).toBe(0);
    expect(() => shed.shedder.close()).not.toThrow();
  });
});

describe('options of load shedding', () => {
  it.each([
    [
      { upTo: { warning: 'all' } },
      'upTo.warning must be one of "none", "low", "normal", "high", received "all"',
    ],
    [{ upTo: null }, 'upTo must be an object, received null'],
    [{ maxShare: { normal: 90 } }, 'maxShare.normal must be a number from 0 to 1, received 90'],
    [{ stepUpMs: 0 }, 'stepUpMs must be a number from 10 to 3600000, received 0'],
    [
      { retryAfterSeconds: 0.5 },
      'retryAfterSeconds.warning must be a whole number from 1 to 86400, received 0.5',
    ],
    [{ retryAfterSeconds: 'soon' }, 'retryAfterSeconds must be an object, received "soon"'],
    [
      { healthChecks: ['health'] },
      'healthChecks must be a list of paths such as "/health" or "*/health", received ["health"]',
    ],
    [{ healthChecks: '/health' }, 'healthChecks must be a list of paths'],
    [{ priority: 'low' }, 'priority must be a function, received "low"'],
    [{ respond: {} }, 'respond must be a function, received {}'],
    [{ logger: {} }, 'logger must be an object with debug, info, warn and error, received {}'],
    [{ exempt: [] }, 'exempt is not an option of shedLoad'],
    [null, 'options must be an object, received null'],
  ])('are refused with the reason: %j', (options, message) => {
    expect(() => new RequestShedder(options as never)).toThrow(message);
    expect(() => new RequestShedder(options as never)).toThrow(TidemarkError);
  });

  it('may leave nothing as a health check', async () => {
    const shed = new ShedProcess({ healthChecks: [] }).press();
    expect(await ask(await server(shed), '/health')).toMatchObject({ status: 503 });
  });

  it('have defaults that need none of them', () => {
    const shedder = new RequestShedder();
    shedder.shed('critical', 'Memory is short.');
    expect(shedder.isUnderPressure()).toBe(true);
    shedder.close();
  });
});

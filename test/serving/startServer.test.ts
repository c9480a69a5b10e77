import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningServer, startServer } from '../../src/serving/startServer.ts';
import { FakeDirectory, summary } from './FakeDirectory.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

let folder: string;
let directory: FakeDirectory;
let server: RunningServer;
const logger = { error: vi.fn() };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-serving-'));
  const assetsDirectory = join(folder, 'dashboard');
  mkdirSync(join(assetsDirectory, 'charts'), { recursive: true });
  writeFileSync(join(assetsDirectory, 'index.html'), '<!doctype html><title>Tidemark</title>');
  writeFileSync(join(assetsDirectory, 'page.js'), 'export {};');
  writeFileSync(join(assetsDirectory, 'notes.txt.bak'), 'not for the web');
  writeFileSync(join(assetsDirectory, 'charts', 'chart.css'), ':host{}');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  symlinkSync(join(folder, 'secret.js'), join(assetsDirectory, 'link.js'));
  directory = new FakeDirectory();
  logger.error.mockReset();
  server = await startServer({
    directory,
    port: 0,
    token: 'secret',
    assetsDirectory,
    logger,
    metrics: async (accept) => ({ contentType: 'text/plain', body: `up 1 ${accept}\n` }),
    now: () => 5_000,
  });
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function ask(path: string, { method = 'GET', headers = {} }: { method?: string; headers?: object } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path, method, headers: { ...headers } };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

function errorIn({ body }: Answer): Record<string, unknown> {
  return (JSON.parse(body) as { error: Record<string, unknown> }).error;
}

describe('the page', () => {
  it('is served with its type, a strict policy, and no word for other origins', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, headers['content-type'], body]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html><title>Tidemark</title>',
    ]);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('has scripts, styles and files in folders', async () => {
    expect((await ask('/page.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('/charts/chart.css')).body).toBe(':host{}');
  });

  it('is not sent again while it has not changed', async () => {
    const { headers } = await ask('/page.js');
    const again = await ask('/page.js', { headers: { 'If-None-Match': headers.etag } });
    expect([again.status, again.body]).toEqual([304, '']);
    expect((await ask('/page.js', { headers: { 'If-None-Match': '"old"' } })).status).toBe(200);
  });

  it('is read anew when it was built anew, and is gone when a link takes its place', async () => {
    const { headers } = await ask('/page.js');
    writeFileSync(join(folder, 'dashboard', 'page.js'), 'export const built = 2;');
    const built = await ask('/page.js', { headers: { 'If-None-Match': headers.etag } });
    expect([built.status, built.body]).toEqual([200, 'export const built = 2;']);
    rmSync(join(folder, 'dashboard', 'page.js'));
    symlinkSync(join(folder, 'secret.js'), join(folder, 'dashboard', 'page.js'));
    expect((await ask('/page.js')).status).toBe(404);
  });

  it('answers HEAD without a body', async () => {
    const { status, headers, body } = await ask('/page.js', { method: 'HEAD' });
    expect([status, headers['content-length'], body]).toEqual([200, '10', '']);
  });

  it.each([
    '/../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/charts/../../secret.js',
    '/link.js',
    '/charts',
    '/notes.txt.bak',
    '/nothing.js',
    '//secret.js',
    '/page.js%00.css',
  ])('has nothing at %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(errorIn(answer)).toMatchObject({ code: 'NOT_FOUND' });
    expect(answer.body).not.toContain('secret"');
  });

  it('says what to do where it is not built', async () => {
    rmSync(join(folder, 'dashboard'), { recursive: true });
    const answer = await ask('/');
    expect([answer.status, errorIn(answer).message]).toEqual([404, expect.stringContaining('npm run build')]);
  });

  it('takes no POST', async () => {
    const answer = await ask('/', { method: 'POST', headers: { Authorization: 'Bearer secret' } });
    expect([answer.status, errorIn(answer).code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  });
});

describe('the API', () => {
  it('lists the processes', async () => {
    const { status, headers, body } = await ask('/api/processes');
    expect([status, headers['cache-control'], headers['content-type']]).toEqual([
      200,
      'no-store',
      'application/json; charset=utf-8',
    ]);
    expect(JSON.parse(body)).toEqual({ processes: [JSON.parse(JSON.stringify(summary))] });
  });

  it('lists the incidents', async () => {
    expect(JSON.parse((await ask('/api/incidents')).body)).toEqual({ incidents: [] });
  });

  it('answers the history of a process as it was asked for', async () => {
    const { status, body } = await ask('/api/processes/4711/history?from=1000&to=2000&step=10&statistic=min');
    expect([status, JSON.parse(body).columns]).toEqual([200, [[1, 2]]]);
    expect(directory.asked).toEqual([
      { id: '4711', range: { fromMs: 1000, toMs: 2000, stepMs: 10, statistic: 'min' } },
    ]);
  });

  it('asks until now where no end is given', async () => {
    await ask('/api/processes/4711/history');
    expect(directory.asked[0]?.range).toMatchObject({ fromMs: 0, toMs: 5_000 });
  });

  it('names the parameter, the rule and the value of a wrong query', async () => {
    const answer = await ask('/api/processes/4711/history?from=noon');
    expect(answer.status).toBe(400);
    expect(errorIn(answer)).toEqual({
      code: 'INVALID_REQUEST',
      message: 'from must be epoch milliseconds, a number from 0, received "noon"',
      option: 'from',
      rule: 'epoch milliseconds, a number from 0',
      received: 'noon',
    });
  });

  it('names the processes that it knows instead of an unknown one', async () => {
    const answer = await ask('/api/processes/1%2F2/history');
    expect([answer.status, errorIn(answer).received, errorIn(answer).rule]).toEqual([
      404,
      '1/2',
      'one of 4711',
    ]);
    directory.known = [];
    expect(errorIn(await ask('/api/processes/1/history')).rule).toBe('one that has connected; none has');
  });

  it('refuses what is no percent-encoding', async () => {
    const answer = await ask('/api/processes/%ff/history');
    expect([answer.status, errorIn(answer).option]).toEqual([400, 'path']);
  });

  it('has nothing anywhere else', async () => {
    expect((await ask('/api/')).status).toBe(404);
    expect((await ask('/api/processes/4711')).status).toBe(404);
  });

  it('refuses a POST without the token, and knows no other action with it', async () => {
    const path = '/api/processes/4711/actions/end-the-process';
    expect((await ask(path, { method: 'POST' })).status).toBe(403);
    const headers = { Authorization: 'Bearer secret' };
    expect((await ask(path, { method: 'POST', headers })).status).toBe(404);
    expect((await ask('/api/processes', { method: 'POST', headers })).status).toBe(405);
  });

  it('says what it takes instead of a method it does not have', async () => {
    const answer = await ask('/api/processes', { method: 'DELETE' });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('is asked only so often, and acts less often; what is not let in does not count', async () => {
    const path = '/api/processes/4711/actions/collect-garbage';
    const statuses = async (count: number, options: object): Promise<number[]> => {
      const answers = [];
      for (let index = 0; index < count; index++) answers.push((await ask(path, options)).status);
      return answers;
    };
    expect(new Set(await statuses(40, { method: 'POST' }))).toEqual(new Set([403]));
    const headers = { Authorization: 'Bearer secret' };
    const acted = await statuses(25, { method: 'POST', headers });
    expect(acted.filter((status) => status === 200)).toHaveLength(20);
    expect(acted.filter((status) => status === 429)).toHaveLength(5);
    const told = await ask(path, { method: 'POST', headers });
    expect([errorIn(told).code, told.headers['retry-after']]).toEqual(['TOO_MANY_REQUESTS', '1']);
    expect(directory.calls).toHaveLength(20);

    let asked = 0;
    while (asked < 1000 && (await ask('/api/processes')).status === 200) asked += 1;
    expect(asked).toBe(500);
  });

  it('gives a page of another host nothing', async () => {
    for (const headers of [
      { Host: `evil.example:${server.port}` },
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' },
    ]) {
      const answer = await ask('/api/processes', { headers });
      expect([answer.status, errorIn(answer).code]).toEqual([403, 'REQUEST_REFUSED']);
    }
  });

  it('reads no body, of whatever length and method', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const piece = Buffer.alloc(64 * 1024, 'a');
    let sentBytes = 0;
    const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => undefined).resume();
    const head = `GET /api/processes HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 90000000000\r\n\r\n`;
    socket.write(head);
    const send = (): void => {
      if (socket.destroyed) return;
      sentBytes += piece.length;
      socket.write(piece, () => setImmediate(send));
    };
    send();
    await ended;
    expect(sentBytes).toBeLessThan(64 * 1024 ** 2);
  });

  it('refuses headers of more than 16 kB', async () => {
    const answer = await raw(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it.each(['http://evil.example/api/processes', '*'])('refuses the address %s', async (address) => {
    const answer = await raw(`GET ${address} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*url must be a path/);
  });

  it('answers 500 when it fails itself, logs why, and goes on', async () => {
    directory.failure = new Error('a defect');
    const answer = await ask('/api/processes');
    expect([answer.status, errorIn(answer).code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(answer.body).not.toContain('a defect');
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), directory.failure);
    directory.failure = undefined;
    expect((await ask('/api/processes')).status).toBe(200);
  });

  it('cuts a stream short that fails after it began', async () => {
    directory.failure = new Error('a defect');
    await expect(ask('/api/events')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('streams what happens, and ends the stream when it closes', async () => {
    const received = ask('/api/events');
    const response = await fetch(`${server.url}api/events`);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('event: process');
    directory.saySample(42);
    const second = await reader?.read();
    expect(new TextDecoder().decode(second?.value)).toContain('"row":[42,null]');
    await reader?.cancel();
    await Promise.all([server.close(), received.catch(() => undefined)]);
    expect(directory.listeners).toBe(0);
  });
});

describe('starting the server', () => {
  it('answers a scrape as its Accept header asks, to those who tell this host from others', async () => {
    const { status, headers, body } = await ask('/metrics', { headers: { Accept: 'text/x' } });
    expect([status, body]).toEqual([200, 'up 1 text/x\n']);
    expect(headers).toMatchObject({
      'content-type': 'text/plain',
      vary: 'Accept',
      'cache-control': 'no-store',
    });
    expect(await ask('/metrics', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect((await ask('/metrics', { headers: { Host: 'example.com' } })).status).toBe(403);
    const posted = await ask('/metrics', { method: 'POST', headers: { Authorization: 'Bearer secret' } });
    expect(posted.status).toBe(405);
    expect((await ask('/metrics/')).status).toBe(404);
  });

  it('names a port that is in use and says what to do', async () => {
    await expect(startServer({ directory, port: server.port, token: 'secret' })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      received: server.port,
      message: expect.stringMatching(new RegExp(`Port ${server.port} on 127.0.0.1 is in use.*--port`)),
    });
  });

  it('names a host that can not be listened on', async () => {
    await expect(
      startServer({ directory, port: 0, token: 'secret', host: '203.0.113.1' }),
    ).rejects.toMatchObject({ code: 'INVALID_OPTION', received: '203.0.113.1:0' });
  });

  it('tells its address', () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/`);
  });
});

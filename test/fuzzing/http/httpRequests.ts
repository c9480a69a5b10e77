import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../../src/serving/startServer.ts';
import type { SnapshotOrder, TakingNews } from '../../../src/wire/snapshotTaking.ts';
import { FakeDirectory } from '../../serving/FakeDirectory.ts';
import { type FuzzInput, type FuzzSurface, piecesOf } from '../FuzzSurface.ts';
import { borderNumbers, borderTexts, mutatedBy, replaced, textMutations } from '../textMutations.ts';

const token = 'a-token-that-nobody-guesses';
/** Every status that is an answer; 500 is none. */
const statuses = new Set([200, 204, 304, 400, 401, 403, 404, 405, 408, 413, 414, 417, 429, 431, 503]);
/** Turns of the event loop, a twentieth of a second apart or more: on a machine that is busy with others they come more slowly. */
const longestAnswerTurns = 160;
const turnMs = 50;
const mostAnswerBytes = 1 << 18;

const paths = [
  '/',
  '/page.js',
  '/metrics',
  '/api/processes',
  '/api/processes/4711/history?from=0&to=10&step=1&statistic=max',
  '/api/processes/4711/costs',
  '/api/processes/nobody/settings',
  '/api/incidents',
  '/api/events',
  '/api/events?since=3',
  '/api/%2e%2e/%2e%2e/etc/passwd',
  '/../../secret.txt',
];
const actions = [
  '/api/processes/4711/actions/collect-garbage?maxPauseMs=5',
  '/api/processes/4711/actions/prune-caches?mode=aggressive&cache=a',
  '/api/processes/4711/actions/sample-allocations?run=start',
  '/api/processes/4711/actions/heap-snapshot?directory=/a&force=true&redact=true&gzip=false&keepFiles=2',
];
const secret = 'what lies outside the folder of the page';

/** What only those hear who may read: of the processes, and of their metrics. */
const told = /"identity"|^x 1$/m;

/**
 * A real server of the dashboard and its API, on a real socket, asked by anybody. Beyond this machine it tells nothing
 * without the token, or the cookie that stands for it.
 */
export async function httpRequests(host: '127.0.0.1' | '0.0.0.0'): Promise<FuzzSurface> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-fuzz-http-'));
  writeFileSync(join(folder, 'secret.txt'), secret);
  const failures: unknown[] = [];
  const directory = new TellingDirectory();
  let time = 0;
  const server = await startServer({
    directory,
    host,
    port: 0,
    token,
    assetsDirectory: join(folder, 'assets'),
    metrics: async () => ({ contentType: 'text/plain', body: 'x 1\n' }),
    logger: { error: (_message, error) => failures.push(error) },
    // An hour between any two looks at the clock: nobody asks too often.
    now: () => (time += 3_600_000),
  });
  const isOpen = server.openAt !== undefined;
  const name = new URL(server.url).host;
  const request = (method: string, path: string, headers = ''): string =>
    `${method} ${path} HTTP/1.1\r\nHost: ${name}\r\n${headers}\r\n`;
  const cookie = isOpen ? await sessionCookie(server.url) : '';
  const readers = [`Authorization: Bearer ${token}\r\n`, `Cookie: ${cookie}\r\n`];
  const open = readers.flatMap((header) => [
    ...[...paths, '/api/session'].map((path) => request('GET', path, header)),
    ...[...actions, '/api/session'].map((path) => request('POST', path, header)),
  ]);
  return {
    seeds: [
      ...(isOpen ? open : []),
      ...paths.map((path) => request('GET', path)),
      ...actions.map((path) => request('POST', path, `Authorization: Bearer ${token}\r\n`)),
      ...actions.map((path) => request('POST', path)),
      `${request('POST', actions[0]!, 'Content-Length: 5\r\n')}hello`,
      `${request('POST', actions[0]!, 'Transfer-Encoding: chunked\r\n')}5\r\nhello\r\n0\r\n\r\n`,
      request('GET', '/api/processes', 'Origin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n'),
      request('GET', '/api/processes') + request('GET', '/api/incidents'),
      request('OPTIONS', '*'),
      request('GET', '/', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'),
    ],
    mostBytes: 24_000,
    mutated: mutatedBy([
      ...textMutations({
        numbers: [...borderNumbers, '%00', '%ff', '%'],
        texts: borderTexts,
        tokens: [
          '\r\n',
          '\r',
          '\n',
          ' ',
          ':',
          '/',
          '?',
          '&',
          '=',
          '%',
          '%2e%2e%2f',
          '\0',
          '..',
          ';',
          'HTTP/1.1',
          '#',
        ],
      }),
      (text, random) =>
        replaced(text, /[\w-]+: /g, random, (name) => `${random.pick(headers)}: x\r\n${name}`),
      (text, random) => replaced(text, /[A-Z]{3,}/g, random, () => random.pick(methods)),
      (text, random) =>
        replaced(text, /\/[^ ]*/g, random, () => random.pick([...paths, ...actions, 'x', '//x', '*'])),
      (text, random) =>
        replaced(text, /\r\n/g, random, (end) => `${end}X: ${'y'.repeat(random.below(20_000))}${end}`),
    ]),
    check: async (input) => {
      const answer = await answerTo(input, server.port);
      if (failures.length > 0) throw new Error('the server failed', { cause: failures.shift() });
      assert.doesNotMatch(answer, new RegExp(secret), 'a file outside the folder is served');
      const heard = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      for (const status of heard) assert.ok(statuses.has(status), `status ${status}`);
      const asked = Buffer.from(input.bytes).toString('latin1');
      const mayAct = asked.includes(token);
      const mayRead = !isOpen || mayAct || asked.includes(cookie);
      assert.ok(mayRead || !told.test(answer), 'something was told without the token');
      assert.ok(mayAct || directory.acted === 0, 'something was done without the token');
      directory.forget();
      return heard.includes(200);
    },
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function sessionCookie(url: string): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}api/session`, { method: 'POST', headers });
  return String(answer.headers.get('set-cookie')).split(';', 1)[0]!;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PATCH', 'PRI'];
const headers = [
  'Host',
  'Origin',
  'Authorization',
  'Content-Length',
  'Transfer-Encoding',
  'Expect',
  'Connection',
  'Last-Event-ID',
  'Sec-Fetch-Site',
  'Sec-Fetch-Mode',
  'If-None-Match',
  'Accept',
  'Cookie',
];

/** All that comes back until the server hangs up, which it must do soon after we have said that we are done. */
function answerTo(input: FuzzInput, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    let turns = 0;
    const clock = setInterval(() => {
      turns += 1;
      if (turns < longestAnswerTurns) return;
      clearInterval(clock);
      socket.destroy();
      reject(new Error(`no end of the answer after ${turns} turns; so far: ${answer.slice(0, 200)}`));
    }, turnMs);
    const done = (): void => {
      clearInterval(clock);
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      answer += text;
      // A stream of events has no end.
      if (answer.length > mostAnswerBytes || answer.includes('text/event-stream')) done();
    });
    // The server may hang up before it has read everything.
    socket.on('error', () => undefined);
    socket.on('close', done);
    socket.on('end', done);
    for (const piece of piecesOf(input)) socket.write(piece);
    socket.end();
  });
}

/** Answers at once, and counts what it was told to do. */
class TellingDirectory extends FakeDirectory {
  override takeSnapshot(
    id: string,
    order: SnapshotOrder,
    tell: (news: TakingNews) => void,
  ): (() => void) | undefined {
    const callOff = super.takeSnapshot(id, order, tell);
    if (callOff !== undefined) setImmediate(tell, { state: 'refused', reason: 'no room' });
    return callOff;
  }

  get acted(): number {
    return this.orders.length + this.calls.filter(({ call }) => !harmless.has(call.type)).length;
  }

  forget(): void {
    this.orders.length = 0;
    this.calls.length = 0;
    this.asked.length = 0;
  }
}

const harmless: ReadonlySet<string> = new Set(['costs', 'caches', 'settings', 'metrics']);

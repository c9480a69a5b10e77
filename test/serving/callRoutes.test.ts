import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/serving/startServer.ts';
import { FakeDirectory } from './FakeDirectory.ts';

let directory: FakeDirectory;
let server: RunningServer;

beforeEach(async () => {
  directory = new FakeDirectory();
  server = await startServer({ directory, port: 0, token: 'secret', logger: { error: () => {} } });
});

afterEach(() => server.close());

/** Status and body of an answer. */
async function ask(method: string, path: string, token = 'secret'): Promise<[number, unknown]> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${server.url}api/processes/${path}`, { method, headers });
  return [response.status, await response.json()];
}

describe('the routes to a process', () => {
  it('ask it what actions cost, which caches there are, how it is set', async () => {
    directory.answered = { type: 'caches', caches: [] };
    expect(await ask('GET', '4711/caches', 'none')).toEqual([200, { type: 'caches', caches: [] }]);
    await ask('GET', '4711/costs');
    await ask('GET', '4711/settings');
    expect(directory.calls.map(({ id, call }) => [id, call.type])).toEqual([
      ['4711', 'caches'],
      ['4711', 'costs'],
      ['4711', 'settings'],
    ]);
  });

  it('have it collect, prune and sample, with what was given, and answer with what it says', async () => {
    directory.answered = { type: 'refused', reason: 'A collection would pause for about 900 ms.' };
    expect(await ask('POST', '4711/actions/collect-garbage?maxPauseMs=200')).toEqual([
      200,
      directory.answered,
    ]);
    await ask('POST', '4711/actions/collect-garbage');
    await ask('POST', '4711/actions/prune-caches?mode=aggressive&cache=user%20names&maxPauseMs=9');
    await ask('POST', '4711/actions/prune-caches');
    await ask('POST', '4711/actions/sample-allocations?run=read');
    expect(directory.calls.map(({ call }) => call)).toEqual([
      { type: 'collect-garbage', maxPauseMs: 200 },
      { type: 'collect-garbage' },
      { type: 'prune-caches', mode: 'aggressive', cache: 'user names', maxPauseMs: 9 },
      { type: 'prune-caches', mode: 'normal' },
      { type: 'sample-allocations', run: 'read' },
    ]);
  });

  it.each(['collect-garbage', 'prune-caches', 'sample-allocations'])(
    'do not %s without the token',
    async (action) => {
      expect(await ask('POST', `4711/actions/${action}`, 'guessed')).toMatchObject([
        403,
        { error: { code: 'REQUEST_REFUSED', option: 'Authorization' } },
      ]);
      expect(await ask('GET', `4711/actions/${action}`)).toMatchObject([
        405,
        { error: { code: 'METHOD_NOT_ALLOWED' } },
      ]);
      expect(directory.calls).toEqual([]);
    },
  );

  it.each([
    ['collect-garbage?maxPauseMs=-1', 'maxPauseMs must be whole milliseconds, 9,999,999 at most'],
    ['collect-garbage?force=true', 'force must be one of maxPauseMs'],
    ['prune-caches?mode=all', 'mode must be one of normal, aggressive'],
    ['prune-caches?cache=a&cache=b', 'cache must be given once'],
    ['sample-allocations?run=pause', 'run must be one of start, read, stop'],
  ])('refuse %s', async (action, message) => {
    const [status, body] = await ask('POST', `4711/actions/${action}`);
    expect([status, (body as { error: { message: string } }).error.message]).toEqual([
      400,
      expect.stringContaining(message),
    ]);
    expect(directory.calls).toEqual([]);
  });

  it('refuse parameters of a question, and processes that nobody knows', async () => {
    expect(await ask('GET', '4711/caches?all=true')).toMatchObject([400, {}]);
    expect(await ask('GET', '12/caches')).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
  });
});

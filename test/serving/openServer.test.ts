import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opennessSentence, tokenOptions } from '../../src/serving/openness.ts';
import { type RunningServer, startServer } from '../../src/serving/startServer.ts';
import { FakeDirectory } from './FakeDirectory.ts';

const token = 'a-secret-that-nobody-knows';
const bearer = { Authorization: `Bearer ${token}` };
const action = 'api/processes/4711/actions/collect-garbage';
const outward = Object.values(networkInterfaces())
  .flat()
  .find((each) => each !== undefined && !each.internal && each.family === 'IPv4')?.address;
const directory = new FakeDirectory();
let server: RunningServer;
let url: string;

beforeAll(async () => {
  server = await startServer({
    directory,
    host: '0.0.0.0',
    port: 0,
    ...tokenOptions(token),
    metrics: async () => ({ contentType: 'text/plain', body: 'up 1\n' }),
  });
  url = `http://${outward ?? '127.0.0.1'}:${server.port}/`;
});
afterAll(() => server.close());

async function status(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> {
  const answer = await fetch(url + path, { method, headers });
  await answer.body?.cancel();
  return answer.status;
}

async function sessionCookie(): Promise<string> {
  const answer = await fetch(`${url}api/session`, { method: 'POST', headers: bearer });
  expect(answer.status).toBe(204);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] as string;
}

describe(`a server on 0.0.0.0, asked at ${outward ?? 'this machine alone, which has no other address'}`, () => {
  it('tells and does nothing without the token, however the path is written', async () => {
    for (const path of [
      'api/processes',
      'api/events',
      'metrics',
      'api/nothing',
      'x/../api/processes',
      '.\\api\\events',
    ]) {
      expect(await status(path), path).toBe(401);
      expect(await status(path, { Authorization: 'Bearer wrong' }), path).toBe(401);
    }
    expect([await status(action, {}, 'POST'), await status('api/session', {}, 'POST')]).toEqual([401, 401]);
    const refused = await fetch(`${url}api/processes`);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await refused.text()).not.toContain('4711');
    expect(directory.calls).toEqual([]);
  });

  it('tells and does everything with it', async () => {
    expect([await status('api/processes', bearer), await status('metrics', bearer)]).toEqual([200, 200]);
    expect(await status(action, bearer, 'POST')).toBe(200);
    expect(directory.calls).toHaveLength(1);
  });

  it('lets a session read the stream, and do nothing', async () => {
    const cookie = await sessionCookie();
    expect([await status('api/events', { cookie }), await status('metrics', { cookie })]).toEqual([200, 200]);
    expect(await status(action, { cookie }, 'POST')).toBe(401);
    expect(directory.calls).toHaveLength(1);
  });

  it('gives a page of another site nothing, whatever it sends along', async () => {
    const cookie = await sessionCookie();
    for (const headers of [
      { cookie, Origin: 'http://evil.example' },
      { cookie, 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'cors' },
      { ...bearer, Origin: `http://${new URL(url).hostname}:1` },
    ]) {
      expect(await status('api/processes', headers)).toBe(403);
    }
  });

  it('is told of in one sentence, and in no address by its token', () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/`);
    expect(server.address).toBe(server.url);
    expect(opennessSentence(server)).toBe(
      `The dashboard is open to other machines on 0.0.0.0:${server.port}. The token is wanted for everything. There is no TLS: put a proxy before it.`,
    );
  });
});

describe('a server on this machine alone', () => {
  it('wants a token that was given for everything, too, and says nothing of other machines', async () => {
    const own = await startServer({ directory, port: 0, ...tokenOptions(token) });
    expect((await fetch(`${own.url}api/processes`)).status).toBe(401);
    expect((await fetch(`${own.url}api/processes`, { headers: bearer })).status).toBe(200);
    expect(opennessSentence(own)).toBeUndefined();
    await own.close();
  });

  it('makes a token where none was given, for what acts, and tells it behind the #', async () => {
    const made = tokenOptions(undefined);
    const own = await startServer({ directory, port: 0, ...made });
    expect((await fetch(`${own.url}api/processes`)).status).toBe(200);
    expect(own.address).toBe(`${own.url}#k=${made.token}`);
    expect(
      (
        await fetch(`${own.url}api/session`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${made.token}` },
        })
      ).status,
    ).toBe(404);
    await own.close();
  });

  it('wants one for everything where it is open, though nobody has given it', async () => {
    const open = await startServer({ directory, port: 0, host: '0.0.0.0', ...tokenOptions(undefined) });
    expect((await fetch(`${open.url}api/processes`)).status).toBe(401);
    await open.close();
  });
});

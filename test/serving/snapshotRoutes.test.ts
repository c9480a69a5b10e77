import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnalysisRequest, SnapshotDesk } from '../../src/serving/SnapshotDesk.ts';
import { type RunningServer, startServer } from '../../src/serving/startServer.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import type { DashboardMessage } from '../../src/wire/message.ts';
import type { Analysis, AnalysisResult } from '../../src/wire/snapshot.ts';
import { FakeDirectory } from './FakeDirectory.ts';

const first = 'a'.repeat(16);
const second = 'b'.repeat(16);
const running: Analysis = { id: '1', kind: 'classes', snapshots: [first], state: 'running', askedAt: 1 };
const result = { kind: 'retainers', holderCount: 3 } as AnalysisResult;

/** What of the answers these tests look at. */
interface Answer {
  readonly error?: { readonly code: string };
  readonly analysis?: Analysis;
}

class FakeDesk implements SnapshotDesk {
  readonly asked: AnalysisRequest[] = [];
  readonly cancelled: string[] = [];
  readonly #listeners: Set<(message: DashboardMessage) => void> = new Set();
  failure: Error | undefined;

  async snapshots() {
    return [{ id: first, name: 'heap.heapsnapshot', sizeBytes: 3, writtenAt: 4 }];
  }

  async ask(asked: AnalysisRequest): Promise<Analysis> {
    if (this.failure !== undefined) throw this.failure;
    this.asked.push(asked);
    return running;
  }

  analyses() {
    return [running];
  }

  outcome(id: string) {
    return id === '1' ? { analysis: running, result } : undefined;
  }

  cancel(id: string): Analysis | undefined {
    this.cancelled.push(id);
    return id === '1' ? { ...running, state: 'cancelled' } : undefined;
  }

  subscribe(listener: (message: DashboardMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  say(analysis: Analysis): void {
    for (const listener of this.#listeners) listener({ type: 'analysis', analysis });
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

let desk: FakeDesk;
let server: RunningServer;

beforeEach(async () => {
  desk = new FakeDesk();
  server = await startServer({ directory: new FakeDirectory(), snapshots: desk, port: 0, token: 'secret' });
});

afterEach(() => server.close());

const token = { authorization: 'Bearer secret' };

function ask(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: object } = {},
): Promise<{ status: number; body: Answer }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, method, headers: { ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the API of snapshots', () => {
  it('lists snapshots and analyses', async () => {
    expect(await ask('/api/snapshots')).toEqual({
      status: 200,
      body: { snapshots: [{ id: first, name: 'heap.heapsnapshot', sizeBytes: 3, writtenAt: 4 }] },
    });
    expect((await ask('/api/analyses')).body).toEqual({ analyses: [running] });
  });

  it('has an analysis made for who shows the token', async () => {
    const path = `/api/analyses?kind=diff&snapshot=${first}&snapshot=${second}`;
    expect(await ask(path, { method: 'POST' })).toMatchObject({
      status: 403,
      body: { error: { code: 'REQUEST_REFUSED' } },
    });
    expect(desk.asked).toEqual([]);
    expect(await ask(path, { method: 'POST', headers: token })).toEqual({
      status: 202,
      body: { analysis: running },
    });
    await ask(`/api/analyses?kind=retainers&snapshot=${first}&object=0042`, {
      method: 'POST',
      headers: token,
    });
    await ask(`/api/analyses?kind=classes&snapshot=${first}`, { method: 'POST', headers: token });
    expect(desk.asked).toEqual([
      { kind: 'diff', snapshots: [first, second] },
      { kind: 'retainers', snapshots: [first], object: 42 },
      { kind: 'classes', snapshots: [first] },
    ]);
  });

  it.each([
    ['', 'kind'],
    ['kind=everything', 'kind'],
    ['kind=toString', 'kind'],
    [`kind=classes&kind=diff&snapshot=${first}`, 'kind'],
    ['kind=classes', 'snapshot'],
    [`kind=classes&snapshot=${first}&snapshot=${second}`, 'snapshot'],
    [`kind=diff&snapshot=${first}`, 'snapshot'],
    [`kind=diff&snapshot=${first}&snapshot=${first}`, 'snapshot'],
    [`kind=diff&snapshot=${first}&snapshot=${second}&snapshot=${first}&snapshot=${second}`, 'snapshot'],
    ['kind=classes&snapshot=%2Fetc%2Fpasswd', 'snapshot'],
    ['kind=classes&snapshot=..%2Fheap.heapsnapshot', 'snapshot'],
    [`kind=classes&snapshot=${first}&object=1`, 'object'],
    [`kind=retainers&snapshot=${first}`, 'object'],
    [`kind=retainers&snapshot=${first}&object=-1`, 'object'],
    [`kind=retainers&snapshot=${first}&object=4294967296`, 'object'],
    [`kind=classes&snapshot=${first}&path=/etc`, 'path'],
  ])('refuses ?%s', async (query, option) => {
    const { status, body } = await ask(`/api/analyses?${query}`, { method: 'POST', headers: token });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', option });
    expect(desk.asked).toEqual([]);
  });

  it('tells what was found to who shows the token alone', async () => {
    expect((await ask('/api/analyses/1')).status).toBe(403);
    expect(await ask('/api/analyses/1', { headers: token })).toEqual({
      status: 200,
      body: { analysis: running, result },
    });
    expect(await ask('/api/analyses/%00', { headers: token })).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    });
  });

  it('calls an analysis off', async () => {
    expect((await ask('/api/analyses/1/cancel', { method: 'POST' })).status).toBe(403);
    expect(desk.cancelled).toEqual([]);
    const answer = await ask('/api/analyses/1/cancel', { method: 'POST', headers: token });
    expect(answer.body.analysis?.state).toBe('cancelled');
    expect((await ask('/api/analyses/2/cancel', { method: 'POST', headers: token })).status).toBe(404);
    expect((await ask('/api/analyses/1/cancel')).status).toBe(405);
  });

  it('passes on why an analysis is refused', async () => {
    desk.failure = new TidemarkError('TOO_MANY_ANALYSES', 'Too many.');
    const path = `/api/analyses?kind=classes&snapshot=${first}`;
    expect(await ask(path, { method: 'POST', headers: token })).toMatchObject({
      status: 503,
      body: { error: { code: 'TOO_MANY_ANALYSES' } },
    });
  });

  it('tells of progress on the stream of events', async () => {
    const text = await new Promise<string>((resolve) => {
      const asking = request({ host: '127.0.0.1', port: server.port, path: '/api/events' }, (response) => {
        let told = '';
        response.on('data', (chunk: Buffer) => {
          told += chunk.toString();
          if (told.includes('retry:') && !told.includes('analysis')) desk.say(running);
          if (told.includes('event: analysis\ndata:')) {
            asking.destroy();
            resolve(told);
          }
        });
        response.on('error', () => undefined);
      });
      asking.on('error', () => undefined);
      asking.end();
    });
    expect(text).toContain(`data: ${JSON.stringify({ type: 'analysis', analysis: running })}`);
    await server.close();
    expect(desk.listeners).toBe(0);
  });

  it('is not there without somebody who analyses', async () => {
    await server.close();
    server = await startServer({ directory: new FakeDirectory(), port: 0, token: 'secret' });
    expect((await ask('/api/snapshots')).status).toBe(404);
  });
});

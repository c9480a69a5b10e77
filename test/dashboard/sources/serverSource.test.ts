import { describe, expect, it } from 'vitest';
import { type ServerSourceEnvironment, serverSource } from '../../../src/dashboard/sources/serverSource.ts';
import type { DashboardMessage } from '../../../src/wire/message.ts';
import { historyOf, noon, processOf, wireRow } from '../given.ts';

class GivenStream extends EventTarget {
  readonly url: string;
  readyState = 0;

  constructor(url: string) {
    super();
    this.url = url;
  }

  close(): void {
    this.readyState = 2;
  }

  say(message: DashboardMessage, lastEventId: string): void {
    this.dispatchEvent(new MessageEvent(message.type, { data: JSON.stringify(message), lastEventId }));
  }
}

/** Lets what was answered be heard. */
const heardOut = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function given(answers: Record<string, unknown> = {}, sessions: readonly number[] = []) {
  const asked: string[] = [];
  const address = new EventTarget();
  const state = { token: undefined as string | undefined };
  const left = [...sessions];
  const streams: GivenStream[] = [];
  const timers: { callback: () => void; delayMs: number }[] = [];
  const visibility = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const environment = {
    address,
    fetch: async (url: string, request?: RequestInit) => {
      if (url.endsWith('/session')) {
        asked.push(new Headers(request?.headers).get('authorization') ?? 'none');
        return new Response(null, { status: left.shift() ?? 404 });
      }
      return url in answers ? Response.json(answers[url]) : new Response('no', { status: 404 });
    },
    openStream: (url: string) => {
      const stream = new GivenStream(url);
      streams.push(stream);
      return stream;
    },
    visibility,
    setTimer: (callback: () => void, delayMs: number) => timers.push({ callback, delayMs }),
    clearTimer: () => {},
  } as unknown as ServerSourceEnvironment;
  const heard: unknown[] = [];
  const source = serverSource('http://here/', () => state.token, environment);
  const end = (): (() => void) =>
    source.subscribe({
      message: (message) => heard.push(message),
      connection: (connection) => heard.push(connection),
    });
  const see = (visibilityState: string): void => {
    visibility.visibilityState = visibilityState;
    visibility.dispatchEvent(new Event('visibilitychange'));
  };
  const refuse = async (): Promise<void> => {
    const stream = streams.at(-1) as GivenStream;
    stream.close();
    stream.dispatchEvent(new Event('error'));
    await heardOut();
  };
  return { source, streams, timers, heard, subscribe: end, see, asked, address, state, refuse };
}

const sample: DashboardMessage = { type: 'sample', id: '4711', row: wireRow({ time: noon }) };

describe('serverSource', () => {
  it('asks the API for processes and history', async () => {
    const answer = historyOf([]);
    const { source } = given({
      'http://here/api/processes': { processes: [processOf()] },
      'http://here/api/processes/47%2F11/history?from=1&to=3': answer,
    });
    expect(await source.processes()).toEqual(JSON.parse(JSON.stringify([processOf()])));
    expect(await source.history('47/11', { fromMs: 1.5, toMs: 2.5 })).toEqual(answer);
  });

  it('fails when the server refuses', async () => {
    await expect(given().source.processes()).rejects.toThrow('/processes answered with status 404');
  });

  it('hands on what the stream says', () => {
    const { streams, heard, subscribe } = given();
    subscribe();
    streams[0]?.dispatchEvent(new Event('open'));
    streams[0]?.say(sample, '7');
    streams[0]?.say({ type: 'reset' }, '');
    expect(streams[0]?.url).toBe('http://here/api/events');
    expect(heard).toEqual(['connecting', 'open', sample, { type: 'reset' }]);
  });

  it('closes the stream while nobody sees the page, and resumes after the last message', () => {
    const { streams, subscribe, see } = given();
    subscribe();
    streams[0]?.say(sample, '7');
    streams[0]?.say({ type: 'reset' }, '');
    see('hidden');
    expect(streams[0]?.readyState).toBe(2);
    see('visible');
    see('visible');
    expect(streams.map(({ url }) => url).slice(1)).toEqual(['http://here/api/events?lastEventId=7']);
  });

  it('opens no stream on a page that nobody sees', () => {
    const { streams, subscribe, see } = given();
    see('hidden');
    subscribe();
    expect(streams).toHaveLength(0);
  });

  it('lets a stream that broke reconnect by itself', () => {
    const { streams, timers, heard, subscribe } = given();
    subscribe();
    streams[0]?.dispatchEvent(new Event('error'));
    expect(heard).toEqual(['connecting', 'lost']);
    expect(timers).toHaveLength(0);
  });

  it('opens a new stream, ever later, when the server refuses', async () => {
    const { streams, timers, heard, subscribe, refuse } = given();
    subscribe();
    for (let attempt = 0; attempt < 6; attempt++) {
      await refuse();
      timers.at(-1)?.callback();
    }
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(streams).toHaveLength(7);
    expect(new Set(heard)).toEqual(new Set(['connecting', 'lost']));
    (streams.at(-1) as GivenStream).dispatchEvent(new Event('open'));
    await refuse();
    expect(timers.at(-1)?.delayMs).toBe(1_000);
  });

  it('opens a session with the token where the stream is refused, and the stream at once', async () => {
    const { streams, timers, heard, subscribe, asked, state, refuse } = given({}, [204, 204]);
    state.token = 'secret';
    subscribe();
    await refuse();
    expect([asked, streams.length, timers.length]).toEqual([['Bearer secret'], 2, 0]);
    streams[1]?.dispatchEvent(new Event('open'));
    expect(heard).toEqual(['connecting', 'open']);
    // The server has been started again, and knows of no session.
    await refuse();
    expect([asked.length, streams.length, timers.length]).toEqual([2, 3, 0]);
  });

  it('does not ask without end where a session changes nothing', async () => {
    const { streams, timers, heard, subscribe, refuse } = given({}, [204, 204]);
    subscribe();
    await refuse();
    await refuse();
    expect([streams.length, timers.length, heard]).toEqual([2, 1, ['connecting', 'lost']]);
  });

  it('says that the token is missing, or wrong, and tries the next one at once', async () => {
    const { streams, heard, subscribe, asked, address, state, refuse } = given({}, [401, 401, 204]);
    const end = subscribe();
    address.dispatchEvent(new Event('hashchange'));
    expect(streams).toHaveLength(1);
    await refuse();
    state.token = 'wrong';
    address.dispatchEvent(new Event('hashchange'));
    await refuse();
    state.token = 'secret';
    address.dispatchEvent(new Event('hashchange'));
    await refuse();
    expect(heard).toEqual(['connecting', 'token missing', 'token wrong']);
    expect([asked, streams.length]).toEqual([['none', 'Bearer wrong', 'Bearer secret'], 4]);
    end();
    address.dispatchEvent(new Event('hashchange'));
    expect(streams).toHaveLength(4);
  });

  it('opens nothing that nobody sees any more when the answer comes', async () => {
    const { streams, heard, subscribe, see, state, refuse } = given({}, [204]);
    state.token = 'secret';
    subscribe();
    const refused = refuse();
    see('hidden');
    await refused;
    expect([streams.length, heard]).toEqual([1, ['connecting']]);
  });

  it('hears nothing of a stream that it has left', () => {
    const { streams, heard, subscribe, see } = given();
    subscribe();
    see('hidden');
    streams[0]?.dispatchEvent(new Event('error'));
    expect(heard).toEqual(['connecting']);
  });

  it('ends', () => {
    const { streams, subscribe, see } = given();
    subscribe()();
    see('visible');
    expect(streams.map(({ readyState }) => readyState)).toEqual([2]);
  });
});

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

function given(answers: Record<string, unknown> = {}) {
  const streams: GivenStream[] = [];
  const timers: { callback: () => void; delayMs: number }[] = [];
  const visibility = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const environment = {
    fetch: async (url: string) =>
      url in answers ? Response.json(answers[url]) : new Response('no', { status: 404 }),
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
  const source = serverSource('http://here/', environment);
  const end = (): (() => void) =>
    source.subscribe({
      message: (message) => heard.push(message),
      connection: (connection) => heard.push(connection),
    });
  const see = (visibilityState: string): void => {
    visibility.visibilityState = visibilityState;
    visibility.dispatchEvent(new Event('visibilitychange'));
  };
  return { source, streams, timers, heard, subscribe: end, see };
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

  it('opens a new stream, ever later, when the server refuses', () => {
    const { streams, timers, subscribe } = given();
    subscribe();
    for (let attempt = 0; attempt < 6; attempt++) {
      const stream = streams.at(-1) as GivenStream;
      stream.close();
      stream.dispatchEvent(new Event('error'));
      timers.at(-1)?.callback();
    }
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(streams).toHaveLength(7);
    const last = streams.at(-1) as GivenStream;
    last.dispatchEvent(new Event('open'));
    last.close();
    last.dispatchEvent(new Event('error'));
    expect(timers.at(-1)?.delayMs).toBe(1_000);
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

import type { IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { EventStream } from '../../src/serving/EventStream.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { FakeDirectory, summary } from './FakeDirectory.ts';
import { FakeResponse } from './FakeResponse.ts';

const event: MemoryEvent = {
  time: 1,
  type: 'memory:out_of_memory_predicted',
  payload: { etaMs: 1, lowMs: 1, highMs: undefined, limit: 'heap' },
};

let directory: FakeDirectory;
let stream: EventStream;

beforeEach(() => {
  directory = new FakeDirectory();
  stream = new EventStream({ directory, startedAt: 0, maxMessages: 8, maxClients: 2 });
});

function open(lastId?: string, where: 'header' | 'query' = 'header'): FakeResponse {
  const response = new FakeResponse();
  const headers = lastId !== undefined && where === 'header' ? { 'last-event-id': lastId } : {};
  const query = new URLSearchParams(where === 'query' && lastId !== undefined ? { lastEventId: lastId } : {});
  stream.open({ headers } as unknown as IncomingMessage, response.asResponse(), query);
  return response;
}

describe('EventStream', () => {
  it('greets a new client with the processes as they are, then tells what happens', () => {
    const client = open();
    expect(client.head).toMatchObject({ 'Content-Type': 'text/event-stream; charset=utf-8' });
    expect(client.take()).toEqual(['retry: 2000', 'process 0']);
    directory.saySample(1);
    directory.say({ type: 'event', id: '4711', event });
    expect(client.take()).toEqual(['sample 1', 'event 2']);
  });

  it.each(['header', 'query'] as const)('replays what a client missed (%s)', (where) => {
    for (let value = 1; value <= 5; value++) directory.saySample(value);
    expect(open('3', where).take()).toEqual(['retry: 2000', 'sample 4', 'sample 5']);
    expect(open('5', where).take()).toEqual(['retry: 2000']);
  });

  it.each(['0', '99', '-4', 'nonsense', '1.5'])(
    'resets a client whose last id, %s, it can not follow',
    (id) => {
      for (let value = 1; value <= 12; value++) directory.saySample(value);
      expect(open(id).take()).toEqual(['retry: 2000', 'reset 12', 'process 12']);
    },
  );

  it('does not take the ids of an earlier server for its own', () => {
    const later = new EventStream({ directory, startedAt: 1_000 });
    directory.saySample(1);
    const response = new FakeResponse();
    const request = { headers: { 'last-event-id': '1' } } as unknown as IncomingMessage;
    later.open(request, response.asResponse(), new URLSearchParams());
    expect(response.take()).toContain('reset 1000001');
  });

  it('holds nothing for a client whose socket is full, and goes on where it stood', () => {
    const client = open();
    client.take();
    client.full = true;
    for (let value = 1; value <= 4; value++) directory.saySample(value);
    expect(client.take()).toEqual(['sample 1']);
    client.drain();
    expect(client.take()).toEqual(['sample 2', 'sample 3', 'sample 4']);
  });

  it('lets a slow client lose samples but not events', () => {
    const client = open();
    client.full = true;
    directory.saySample(1);
    client.take();
    directory.saySample(2);
    directory.say({ type: 'event', id: '4711', event });
    for (let value = 4; value <= 9; value++) directory.saySample(value);
    client.drain();
    expect(client.take()).toEqual(['event 3', 'sample 6', 'sample 7', 'sample 8', 'sample 9']);
  });

  it('resets a client that the ring has overtaken', () => {
    const client = open();
    client.full = true;
    for (let value = 1; value <= 20; value++) directory.saySample(value);
    client.take();
    directory.known = [summary, { ...summary, state: 'gone' }];
    client.drain();
    expect(client.take()).toEqual(['reset 20', 'process 20', 'process 20']);
  });

  it('keeps quiet connections awake with comments', () => {
    const client = open();
    client.take();
    stream.beat();
    expect(client.take()).toEqual([': still here']);
  });

  it('lets go of a client that took nothing between two beats', () => {
    const stalled = open();
    const recovering = open();
    for (const client of [stalled, recovering]) client.full = true;
    directory.saySample(1);
    stream.beat();
    recovering.drain();
    recovering.full = true;
    directory.saySample(2);
    stream.beat();
    expect([stalled.destroyed, recovering.destroyed]).toEqual([true, false]);
  });

  it('takes no more clients than it can serve, and another one when one has left', () => {
    open();
    const second = open();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'TOO_MANY_CLIENTS' }));
    second.emit('close');
    expect(open().take()).toContain('process 0');
  });

  it('ends its clients and listens no more when it closes', () => {
    const client = open();
    client.take();
    stream.close();
    expect(client.take()).toEqual(['end 0']);
    expect(client.ended).toBe(true);
    expect(directory.listeners).toBe(0);
  });
});

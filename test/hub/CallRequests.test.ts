import { beforeEach, describe, expect, it } from 'vitest';
import { CallRequests } from '../../src/hub/CallRequests.ts';
import type { ProcessAnswer } from '../../src/wire/call.ts';
import type { HubMessage } from '../../src/wire/message.ts';

const answer: ProcessAnswer = { type: 'caches', caches: [] };

let requests: CallRequests;
let said: HubMessage[];
let timers: Set<() => void>;
let answered: Promise<ProcessAnswer>;

beforeEach(() => {
  timers = new Set();
  requests = new CallRequests((callback) => {
    timers.add(callback);
    return () => timers.delete(callback);
  });
  said = [];
  answered = requests.ask('4711', (message) => said.push(message), { type: 'caches' });
});

describe('what an agent has been called for', () => {
  it('is answered by that agent alone, and once', async () => {
    expect(said).toEqual([{ type: 'call', request: 1, call: { type: 'caches' } }]);
    requests.take('9', 1, { type: 'refused', reason: 'by somebody else' });
    requests.take('4711', 1, answer);
    requests.take('4711', 1, { type: 'refused', reason: 'too late' });
    expect(await answered).toEqual(answer);
    expect(timers.size).toBe(0);
  });

  it('is given up where nobody answers', async () => {
    for (const callback of timers) callback();
    expect(await answered).toMatchObject({ type: 'refused', reason: /has not answered for 60 s/ });
  });

  it('ends with the process', async () => {
    requests.ended('9');
    requests.ended('4711');
    expect(await answered).toMatchObject({ type: 'refused', reason: /The process ended/ });
  });
});

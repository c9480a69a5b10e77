import diagnosticsChannel from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../src/monitoring/FaultLog.ts';
import { Listeners } from '../../src/monitoring/Listeners.ts';
import { MemoryEvents } from '../../src/monitoring/MemoryEvents.ts';
import { diagnostics } from '../../src/monitoring/platform.ts';
import type { MemoryEvent, OutOfMemoryEstimate } from '../../src/wire/event.ts';
import { toRow } from '../../src/wire/sample.ts';
import { FakeLogger, FakeTime } from './simulation.ts';

const estimate: OutOfMemoryEstimate = { etaMs: 9, lowMs: 5, highMs: undefined, limit: 'heap' };

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly logger: FakeLogger = new FakeLogger();
  readonly dispatched: [string, unknown][] = [];
  readonly events: MemoryEvents;

  constructor(
    dispatch: ((type: string, payload: unknown) => unknown) | undefined = (type, payload) =>
      this.dispatched.push([type, payload]),
    publish = diagnostics,
  ) {
    this.events = new MemoryEvents({
      eventBus: { dispatch },
      diagnostics: publish,
      faults: new FaultLog(this.logger, this.time.now),
    });
  }
}

describe('an event', () => {
  it('reaches handlers of its type, listeners of all, and the event bus', () => {
    const { events, dispatched } = new Stage();
    const heard: unknown[] = [];
    events.on('memory:out_of_memory_predicted', (payload) => heard.push(payload.etaMs));
    events.on('memory:leak_suspected', () => heard.push('wrong'));
    events.onEvent((event) => heard.push(event.type, event.time));
    events.emit('memory:out_of_memory_predicted', 77, estimate);
    expect(heard).toEqual([9, 'memory:out_of_memory_predicted', 77]);
    expect(dispatched).toEqual([['memory:out_of_memory_predicted', estimate]]);
  });

  it('reaches nobody after they unsubscribed, once or twice', () => {
    const { events } = new Stage();
    let calls = 0;
    const handler = (): number => (calls += 1);
    const ends = [
      events.on('memory:out_of_memory_predicted', handler),
      events.on('memory:out_of_memory_predicted', handler),
      events.onEvent(handler),
    ];
    ends[0]!();
    ends[0]!();
    events.emit('memory:out_of_memory_predicted', 0, estimate);
    expect(calls).toBe(2);
    for (const end of ends) end();
    events.emit('memory:out_of_memory_predicted', 0, estimate);
    expect(calls).toBe(2);
  });

  it('is published on its diagnostics channel', () => {
    const { events } = new Stage();
    const published: unknown[] = [];
    const subscriber = (message: unknown): number => published.push(message);
    diagnosticsChannel.subscribe('tidemark:out_of_memory_predicted', subscriber);
    events.emit('memory:out_of_memory_predicted', 77, estimate);
    diagnosticsChannel.unsubscribe('tidemark:out_of_memory_predicted', subscriber);
    events.emit('memory:out_of_memory_predicted', 78, estimate);
    expect(published).toEqual([{ time: 77, type: 'memory:out_of_memory_predicted', payload: estimate }]);
  });
});

describe('whoever fails', () => {
  it('harms nobody, and is told of once a minute', async () => {
    const stage = new Stage(() => Promise.reject(new Error('bus down')), {
      hasSubscribers: () => true,
      publish: () => {
        throw new Error('channel down');
      },
    });
    const { events, logger, time } = stage;
    let heard = 0;
    events.on('memory:out_of_memory_predicted', () => {
      throw new Error('handler down');
    });
    events.on('memory:out_of_memory_predicted', async () => {
      throw new Error('late');
    });
    events.onEvent(() => {
      throw new Error('listener down');
    });
    events.onEvent(() => (heard += 1));
    for (let count = 0; count < 5; count++) {
      events.emit('memory:out_of_memory_predicted', count, estimate);
      await Promise.resolve();
    }
    expect(heard).toBe(5);
    expect([...logger.lines].sort()).toEqual([
      'warn tidemark: a diagnostics channel failed; the monitor goes on: channel down',
      'warn tidemark: a handler of memory:out_of_memory_predicted failed; the monitor goes on: handler down',
      'warn tidemark: a listener of events failed; the monitor goes on: listener down',
      'warn tidemark: the event bus failed; the monitor goes on: bus down',
    ]);
    time.pass(60_000);
    events.emit('memory:out_of_memory_predicted', 9, estimate);
    await Promise.resolve();
    expect(logger.lines).toHaveLength(8);
  });

  it('may be the logger itself', async () => {
    const throwing = new FaultLog(
      {
        ...new FakeLogger(),
        warn: () => {
          throw new Error('disk full');
        },
      } as never,
      () => 0,
    );
    expect(() => throwing.report('a handler', new Error('x'))).not.toThrow();
    const rejecting = new FaultLog({ warn: () => Promise.reject(new Error('disk full')) } as never, () => 0);
    rejecting.report('a handler', new Error('x'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => new FaultLog(undefined, () => 0).report('a handler', new Error('x'))).not.toThrow();
  });
});

describe('memory:sampled', () => {
  it('goes to the event bus once a second at most', () => {
    const { events, dispatched } = new Stage();
    for (let ms = 0; ms < 3000; ms += 100) events.sampled(toRow({ time: ms, rssBytes: 5 }));
    expect(dispatched).toHaveLength(3);
    expect(dispatched[0]).toEqual(['memory:sampled', expect.objectContaining({ time: 0, rssBytes: 5 })]);
  });

  it('goes to a diagnostics channel with every sample, where somebody listens', () => {
    const { events } = new Stage();
    const published: unknown[] = [];
    const subscriber = (message: unknown): number => published.push((message as MemoryEvent).time);
    diagnosticsChannel.subscribe('tidemark:sampled', subscriber);
    for (let ms = 0; ms < 500; ms += 100) events.sampled(toRow({ time: ms }));
    diagnosticsChannel.unsubscribe('tidemark:sampled', subscriber);
    expect(published).toEqual([0, 100, 200, 300, 400]);
  });

  it('is not for listeners of events', () => {
    const { events } = new Stage();
    const heard: unknown[] = [];
    events.onEvent((event) => heard.push(event));
    events.sampled(toRow({ time: 0 }));
    expect(heard).toEqual([]);
  });

  it('makes no object where nobody asks', () => {
    const events = new MemoryEvents({
      eventBus: undefined,
      diagnostics: {
        hasSubscribers: () => false,
        publish: () => {
          throw new Error('published');
        },
      },
      faults: new FaultLog(undefined, () => 0),
    });
    const untouched = new Proxy(toRow({ time: 0 }), {
      get: (row, key) => {
        if (key !== '0') throw new Error(`read ${String(key)}`);
        return row[0];
      },
    });
    expect(() => events.sampled(untouched)).not.toThrow();
    expect(() => events.emit('memory:out_of_memory_predicted', 0, estimate)).not.toThrow();
  });
});

describe('listeners', () => {
  it('may come and go while they are told', () => {
    const heard: string[] = [];
    const listeners = new Listeners<number>(() => {});
    const end = listeners.add(() => {
      heard.push('first');
      end();
      listeners.add(() => heard.push('third'));
    });
    listeners.add(() => heard.push('second'));
    listeners.tell(1);
    expect(heard).toEqual(['first', 'second']);
    listeners.tell(2);
    expect(heard).toEqual(['first', 'second', 'second', 'third']);
  });

  it('must be functions', () => {
    expect(() => new Listeners(() => {}).add(7 as never)).toThrow('handler must be a function, received 7');
  });
});

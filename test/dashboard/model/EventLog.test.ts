import { describe, expect, it } from 'vitest';
import { EventLog, keyOf } from '../../../src/dashboard/model/EventLog.ts';
import type { MemoryEvent } from '../../../src/wire/event.ts';
import { crossingEvent, leakEvent, noon } from '../given.ts';

describe('EventLog', () => {
  it('keeps events in the order of time, each once', () => {
    const log = new EventLog();
    log.add(leakEvent(3), crossingEvent(1, 'warning'));
    log.add(crossingEvent(1, 'warning'), crossingEvent(1, 'warning', { metric: 'rss' }));
    expect(log.events.map(({ time }) => time)).toEqual([1, 1, 3]);
  });

  it('gives the same array while nothing is new', () => {
    const log = new EventLog();
    log.add(leakEvent(1));
    const before = log.events;
    log.add(leakEvent(1), { time: 2, type: 'memory:sampled', payload: { time: 2 } } as MemoryEvent);
    expect(log.events).toBe(before);
  });

  it('drops the oldest, and takes it as new when it comes again', () => {
    const log = new EventLog({ size: 2 });
    log.add(leakEvent(1), leakEvent(2), leakEvent(3));
    expect(log.events.map(({ time }) => time)).toEqual([2, 3]);
    log.add(leakEvent(1), leakEvent(4));
    expect(log.events.map(({ time }) => time)).toEqual([3, 4]);
  });

  it('names events of one moment apart', () => {
    const oom = {
      time: noon,
      type: 'memory:out_of_memory_predicted',
      payload: { etaMs: 1, lowMs: 1, highMs: 1, limit: 'heap' },
    } as const;
    const keys = [
      leakEvent(noon),
      leakEvent(noon, { id: 'other' }),
      crossingEvent(noon, 'critical'),
      oom,
    ].map(keyOf);
    expect(new Set(keys).size).toBe(4);
  });

  it('tells marks of one moment apart, and drops them before alerts', () => {
    const mark = (label: string) => ({ time: noon, type: 'memory:mark', payload: { label } }) as const;
    const log = new EventLog({ size: 2 });
    log.add(leakEvent(1), mark('one'), mark('two'), mark('two'));
    expect(log.events).toEqual([leakEvent(1), mark('two')]);
  });
});

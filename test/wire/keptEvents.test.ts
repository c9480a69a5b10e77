import { describe, expect, it } from 'vitest';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { keepEvent } from '../../src/wire/keptEvents.ts';

function mark(time: number): MemoryEvent {
  return { time, type: 'memory:mark', payload: { label: 'deploy' } };
}

function alert(time: number): MemoryEvent {
  return {
    time,
    type: 'memory:out_of_memory_predicted',
    payload: { etaMs: 1, lowMs: 1, highMs: 1, limit: 'heap' },
  };
}

describe('events that are kept', () => {
  it('are bounded: the oldest goes first', () => {
    const events: MemoryEvent[] = [];
    for (let time = 0; time < 12; time++) keepEvent(events, alert(time), 8);
    expect(events.map(({ time }) => time)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('lose no alert to an application that marks much', () => {
    const events: MemoryEvent[] = [];
    for (let time = 0; time < 6; time++) keepEvent(events, alert(time), 8);
    for (let time = 10; time < 500; time++) keepEvent(events, mark(time), 8);
    expect(events.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4, 5, 498, 499]);
  });

  it('keep some marks however much else happens', () => {
    const events: MemoryEvent[] = [];
    for (let time = 0; time < 8; time++) keepEvent(events, alert(time), 8);
    keepEvent(events, mark(8), 8);
    keepEvent(events, alert(9), 8);
    expect(events.map(({ time }) => time)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

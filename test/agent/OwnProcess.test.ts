import { describe, expect, it } from 'vitest';
import { OwnProcess } from '../../src/agent/OwnProcess.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import type { DashboardMessage } from '../../src/wire/message.ts';
import { FakeMonitor } from './FakeMonitor.ts';
import { identity } from './identity.ts';

function crossing(time: number, level: 'normal' | 'warning'): MemoryEvent {
  return {
    time,
    type: 'memory:threshold_exceeded',
    payload: {
      metric: 'heap',
      level,
      previousLevel: level === 'normal' ? 'warning' : 'normal',
      usedBytes: 7,
      thresholdBytes: 6,
      limitBytes: 10,
      ratio: 0.7,
      message: 'The heap is nearly full.',
    },
  };
}

const calls = { answer: async () => ({ type: 'caches', caches: [] }) as const };
const all = { fromMs: 0, toMs: 1000 };

describe('the directory of one process', () => {
  it('knows that process, live', () => {
    expect(new OwnProcess(identity, new FakeMonitor(), calls).processes()).toEqual([
      { identity, state: 'live', exit: undefined, droppedSamples: 0 },
    ]);
  });

  it('has its history and the events of the same stretch', () => {
    const monitor = new FakeMonitor();
    const directory = new OwnProcess(identity, monitor, calls);
    monitor.sample({ time: 10, rssBytes: 100 });
    monitor.tell(crossing(15, 'warning'));
    monitor.sample({ time: 20, rssBytes: 200 });
    monitor.tell(crossing(25, 'normal'));
    const answer = directory.history('1', { fromMs: 0, toMs: 20 });
    expect(answer?.columns[0]).toEqual([10, 20]);
    expect(answer?.columns[answer.fields.indexOf('rssBytes')]).toEqual([100, 200]);
    expect(answer?.events.map(({ time }) => time)).toEqual([15]);
  });

  it('knows no other process', () => {
    expect(new OwnProcess(identity, new FakeMonitor(), calls).history('2', all)).toBeUndefined();
  });

  it('answers calls for itself, and for nobody else', async () => {
    const directory = new OwnProcess(identity, new FakeMonitor(), calls);
    expect(await directory.call('1', { type: 'caches' })).toEqual({ type: 'caches', caches: [] });
    expect(directory.call('2', { type: 'caches' })).toBeUndefined();
  });

  it('keeps the newest 200 events', () => {
    const monitor = new FakeMonitor();
    const directory = new OwnProcess(identity, monitor, calls);
    for (let time = 0; time < 300; time++) monitor.tell(crossing(time, 'warning'));
    const events = directory.history('1', all)?.events;
    expect(events).toHaveLength(200);
    expect(events?.[0]?.time).toBe(100);
  });

  it('opens and closes incidents', () => {
    const monitor = new FakeMonitor();
    const directory = new OwnProcess(identity, monitor, calls);
    monitor.tell(crossing(5, 'warning'));
    expect(directory.incidents()).toMatchObject([{ processId: '1', openedAt: 5, closedAt: undefined }]);
    monitor.tell(crossing(9, 'normal'));
    expect(directory.incidents()).toMatchObject([{ closedAt: 9, closedBy: 'recovered' }]);
  });

  it('tells subscribers of samples and events, until they leave', () => {
    const monitor = new FakeMonitor();
    const directory = new OwnProcess(identity, monitor, calls);
    const messages: DashboardMessage[] = [];
    const before = monitor.listeners;
    const unsubscribe = directory.subscribe((message) => messages.push(message));
    monitor.sample({ time: 10 });
    monitor.tell(crossing(15, 'warning'));
    unsubscribe();
    monitor.sample({ time: 20 });
    expect(messages.map(({ type }) => type)).toEqual(['sample', 'event']);
    expect(messages[0]).toMatchObject({ id: '1', row: [10, ...Array(26).fill(null)] });
    expect(messages[1]).toEqual({ type: 'event', id: '1', event: crossing(15, 'warning') });
    expect(monitor.listeners).toBe(before);
  });
});

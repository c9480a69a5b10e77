import { beforeEach, describe, expect, it } from 'vitest';
import { requestRestarts } from '../../src/agent/requestRestarts.ts';
import type { LevelChange } from '../../src/pressure/MemoryPressureManagerOptions.ts';
import type { Recycler } from '../../src/pressure/MemoryStrategy.ts';
import type { MemoryEvent, PressureLevel } from '../../src/wire/event.ts';
import { memoryEvent } from '../../src/wire/eventReader.ts';

it('a process asks its hub for a fresh one where nothing else helps, in time for that to start', () => {
  const told: MemoryEvent[] = [];
  let recycler: Recycler | undefined;
  const levels = new Set<(change: LevelChange) => unknown>();
  const samples = new Set<() => unknown>();
  let ms = 0;
  const end = requestRestarts({
    monitor: {
      responded: (event) => void told.push(event),
      onSample: (listener) => {
        samples.add(listener as () => unknown);
        return () => samples.delete(listener as () => unknown);
      },
    },
    manager: {
      refusedRequests: 0,
      addRecycler: (given) => {
        recycler = given;
        return () => (recycler = undefined);
      },
      onLevelChange: (handler) => {
        levels.add(handler);
        return () => levels.delete(handler);
      },
    },
    pid: 4711,
    startMs: 1500,
    now: () => ms,
  });
  expect(recycler?.readyInMs).toBe(3500);
  // What is seen at the start may be all that there is to load: whoever grows on says so later.
  for (ms = 9000; ms < 15_000; ms += 1000) recycler?.requestRecycling(`It loads at ${ms}.`, 30_000);
  expect(told.splice(0).map(({ payload }) => payload)).toMatchObject([
    { reason: 'It loads at 9000.', endsInMs: 30_000 },
    { reason: 'It loads at 10000.', endsInMs: 30_000 },
    { reason: 'It loads at 11000.', endsInMs: 30_000 },
  ]);
  for (const handler of levels) handler({ level: 'normal', previousLevel: 'critical', reason: '' });
  ms = 0;
  recycler?.requestRecycling('It is full.');
  const payload = {
    kind: 'application',
    id: '4711',
    step: 'requested',
    cause: 'requested',
    reason: 'It is full.',
  };
  expect(told).toMatchObject([{ type: 'memory:recycling', payload }]);
  expect(memoryEvent(told[0], 'event')).toMatchObject({ payload });
  // Asked for again and again, it is said once, until it is over, or the hub may have forgotten it.
  for (; ms < 200_000; ms += 1000) recycler?.requestRecycling('It is fuller still.');
  expect(told).toHaveLength(1);
  for (const level of ['critical', 'normal'] as const) {
    for (const handler of levels) handler({ level, previousLevel: 'warning', reason: '' });
    recycler?.requestRecycling('It is full again.');
    expect(told).toHaveLength(level === 'critical' ? 1 : 2);
  }
  ms += 250_000;
  recycler?.requestRecycling('It is full for long.');
  expect(told).toHaveLength(3);
  // When it ends is news, and so is that it grows on beyond that.
  for (const endsInMs of [4000, 5000, 3000]) recycler?.requestRecycling('It is full for long.', endsInMs);
  expect(told).toHaveLength(4);
  ms += 4001;
  recycler?.requestRecycling('It is full for long.');
  expect(told).toHaveLength(4);
  for (const endsInMs of [2000, 1000]) recycler?.requestRecycling('It is full for long.', endsInMs);
  expect(told.slice(3)).toMatchObject([{ payload: { endsInMs: 4000 } }, { payload: { endsInMs: 2000 } }]);
  for (const handler of levels) handler({ level: 'warning', previousLevel: 'critical', reason: '' });
  recycler?.requestRecycling('It is full again.');
  expect(told).toHaveLength(6);
  end();
  expect(levels.size + samples.size).toBe(0);
  expect(recycler).toBeUndefined();
});

describe('a process that was too young to be replaced when it asked', () => {
  const told: MemoryEvent[] = [];
  const manager = {
    refusedRequests: 7,
    addRecycler: (given: Recycler) => {
      ask = given.requestRecycling;
      return () => undefined;
    },
    onLevelChange: (handler: (change: LevelChange) => unknown) => {
      changeLevel = (level) => handler({ level, previousLevel: 'critical', reason: '' });
      return () => undefined;
    },
  };
  let ask: Recycler['requestRecycling'];
  let changeLevel: (level: PressureLevel) => unknown;
  let sample: () => unknown;
  let ms: number;
  const sampleUntil = (endMs: number): void => {
    for (; ms < endMs; ms += 500) sample();
  };

  beforeEach(() => {
    told.length = 0;
    manager.refusedRequests = 7;
    ms = 6000;
    const onSample = (listener: never): (() => undefined) => {
      sample = listener;
      return () => undefined;
    };
    const monitor = { responded: (event: MemoryEvent) => void told.push(event), onSample };
    requestRestarts({ monitor, manager, pid: 1, startMs: 1000, now: () => ms });
  });

  it('asks again when it is not, where it refuses requests: these are what it grows by', () => {
    ask('It fills.', 2000);
    manager.refusedRequests += 1;
    sampleUntil(10_000);
    expect(told).toHaveLength(1);
    manager.refusedRequests += 1;
    sampleUntil(10_500);
    const payload = { step: 'requested', reason: 'It fills.', endsInMs: 2000 };
    expect(told).toMatchObject([{ payload }, { payload }]);
    // Once more, since its hub may have begun to count later.
    for (; ms < 30_000; manager.refusedRequests += 1) sampleUntil(ms + 500);
    expect(told).toHaveLength(3);
  });

  it('does not where nothing was refused, where it never said that it ends, or where it is well again', () => {
    ask('It loads.', 2000);
    sampleUntil(30_000);
    expect(told).toHaveLength(1);
    ms = 6000;
    changeLevel('warning');
    ask('It is full.');
    manager.refusedRequests += 1;
    sampleUntil(30_000);
    expect(told).toHaveLength(2);
    ms = 6000;
    changeLevel('warning');
    ask('It fills.', 2000);
    manager.refusedRequests += 1;
    changeLevel('warning');
    sampleUntil(30_000);
    expect(told).toHaveLength(3);
  });
});

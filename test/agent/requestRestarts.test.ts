import { expect, it } from 'vitest';
import { requestRestarts } from '../../src/agent/requestRestarts.ts';
import type { LevelChange } from '../../src/pressure/MemoryPressureManagerOptions.ts';
import type { Recycler } from '../../src/pressure/MemoryStrategy.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { memoryEvent } from '../../src/wire/eventReader.ts';

it('a process asks its hub for a fresh one where nothing else helps, in time for that to start', () => {
  const told: MemoryEvent[] = [];
  let recycler: Recycler | undefined;
  const levels = new Set<(change: LevelChange) => unknown>();
  let ms = 0;
  const end = requestRestarts({
    monitor: { responded: (event) => void told.push(event) },
    manager: {
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
  expect(levels.size).toBe(0);
  expect(recycler).toBeUndefined();
});

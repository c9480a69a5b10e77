import { expect, it } from 'vitest';
import { requestRestarts } from '../../src/agent/requestRestarts.ts';
import type { Recycler } from '../../src/pressure/MemoryStrategy.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { memoryEvent } from '../../src/wire/eventReader.ts';

it('a process asks its hub for a fresh one where nothing else helps, in time for that to start', () => {
  const told: MemoryEvent[] = [];
  let recycler: Recycler | undefined;
  const end = requestRestarts({
    monitor: { responded: (event) => void told.push(event) },
    manager: {
      addRecycler: (given) => {
        recycler = given;
        return () => (recycler = undefined);
      },
    },
    pid: 4711,
    startMs: 1500,
  });
  expect(recycler?.readyInMs).toBe(3500);
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
  end();
  expect(recycler).toBeUndefined();
});

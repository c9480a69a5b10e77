import { expect, it } from 'vitest';
import { AllocationRun } from '../../../src/agent/calls/AllocationRun.ts';

it('ends by itself where nobody looks any more', async () => {
  const timers = new Map<() => void, number>();
  const released: string[] = [];
  const root = {
    function: '(root)',
    file: '',
    line: 0,
    package: undefined,
    selfBytes: 0,
    selfSamples: 0,
    children: [],
  };
  const run = new AllocationRun({
    now: () => 5,
    schedule: (callback, delayMs) => {
      timers.set(callback, delayMs);
      return () => timers.delete(callback);
    },
    profiler: {
      start: (id) => ({ performed: true, id }),
      read: async (id) => ({
        ...{ performed: true, id, startedAt: 5, durationMs: 1, intervalBytes: 1 },
        ...{ liveBytes: 0, samples: 0, root },
      }),
      release: (id) => released.push(id),
    },
  });
  await run.run('start');
  await run.run('read');
  expect([...timers.values()]).toEqual([600_000]);
  expect(run.sampling).toEqual({ startedAt: 5, endsAfterMs: 600_000 });
  for (const end of [...timers.keys()]) end();
  expect(released).toHaveLength(1);
  expect(run.sampling).toBeUndefined();
});

it('says why nothing is sampled', async () => {
  const run = new AllocationRun({
    schedule: () => () => {},
    profiler: {
      start: () => ({ performed: false, reason: '@datadog/pprof is loaded.' }),
      read: async () => undefined,
      release: () => {},
    },
  });
  expect(await run.run('start')).toEqual({ type: 'refused', reason: '@datadog/pprof is loaded.' });
});

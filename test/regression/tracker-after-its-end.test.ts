import { expect, it } from 'vitest';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';

it.each(['stop', 'dispose'] as const)('a tracker of a class counts no more after %s()', async (how) => {
  const profiler = new MemoryProfiler({ collections: false });
  const tracker = profiler.trackObjectAllocation('Basket');
  tracker.register({});
  expect(await tracker.count()).toMatchObject({ performed: true, live: 1 });
  if (how === 'stop') tracker.stop();
  else profiler.dispose();
  expect(await tracker.count()).toEqual({
    performed: false,
    reason: 'Tracking has ended, by stop() or dispose(): trackObjectAllocation() begins anew.',
  });
  profiler.dispose();
});

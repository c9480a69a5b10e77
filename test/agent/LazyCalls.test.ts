import { expect, it } from 'vitest';
import { LazyCalls } from '../../src/agent/LazyCalls.ts';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';

type Load = NonNullable<ConstructorParameters<typeof LazyCalls>[1]>;
type Calls = Awaited<ReturnType<Load>>['ProcessCalls'];

const options = {} as ConstructorParameters<typeof LazyCalls>[0];

function lazily(answer: () => Promise<unknown>): {
  calls: LazyCalls;
  loads: () => number;
  closes: () => number;
} {
  let [loads, closes] = [0, 0];
  class Fake {
    answer = answer;
    close = () => {
      closes += 1;
    };
  }
  const load: Load = async () => {
    loads += 1;
    return { ProcessCalls: Fake as unknown as Calls };
  };
  return { calls: new LazyCalls(options, load), loads: () => loads, closes: () => closes };
}

it('loads its code with the first call, once, and ends what was begun', async () => {
  const { calls, loads, closes } = lazily(async () => ({ type: 'caches', caches: [] }));
  expect(loads()).toBe(0);
  expect(await calls.answer({ type: 'caches' })).toEqual({ type: 'caches', caches: [] });
  await calls.answer({ type: 'caches' });
  expect(loads()).toBe(1);
  calls.close();
  expect(await calls.answer({ type: 'caches' })).toEqual({
    type: 'refused',
    reason: 'Tidemark has been stopped in this process.',
  });
  expect(closes()).toBe(1);
});

it('tells metrics without that code, which most processes never need', async () => {
  const load = (): never => {
    throw new Error('loaded');
  };
  const monitor = new MemoryMonitor();
  const calls = new LazyCalls({ ...options, monitor }, load);
  const answer = await calls.answer({ type: 'metrics' });
  expect(answer).toMatchObject({ type: 'metrics', metrics: expect.arrayContaining([]) });
  expect(JSON.stringify(answer)).toContain('"nodejs_version_info"');
  monitor.source.close();
});

it('refuses with the reason where something fails', async () => {
  const { calls } = lazily(async () => {
    throw new Error('the inspector is gone');
  });
  expect(await calls.answer({ type: 'costs' })).toEqual({
    type: 'refused',
    reason: 'It failed: the inspector is gone',
  });
});

import { expect, it } from 'vitest';
import { MovingPage } from '../../../bench/fleet/MovingPage.ts';

const page = new MovingPage(
  [
    '# TYPE tidemark_heap_live_bytes gauge',
    'tidemark_heap_live_bytes 1000',
    'tidemark_memory_limit_bytes{kind="heap"} 5000',
    'tidemark_monitor_samples_total 360',
    'tidemark_last_sample_timestamp_seconds 1',
    '',
  ].join('\n'),
);

it('a page moves as that of a process does: bytes swing, counters go up, limits stay', () => {
  const [comment, live, limit, samples, time, end] = page.at(0, 1800).split('\n');
  expect(page.series).toBe(4);
  expect([comment, end]).toEqual(['# TYPE tidemark_heap_live_bytes gauge', '']);
  expect(Math.abs(Number(live!.split(' ')[1]) - 1000)).toBeLessThanOrEqual(50);
  expect(limit).toBe('tidemark_memory_limit_bytes{kind="heap"} 5000');
  expect(samples).toBe('tidemark_monitor_samples_total 540');
  expect(Number(time!.split(' ')[1])).toBeGreaterThan(1e9);
  expect(page.at(1, 1800)).not.toBe(page.at(2, 1800));
});

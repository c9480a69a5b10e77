import { expect, it } from 'vitest';
import { EventTally } from '../../src/prometheus/EventTally.ts';
import { Readings } from '../../src/prometheus/Readings.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { inLines, leak, strategy } from './given.ts';

function told(...events: readonly MemoryEvent[]): string[] {
  const tally = new EventTally();
  for (const event of events) tally.take(event);
  const readings = new Readings();
  tally.addTo(readings);
  return inLines(readings.list);
}

it('says that there are no leaks before there are any', () => {
  const lines = told();
  expect(lines).toContain('tidemark_leaks{memory=heap,state=confirmed} 0');
  expect(lines).toContain('tidemark_leak_verdicts_total{state=withdrawn} 0');
  expect(lines.filter((line) => line.startsWith('tidemark_leak_growth'))).toEqual([]);
});

it('follows a leak from suspicion over confirmation to withdrawal', () => {
  const suspected = leak('suspected', { rateBytesPerSecond: 40_000 });
  expect(told(suspected)).toContain('tidemark_leaks{memory=heap,state=suspected} 1');
  const confirmed = told(suspected, leak('confirmed'));
  expect(confirmed).toContain('tidemark_leaks{memory=heap,state=suspected} 0');
  expect(confirmed).toContain('tidemark_leaks{memory=heap,state=confirmed} 1');
  const labels = 'fingerprint=a1b2c3d4,memory=heap,state=confirmed';
  expect(confirmed).toContain(`tidemark_leak_growth_bytes_per_second{${labels}} 50000`);
  expect(confirmed).toContain(`tidemark_leak_grown_bytes{${labels}} 6000000`);
  const withdrawn = told(suspected, leak('confirmed'), leak('withdrawn'));
  expect(withdrawn).toContain('tidemark_leaks{memory=heap,state=confirmed} 0');
  expect(withdrawn).toContain('tidemark_leak_verdicts_total{state=withdrawn} 1');
  expect(withdrawn.filter((line) => line.startsWith('tidemark_leak_gr'))).toEqual([]);
});

it('tells the eight fastest leaks apart, and counts all', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    leak('suspected', { id: `leak${index}`, memory: 'external', rateBytesPerSecond: index }),
  );
  const lines = told(...many);
  const apart = lines.filter((line) => line.startsWith('tidemark_leak_growth_bytes_per_second'));
  expect(apart).toHaveLength(8);
  expect(apart.join()).toContain('fingerprint=leak255,');
  expect(lines).toContain('tidemark_leaks{memory=external,state=suspected} 256');
  expect(lines).toContain('tidemark_leak_verdicts_total{state=suspected} 300');
});

it('adds up what strategies have freed, where a collection has measured it', () => {
  const lines = told(
    strategy(),
    strategy({ freedBytes: 500 }),
    strategy({ freedBytes: undefined, measured: false, claimedBytes: 9e9, result: 'claimed' }),
  );
  expect(lines).toContain('tidemark_strategy_freed_bytes_total{strategy=prune-caches} 1500');
  expect(lines).toContain('tidemark_strategy_runs_total{strategy=prune-caches,result=freed} 2');
  expect(lines).toContain('tidemark_strategy_runs_total{strategy=prune-caches,result=claimed} 1');
});

it('bounds the names of strategies, which the application may make of anything', () => {
  const lines = told(
    ...Array.from({ length: 100 }, (_, index) => strategy({ strategy: `${index}${'x'.repeat(300)}` })),
  );
  const freed = lines.filter((line) => line.startsWith('tidemark_strategy_freed_bytes_total'));
  expect(freed).toHaveLength(25);
  expect(freed).toContain('tidemark_strategy_freed_bytes_total{strategy=other} 76000');
  expect(Math.max(...freed.map((line) => line.length))).toBeLessThan(130);
});

it('counts replacements by kind and step', () => {
  const recycling = (step: 'begun' | 'done'): MemoryEvent => ({
    time: 1,
    type: 'memory:recycling',
    payload: { kind: 'cluster-worker', id: '1', step, cause: 'leak', reason: '' },
  });
  const lines = told(recycling('begun'), recycling('done'), recycling('done'));
  expect(lines).toContain('tidemark_recyclings_total{kind=cluster-worker,step=begun} 1');
  expect(lines).toContain('tidemark_recyclings_total{kind=cluster-worker,step=done} 2');
});

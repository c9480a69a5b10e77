import { setTimeout as delay } from 'node:timers/promises';
import v8 from 'node:v8';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { CollectionCounts } from '../../src/sampling/CollectionCounts.ts';
import { NodeThreadTime } from '../../src/sampling/node/NodeThreadTime.ts';

interface Profile {
  readonly statistics: readonly { readonly gcType: string }[];
}

function makeGarbage(): void {
  const kept: object[] = [];
  for (let index = 0; index < 600_000; index++) {
    const item = { index, text: `item ${index}` };
    if (index % 20 === 0) kept.push(item);
  }
}

function counted(counter: NodeThreadTime, kind: 'minor' | 'major'): number {
  return counter.collections()?.cumulative(kind).at(-1) ?? Number.NaN;
}

async function ofPromClient(registry: Registry): Promise<number> {
  const metric = (await registry.getMetricsAsJSON()).find(
    ({ name }) => name === 'nodejs_gc_duration_seconds',
  );
  return (metric?.values ?? [])
    .filter((value) => (value as { metricName?: string }).metricName?.endsWith('_count'))
    .filter(({ labels }) => labels.kind === 'minor' || labels.kind === 'major')
    .reduce((sum, { value }) => sum + value, 0);
}

it('counts the collections that V8 counts, all of them', async () => {
  const counter = new NodeThreadTime();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  counter.read({ gcMinorMs: 0, gcMajorMs: 0, activeMs: 0, idleMs: 0 });
  await delay(20);
  const before = { minor: counted(counter, 'minor'), major: counted(counter, 'major') };
  const ofOthersBefore = await ofPromClient(registry);
  const profiler = new v8.GCProfiler();
  profiler.start();
  for (let round = 0; round < 3; round++) makeGarbage();
  (globalThis as { gc?: () => void }).gc?.();
  const { statistics } = profiler.stop() as unknown as Profile;
  await delay(100);
  const ofV8 = (type: string): number => statistics.filter(({ gcType }) => gcType === type).length;

  expect(ofV8('Scavenge')).toBeGreaterThan(5);
  expect(counted(counter, 'major') - before.major).toBeGreaterThanOrEqual(ofV8('MarkSweepCompact'));
  expect(counted(counter, 'minor') - before.minor).toBeGreaterThanOrEqual(ofV8('Scavenge'));
  // What comes after the profiler has stopped is counted here alone.
  const all = counted(counter, 'minor') + counted(counter, 'major') - before.minor - before.major;
  const ofAll = ofV8('Scavenge') + ofV8('MarkSweepCompact');
  expect(all).toBeLessThanOrEqual(ofAll + 3);
  // Several collections in one turn come in one list, of which prom-client 15 looks at the first.
  expect((await ofPromClient(registry)) - ofOthersBefore).toBeLessThan(ofAll);
  counter.close();
});

it('puts durations into classes, ends included, by the names that dashboards know', () => {
  const counts = new CollectionCounts();
  for (const [kind, durationMs] of [
    [1, 0.5],
    [1, 1],
    [2, 1.1],
    [1, 9_000],
    [4, 30],
    [8, 2],
    [16, 0.1],
    [0, 7],
  ] as const) {
    counts.add(kind, durationMs);
  }
  expect(counts.cumulative('minor')).toEqual([2, 3, 3, 3, 3, 3, 4]);
  expect(counts.cumulative('major')).toEqual([0, 1, 2, 2, 2, 2, 2]);
  expect(counts.cumulative('incremental').at(-1)).toBe(1);
  expect(counts.cumulative('weakcb').at(-1)).toBe(1);
  expect(counts.durationMs('minor')).toBeCloseTo(9_002.6);
  expect(counts.durationMs('major', 'incremental')).toBe(39);
});

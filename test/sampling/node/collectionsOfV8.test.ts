import { setTimeout as delay } from 'node:timers/promises';
import v8 from 'node:v8';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { NodeThreadTime } from '../../../src/sampling/node/NodeThreadTime.ts';

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

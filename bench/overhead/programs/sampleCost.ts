import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { preloadUrl } from '../watchers.ts';
import { monitorTick } from './monitorTick.ts';
import { sourceRead } from './ownSource.ts';

/** What is to be measured, and how often. */
export interface SampleCostOrder {
  readonly subject: string;
  /** Milliseconds between two samples, as the subject sees time. */
  readonly intervalMs: number;
  readonly batchSize: number;
  readonly batches: number;
  /** Samples with a pause before each. */
  readonly paced: number;
}

/** What one sample of a subject costs. */
export interface SampleCost {
  /** Microseconds of CPU time per sample when one follows the other, one figure per batch. */
  readonly batchedMicroseconds: readonly number[];
  /** Microseconds of CPU time of each sample when there is a pause between them, as there is in real life. */
  readonly pacedMicroseconds: readonly number[];
  /** Bytes allocated on the heap per sample, one figure per batch without a collection in it. */
  readonly garbageBytes: readonly number[];
}

/** Takes one sample. */
export type Take = () => unknown;

const subjects: Readonly<Record<string, (intervalMs: number) => Promise<Take>>> = {
  read: sourceRead,
  tick: (intervalMs) => monitorTick(intervalMs, false),
  'tick and looks': (intervalMs) => monitorTick(intervalMs, true),
  'prom-client': () => collectOf('prom-client.mjs'),
  opentelemetry: () => collectOf('opentelemetry.mjs'),
};

async function collectOf(preload: string): Promise<Take> {
  const { collect } = (await import(preloadUrl(preload))) as { collect: Take };
  return collect;
}

const order = JSON.parse(process.argv[2] as string) as SampleCostOrder;
const { subject, intervalMs, batchSize, batches, paced } = order;
const take = await (subjects[subject] as (intervalMs: number) => Promise<Take>)(intervalMs);
const pauseMs = 50;

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});
observer.observe({ entryTypes: ['gc'] });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function batch(size: number): Promise<void> {
  for (let index = 0; index < size; index++) {
    const taken = take();
    if (taken instanceof Promise) await taken;
  }
}

/** CPU time of the whole process: what other processes take of the machine is not in it. */
function microsecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

await batch(batchSize * 5);
const batchedMicroseconds: number[] = [];
const garbageBytes: number[] = [];
for (let index = 0; index < batches; index++) {
  globalThis.gc?.();
  await pause(pauseMs);
  const collectionsBefore = collections;
  const usedBefore = getHeapStatistics().used_heap_size;
  const cpuBefore = process.cpuUsage();
  await batch(batchSize);
  const microseconds = microsecondsSince(cpuBefore);
  const usedAfter = getHeapStatistics().used_heap_size;
  await pause(pauseMs);
  batchedMicroseconds.push(microseconds / batchSize);
  if (collections === collectionsBefore) garbageBytes.push((usedAfter - usedBefore) / batchSize);
}
const pacedMicroseconds: number[] = [];
for (let index = 0; index < paced; index++) {
  await pause(pauseMs);
  const cpuBefore = process.cpuUsage();
  await batch(1);
  pacedMicroseconds.push(microsecondsSince(cpuBefore));
}
const cost: SampleCost = { batchedMicroseconds, pacedMicroseconds, garbageBytes };
process.stdout.write(JSON.stringify(cost), () => process.exit());

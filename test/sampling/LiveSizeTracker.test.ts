import { GCProfiler } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { LiveSizeTracker } from '../../src/sampling/LiveSizeTracker.ts';
import type { LiveReading } from '../../src/sampling/MemorySource.ts';
import { nodeSource } from '../../src/sampling/nodeSource.ts';
import { column, sampleFields } from '../../src/wire/sample.ts';
import { programFile } from './program.ts';

const megabyte = 1_000_000;

function tracked(liveBytes = 100) {
  const tracker = new LiveSizeTracker({ measure: () => ({ liveBytes, externalBytes: 7 }), now: () => 42 });
  const row = new Float64Array(sampleFields.length);
  const read = (): number[] => {
    tracker.read(row);
    return [row[column.liveBytes] as number, row[column.majorCollections] as number];
  };
  return { tracker, read };
}

const callbacks = new FinalizationRegistry<() => void>((ran) => ran());

/**
 * Collects all garbage, with nothing of the test on the stack, until a major collection has found what was dropped
 * before, and gives every registry its turn: each one's callbacks are a task of their own. One collection is not always
 * enough, because a symbol that is made while marking goes on outlives it.
 */
async function collect(): Promise<void> {
  let found = false;
  await turns(1);
  callbacks.register(Symbol('dropped'), () => {
    found = true;
  });
  while (!found) {
    await turns(1);
    globalThis.gc?.();
    await turns(10);
  }
  await turns(10);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe('the live size', () => {
  it('is unknown before the first major collection', () => {
    const { tracker, read } = tracked();
    expect(read()).toEqual([Number.NaN, 0]);
    tracker.close();
  });

  it('is read after a major collection and told to every listener, even beside one that throws', async () => {
    const { tracker, read } = tracked();
    const readings: LiveReading[] = [];
    tracker.onReading(() => {
      throw new Error('a listener of the application');
    });
    tracker.onReading((reading) => readings.push(reading));
    await collect();
    expect(readings[0]).toEqual({ time: 42, liveBytes: 100, externalBytes: 7, majorCollections: 1 });
    expect(read()).toEqual([100, readings.length]);
    tracker.close();
  });

  it('is read at once when a collection was forced, and not again for the same one', async () => {
    const { tracker, read } = tracked();
    const readings: LiveReading[] = [];
    await collect();
    tracker.onReading((reading) => readings.push(reading));
    const before = read()[1] as number;
    globalThis.gc?.();
    tracker.collected();
    expect(readings.map((reading) => reading.majorCollections)).toEqual([before + 1]);
    await turns(20);
    expect(readings).toHaveLength(1);
    await collect();
    expect(readings.length).toBeGreaterThan(1);
    tracker.close();
  });

  it('is told no more to a listener that has unsubscribed', async () => {
    const { tracker, read } = tracked();
    let told = 0;
    const unsubscribe = tracker.onReading(() => told++);
    unsubscribe();
    await collect();
    expect(told).toBe(0);
    expect(read()[1]).toBeGreaterThan(0);
    tracker.close();
  });

  it('is neither read nor told after closing', async () => {
    const { tracker, read } = tracked();
    let told = 0;
    tracker.onReading(() => told++);
    tracker.close();
    await collect();
    expect(told).toBe(0);
    expect(read()).toEqual([Number.NaN, 0]);
  });

  it('stays silent when closed between a collection and its callback', async () => {
    const { tracker } = tracked();
    let told = 0;
    tracker.onReading(() => told++);
    await new Promise(setImmediate);
    globalThis.gc?.();
    tracker.close();
    await collect();
    expect(told).toBe(0);
  });

  it('is told no more once a listener has closed it', async () => {
    const { tracker } = tracked();
    let told = 0;
    tracker.onReading(() => tracker.close());
    tracker.onReading(() => told++);
    await collect();
    await collect();
    expect(told).toBe(0);
  });

  it('leaves nothing behind when nobody owns it or listens to it', async () => {
    const owner = new WeakRef(tracked().tracker);
    for (let attempt = 0; attempt < 10 && owner.deref(); attempt++) await collect();
    expect(owner.deref()).toBeUndefined();
  });

  it('leaves nothing behind when its last listener has unsubscribed', async () => {
    const owner = new WeakRef(tracked().tracker);
    owner.deref()?.onReading(() => {})();
    for (let attempt = 0; attempt < 10 && owner.deref(); attempt++) await collect();
    expect(owner.deref()).toBeUndefined();
  });

  it('goes on for a listener although nobody owns it', async () => {
    const readings: LiveReading[] = [];
    const stop = tracked().tracker.onReading((reading) => readings.push(reading));
    for (let round = 0; round < 3; round++) await collect();
    expect(readings.length).toBeGreaterThanOrEqual(3);
    stop();
  });

  it('is what V8 says of each major collection, and of no other', async () => {
    const source = nodeSource();
    const readings: LiveReading[] = [];
    source.onReading((reading) => readings.push(reading));
    const held: unknown[] = [];
    await collect();
    readings.length = 0;
    const profiler = new GCProfiler();
    profiler.start();
    for (let round = 0; round < 8; round++) {
      for (let index = 0; index < 20_000; index++) held.push({ index, text: `object ${index}` });
      for (let index = 0; index < 2_000_000; index++) ({ index }).toString();
      const seen = readings.length;
      await new Promise(setImmediate);
      globalThis.gc?.();
      while (readings.length === seen) await new Promise(setImmediate);
    }
    const { statistics } = profiler.stop();
    source.close();
    const major = statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact');
    expect(statistics.filter(({ gcType }) => gcType === 'Scavenge').length).toBeGreaterThan(0);
    expect(readings.length).toBe(major.length);
    for (const [index, { afterGC }] of major.entries()) {
      const oldBytes = afterGC.heapSpaceStatistics
        .filter(({ spaceName }) => !spaceName.startsWith('new'))
        .reduce((total, { spaceUsedSize }) => total + spaceUsedSize, 0);
      expect(Math.abs((readings[index]?.liveBytes ?? 0) - oldBytes)).toBeLessThan(3 * megabyte);
    }
    expect(held).toHaveLength(160_000);
  });

  it('is read in worker threads too, each of its own heap', async () => {
    const program = await programFile(`
      import { parentPort } from 'node:worker_threads';
      const source = nodeSource();
      source.onReading(({ liveBytes }) => parentPort.postMessage(liveBytes));
      globalThis.gc();
      globalThis.held = setInterval(() => globalThis.gc(), 10);
    `);
    const worker = new Worker(program);
    const liveBytes = await new Promise((resolve, reject) => {
      worker.on('message', resolve).on('error', reject);
    });
    await worker.terminate();
    expect(liveBytes).toBeGreaterThan(megabyte);
    expect(liveBytes).toBeLessThan(20 * megabyte);
  });
});

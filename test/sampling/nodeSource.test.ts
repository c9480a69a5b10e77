import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Collection } from '../../src/sampling/Collector.ts';
import type { LiveReading } from '../../src/sampling/MemorySource.ts';
import { nodeSource } from '../../src/sampling/nodeSource.ts';
import { type MemorySample, sampleFields, toSample } from '../../src/wire/sample.ts';
import { FilesInMemory } from './node/FilesInMemory.ts';
import { answerOf, programFile } from './program.ts';

const mebibyte = 2 ** 20;
const oneSample = `
  const row = new Float64Array(sampleFields.length);
  nodeSource().read(row);
  console.log(JSON.stringify(toSample(row)));
`;

function read(source: ReturnType<typeof nodeSource>): MemorySample {
  const row = new Float64Array(sampleFields.length).fill(7);
  source.read(row);
  return toSample(row);
}

describe('this process as a source', () => {
  it('tells of itself what Node tells of it', () => {
    const source = nodeSource();
    // V8's threads give memory back whenever they like, also between two readings: the sample lies between its neighbours.
    const before = process.memoryUsage();
    const sample = read(source);
    const after = process.memoryUsage();
    source.close();
    expect(source.kind).toBe('node');
    expect(Math.abs(sample.time - Date.now())).toBeLessThan(1000);
    for (const [bytes, name, tolerance] of [
      [sample.rssBytes, 'rss', 0.1],
      [sample.heapUsedBytes, 'heapUsed', 0.2],
      [sample.heapTotalBytes, 'heapTotal', 0.2],
    ] as const) {
      expect(bytes, name).toBeGreaterThan((1 - tolerance) * Math.min(before[name], after[name]));
      expect(bytes, name).toBeLessThan((1 + tolerance) * Math.max(before[name], after[name]));
    }
    expect(Math.abs((sample.arrayBufferBytes ?? 0) - after.arrayBuffers)).toBeLessThan(mebibyte);
    expect(sample.oldUsedBytes).toBeLessThan(sample.heapTotalBytes ?? 0);
    expect(sample.hostUsedBytes).toBeLessThan(sample.hostTotalBytes ?? 0);
    expect(sample.majorCollections).toBe(0);
  });

  it('has a reading for each collection that is forced, and none for one that is refused', () => {
    const collections: Collection[] = [
      { performed: true, pauseMs: 3, cpuMs: 2 },
      { performed: false, reason: 'Not here.' },
    ];
    const collector = { collect: () => collections.shift()!, loopUse: () => 0.25 };
    const source = nodeSource({ collector });
    const readings: LiveReading[] = [];
    source.onReading((reading) => readings.push(reading));
    expect(source.collector.collect()).toEqual({ performed: true, pauseMs: 3, cpuMs: 2 });
    expect(source.collector.collect()).toEqual({ performed: false, reason: 'Not here.' });
    expect(readings).toMatchObject([{ majorCollections: 1 }]);
    expect(readings[0]?.liveBytes).toBe(read(source).liveBytes);
    expect(source.collector.loopUse()).toBe(0.25);
    source.close();
  });

  it('does not know what cannot be read, and never throws', () => {
    const fail = (): number => {
      throw new Error('EACCES');
    };
    const source = nodeSource({
      files: new FilesInMemory({}),
      rss: fail,
      arrayBuffers: fail,
      system: { platform: 'darwin', totalmem: () => 8000, freemem: () => 3000 },
      now: () => 1234,
    });
    expect(read(source)).toMatchObject({
      time: 1234,
      rssBytes: undefined,
      arrayBufferBytes: undefined,
      containerUsedBytes: undefined,
      containerLimitBytes: undefined,
      hostUsedBytes: undefined,
      hostTotalBytes: 8000,
      stallPercent: undefined,
    });
    expect(source.oomKills()).toBeUndefined();
    source.close();
  });

  it('leaves no descriptor open', () => {
    const files = new FilesInMemory({
      '/proc/self/cgroup': '0::/app\n',
      '/proc/self/mountinfo': '35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      '/sys/fs/cgroup/app/memory.current': '300\n',
      '/sys/fs/cgroup/app/memory.max': '1000\n',
      '/sys/fs/cgroup/app/memory.stat': 'inactive_file 100\n',
      '/sys/fs/cgroup/app/memory.events': 'oom_kill 2\n',
      '/sys/fs/cgroup/app/memory.pressure': 'some avg10=1.50 avg60=0\n',
      '/proc/self/statm': '100 50\n',
      '/proc/meminfo': 'MemTotal: 1000 kB\nMemAvailable: 250 kB\n',
    });
    const source = nodeSource({ files, rss: () => 50 * 4096 });
    expect(read(source)).toMatchObject({
      rssBytes: 50 * 4096,
      containerUsedBytes: 200,
      containerLimitBytes: 1000,
      hostUsedBytes: 750 * 1024,
      stallPercent: 1.5,
    });
    expect(source.oomKills()).toBe(2);
    expect(files.descriptors.size).toBe(6);
    source.close();
    expect(files.descriptors.size).toBe(0);
  });

  it('does not depend on functions that the application replaces or freezes later', async () => {
    const program = await programFile(`
      import fs from 'node:fs';
      import os from 'node:os';
      import v8 from 'node:v8';
      import { syncBuiltinESMExports } from 'node:module';
      const fail = () => { throw new Error('replaced'); };
      process.memoryUsage = fail;
      Object.freeze(process.memoryUsage);
      for (const name of ['openSync', 'readSync', 'closeSync', 'readFileSync']) fs[name] = fail;
      v8.getHeapStatistics = v8.getHeapSpaceStatistics = os.totalmem = os.freemem = Date.now = fail;
      syncBuiltinESMExports();
      ${oneSample}
    `);
    const sample = (await answerOf([program])) as MemorySample;
    expect(sample.heapUsedBytes).toBeGreaterThan(mebibyte);
    expect(sample.rssBytes).toBeGreaterThan(10 * mebibyte);
    expect(sample.arrayBufferBytes).toBeGreaterThan(0);
  });

  it('knows the old generation’s real limit of a process', async () => {
    const program = await programFile(oneSample);
    const limitWith = async (args: readonly string[], nodeOptions = ''): Promise<number> => {
      const sample = await answerOf([...args, program], {
        env: { ...process.env, NODE_OPTIONS: nodeOptions },
      });
      return ((sample as MemorySample).heapLimitBytes ?? 0) / mebibyte;
    };
    expect(await limitWith(['--max-old-space-size=150'])).toBe(150);
    expect(await limitWith([], '--max_old_space_size=300')).toBe(300);
    expect(await limitWith(['--max-semi-space-size=4'])).toBeCloseTo(await limitWith([]), 0);
  });

  it('knows the limit of a worker thread', async () => {
    const program = await programFile(`
      import { parentPort } from 'node:worker_threads';
      const row = new Float64Array(sampleFields.length);
      nodeSource().read(row);
      parentPort.postMessage(row[column.heapLimitBytes]);
    `);
    const worker = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: 80 } });
    const limitBytes = await new Promise((resolve, reject) => {
      worker.on('message', resolve).on('error', reject);
    });
    expect(Number(limitBytes) / mebibyte).toBe(80);
  });

  it('neither keeps the process alive nor says anything', async () => {
    const program = await programFile(`
      const source = nodeSource();
      source.onReading(() => {});
      source.read(new Float64Array(sampleFields.length));
      globalThis.source = source;
      process.on('exit', (code) => console.log(JSON.stringify({ code })));
    `);
    expect(await answerOf([program])).toEqual({ code: 0 });
  });
});

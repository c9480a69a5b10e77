import type { Histogram } from '@opentelemetry/sdk-metrics';
import { describe, expect, it, vi } from 'vitest';
import { openTelemetryMetrics } from '../../src/opentelemetry/openTelemetryMetrics.ts';
import { nodeSource } from '../../src/sampling/nodeSource.ts';
import { leak, strategy } from '../prometheus/given.ts';
import { GivenMonitor, Sdk } from './given.ts';

describe('the metrics of a monitor', () => {
  it('are those of its last sample, each limit with its kind', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor({
      oldUsedBytes: 10,
      heapLimitBytes: 100,
      containerUsedBytes: 50,
      containerLimitBytes: 60,
      liveBytes: 9,
      stallPercent: 25,
    });
    openTelemetryMetrics(monitor, { meter: sdk.meter });
    expect(await sdk.lines('tidemark.memory')).toEqual([
      'tidemark.memory.usage{kind=heap} 10',
      'tidemark.memory.usage{kind=container} 50',
      'tidemark.memory.limit{kind=heap} 100',
      'tidemark.memory.limit{kind=container} 60',
      'tidemark.memory.binding{kind=heap} 0',
      'tidemark.memory.binding{kind=container} 1',
      'tidemark.memory.stall{} 0.25',
    ]);
    expect(await sdk.lines('container')).toEqual(['container.memory.working_set{} 50']);
    expect(await sdk.lines('tidemark.heap.live')).toEqual(['tidemark.heap.live{} 9']);
    expect(await sdk.lines('tidemark.pressure')).toEqual(['tidemark.pressure.level{} 0']);
  });

  it('do not say what is not known', async () => {
    const sdk = new Sdk();
    openTelemetryMetrics(new GivenMonitor({ rssBytes: 5 }), { meter: sdk.meter, runtimeMetrics: true });
    expect(await sdk.lines('tidemark.heap')).toEqual([]);
    expect(await sdk.lines('tidemark.memory')).toEqual([]);
    expect(await sdk.lines('tidemark.out_of_memory')).toEqual([]);
    // Of this process, which is not the one that is watched.
    expect(await sdk.lines('v8js')).toEqual([]);
    expect(await sdk.lines('process')).toEqual([]);
  });

  it('count leaks and what strategies have freed, from the call on until they are closed', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor({});
    const metrics = openTelemetryMetrics({ monitor }, { meter: sdk.meter });
    monitor.tell(strategy(), strategy({ freedBytes: 500 }));
    expect(await sdk.lines('tidemark.strategy')).toEqual([
      'tidemark.strategy.runs{name=prune-caches,result=freed} 2',
      'tidemark.strategy.freed{name=prune-caches} 1500',
    ]);
    expect(await sdk.lines('tidemark.leak.count')).toHaveLength(6);
    metrics.close();
    metrics.close();
    monitor.tell(strategy());
    expect(await sdk.lines('tidemark.strategy.freed')).toEqual([
      'tidemark.strategy.freed{name=prune-caches} 1500',
    ]);
  });

  it('follow a leak by its fingerprint, and tell that it is over', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor({});
    openTelemetryMetrics(monitor, { meter: sdk.meter });
    expect(await sdk.lines('tidemark.leak.level')).toEqual([]);
    monitor.tell(leak('suspected', { rateBytesPerSecond: 40_000.5 }));
    const series = '{fingerprint=a1b2c3d4,memory=heap}';
    expect(await sdk.lines('tidemark.leak.level')).toEqual([`tidemark.leak.level${series} 1`]);
    expect(await sdk.lines('tidemark.leak.gro')).toEqual([
      `tidemark.leak.growth${series} 40000.5`,
      `tidemark.leak.grown${series} 6000000`,
    ]);
    monitor.tell(leak('confirmed'));
    expect(await sdk.lines('tidemark.leak.level')).toEqual([`tidemark.leak.level${series} 2`]);
    expect(await sdk.lines('tidemark.leak.count')).toContain(
      'tidemark.leak.count{memory=heap,level=confirmed} 1',
    );
    monitor.tell(leak('withdrawn'));
    expect(await sdk.lines('tidemark.leak.level')).toEqual([`tidemark.leak.level${series} 0`]);
    expect(await sdk.lines('tidemark.leak.growth')).toEqual([`tidemark.leak.growth${series} 0`]);
    expect(await sdk.lines('tidemark.leak.verdicts')).toContain('tidemark.leak.verdicts{level=withdrawn} 1');
  });

  it('tell of an end only while it is foreseen, although the SDK repeats what it was told', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor({});
    openTelemetryMetrics(monitor, { meter: sdk.meter });
    const basis = { limit: 'heap', basis: '' } as const;
    const predict = vi.spyOn(monitor, 'predictOutOfMemory');
    predict.mockReturnValue({ predicted: true, etaMs: 90_000, lowMs: 60_000, highMs: undefined, ...basis });
    const name = 'tidemark.out_of_memory.time_left';
    expect(await sdk.lines(name)).toEqual([
      `${name}{kind=heap,estimate=expected} 90`,
      `${name}{kind=heap,estimate=low} 60`,
    ]);
    predict.mockReturnValue({ predicted: false, reason: 'Nothing grows.' });
    expect(await sdk.lines(name)).toEqual([
      `${name}{kind=heap,estimate=expected} 2592000`,
      `${name}{kind=heap,estimate=low} 2592000`,
    ]);
    predict.mockReturnValue({ predicted: true, etaMs: 9e9, lowMs: 1000, highMs: 9e9, ...basis });
    expect(await sdk.lines(name)).toEqual([
      `${name}{kind=heap,estimate=expected} 2592000`,
      `${name}{kind=heap,estimate=low} 1`,
      `${name}{kind=heap,estimate=high} 2592000`,
    ]);
  });

  it('are read once for all instruments of a collection', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor({});
    const cost = vi.spyOn(monitor, 'cost');
    openTelemetryMetrics(monitor, { meter: sdk.meter });
    await sdk.points();
    expect(cost).toHaveBeenCalledTimes(1);
  });

  it('stay few, whatever leaks and strategies there are', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor({});
    openTelemetryMetrics(monitor, { meter: sdk.meter });
    for (let round = 0; round < 40; round++) {
      const ids = Array.from({ length: 8 }, (_, index) => `leak${round}-${index}`);
      monitor.tell(...ids.map((id) => leak('suspected', { id })));
      monitor.tell(...ids.map((id) => strategy({ strategy: id })));
      await sdk.points();
      monitor.tell(...ids.map((id) => leak('withdrawn', { id })));
    }
    expect(await sdk.lines('tidemark.leak.growth')).toHaveLength(96);
    expect(await sdk.lines('tidemark.strategy.freed')).toHaveLength(25);
    expect(await sdk.lines('tidemark.leak.verdicts')).toContain(
      'tidemark.leak.verdicts{level=suspected} 320',
    );
  });
});

describe('the names of the conventions', () => {
  it('are told of this process, beside what others tell', async () => {
    const sdk = new Sdk();
    openTelemetryMetrics(new GivenMonitor(nodeSource()), { meter: sdk.meter });
    const [rss] = await sdk.lines('process.memory.usage');
    expect(Number(rss?.split(' ')[1])).toBeGreaterThan(process.memoryUsage.rss() / 4);
    expect(await sdk.lines('v8js')).toEqual([]);
    expect(await sdk.lines('nodejs')).toEqual([]);
    expect(await sdk.lines('process.cpu')).toEqual([]);
  });

  it('are those of the runtime, too, where that is wanted', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor(nodeSource());
    const metrics = openTelemetryMetrics(monitor, { meter: sdk.meter, runtimeMetrics: true });
    (globalThis as { gc?: () => void }).gc?.();
    const collections = (): Promise<number> =>
      sdk.points().then((points) => {
        const found = points.find(
          ({ name, attributes }) => name === 'v8js.gc.duration' && attributes['v8js.gc.type'] === 'major',
        );
        return (found?.value as Histogram | undefined)?.count ?? 0;
      });
    await vi.waitFor(async () => expect(await collections()).toBeGreaterThan(0));
    const lines = (await sdk.lines('')).map((line) => line.replace(/ .*/, ''));
    for (const line of [
      'v8js.memory.heap.used{name=old_space}',
      'v8js.memory.heap.space.size{name=new_space}',
      'v8js.memory.heap.space.available_size{name=old_space}',
      'v8js.memory.heap.space.physical_size{name=large_object_space}',
      'nodejs.eventloop.time{state=active}',
      'nodejs.eventloop.time{state=idle}',
      'process.cpu.time{mode=user}',
      'process.cpu.time{mode=system}',
    ]) {
      expect(lines).toContain(line);
    }
    metrics.close();
    const before = await collections();
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await collections()).toBe(before);
  });
});

describe('a logger', () => {
  it('is told of incidents, and of nothing else', () => {
    const monitor = new GivenMonitor({});
    const records: { eventName: string }[] = [];
    openTelemetryMetrics(monitor, {
      meter: new Sdk().meter,
      logger: { emit: (record) => records.push(record) },
    });
    const mark = { time: 1, type: 'memory:mark', payload: { label: 'deploy' } } as const;
    monitor.tell(leak('suspected'), mark, leak('confirmed'), strategy());
    expect(records.map(({ eventName }) => eventName)).toEqual([
      'tidemark.leak.suspected',
      'tidemark.leak.confirmed',
      'tidemark.strategy.applied',
    ]);
  });

  it('that throws harms nobody: the monitor reports it, and leaks are counted', async () => {
    const sdk = new Sdk();
    const monitor = new GivenMonitor({});
    const logger = {
      emit: () => {
        throw new Error('the exporter is gone');
      },
    };
    openTelemetryMetrics(monitor, { meter: sdk.meter, logger });
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    monitor.responded(strategy() as Parameters<GivenMonitor['responded']>[0]);
    warning.mockRestore();
    expect(monitor.faults).toMatchObject([{ message: 'the exporter is gone', times: 1 }]);
    expect(await sdk.lines('tidemark.strategy.freed')).toHaveLength(1);
  });
});

it('the span of a request tells what its route leaves behind, where that is known', () => {
  const monitor = new GivenMonitor({});
  const metrics = openTelemetryMetrics(monitor, { meter: new Sdk().meter });
  const told: object[] = [];
  const span = { setAttributes: (attributes: object) => told.push(attributes) };
  const routes = [
    { route: 'GET /orders/:id', bytes: 1328.4, lowBytes: 1, highBytes: 2, count: 3, correlation: 1 },
  ];
  const work = { unit: 'request', bytes: 900, count: 3, correlation: 1, routes };
  metrics.annotateRequest(span, 'GET /orders/:id');
  monitor.tell(leak('suspected', { work }), leak('suspected', { id: 'other' }));
  metrics.annotateRequest(span, 'GET /');
  metrics.annotateRequest(undefined, 'GET /orders/:id');
  expect(told).toEqual([]);
  metrics.annotateRequest(span, 'GET /orders/:id');
  monitor.tell(leak('withdrawn'));
  metrics.annotateRequest(span, 'GET /orders/:id');
  expect(told).toEqual([
    { 'tidemark.request.retained_bytes': 1328, 'tidemark.leak.fingerprint': 'a1b2c3d4' },
  ]);
});

describe('wrong input', () => {
  const { meter } = new Sdk();
  it.each([
    ['no monitor', { monitor: {} }, { meter }, /monitor must be a MemoryMonitor/],
    ['no options', undefined, undefined, /options must be an object/],
    ['no meter', undefined, {}, /meter must be a Meter of @opentelemetry\/api/],
    ['an unknown option', undefined, { meter, loger: 1 }, /did you mean logger\?/],
    ['a logger of another kind', undefined, { meter, logger: console }, /logger must be a Logger/],
    ['a flag', undefined, { meter, runtimeMetrics: 1 }, /true or false/],
  ])('is refused: %s', (_, monitor, options, message) => {
    expect(() =>
      openTelemetryMetrics((monitor ?? new GivenMonitor({})) as GivenMonitor, options as never),
    ).toThrow(message);
  });
});

import { spawnSync } from 'node:child_process';
import { AggregatorRegistry, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { prometheusMetrics } from '../../src/prometheus/prometheusMetrics.ts';
import type { MemorySource } from '../../src/sampling/MemorySource.ts';
import { nodeSource } from '../../src/sampling/nodeSource.ts';
import { type MemorySample, toRow } from '../../src/wire/sample.ts';
import { leak, strategy } from './given.ts';
import { missingTool } from './tools.ts';

const withoutPromtool = missingTool('promtool');

/** A source that tells what the test says. */
function told(sample: Partial<MemorySample>, kind: MemorySource['kind'] = 'remote'): MemorySource {
  return {
    kind,
    read: (row) => void toRow({ time: 1000, ...sample }, row),
    onReading: () => () => {},
    close: () => {},
  };
}

const monitors: MemoryMonitor[] = [];

function started(source: MemorySource): MemoryMonitor {
  const monitor = new MemoryMonitor({ source, probes: { mode: 'off' } });
  monitors.push(monitor);
  monitor.start();
  return monitor;
}

afterEach(() => {
  for (const monitor of monitors.splice(0)) {
    monitor.stop();
    monitor.source.close();
  }
});

/** Lines of the page that begin so. */
async function lines(metrics: { page(): Promise<{ body: string }> }, begin: string): Promise<string[]> {
  return (await metrics.page()).body.split('\n').filter((line) => line.startsWith(begin));
}

describe('the metrics of a monitor', () => {
  it('are those of its last sample, each limit with its kind', async () => {
    const monitor = started(
      told({
        oldUsedBytes: 10,
        heapLimitBytes: 100,
        containerUsedBytes: 50,
        containerLimitBytes: 60,
        liveBytes: 9,
      }),
    );
    const metrics = prometheusMetrics(monitor);
    expect(await lines(metrics, 'tidemark_memory')).toEqual([
      'tidemark_memory_used_bytes{kind="heap"} 10',
      'tidemark_memory_used_bytes{kind="container"} 50',
      'tidemark_memory_limit_bytes{kind="heap"} 100',
      'tidemark_memory_limit_bytes{kind="container"} 60',
      'tidemark_memory_limit_binding{kind="heap"} 0',
      'tidemark_memory_limit_binding{kind="container"} 1',
    ]);
    expect(await lines(metrics, 'tidemark_heap_live_bytes ')).toEqual(['tidemark_heap_live_bytes 9']);
  });

  it('tell requests and what stays of them by route, fifty routes at most', async () => {
    const monitor = started(told({ rssBytes: 5 }));
    const metrics = prometheusMetrics(monitor);
    expect(await lines(metrics, 'tidemark_requests_total')).toEqual([]);
    for (let id = 0; id < 60; id += 1) monitor.recordRoute(`GET /pages/${id}`);
    monitor.recordRoute('GET /pages/7');
    monitor.recordRoute(undefined);
    const requests = await lines(metrics, 'tidemark_requests_total');
    expect(requests).toHaveLength(51);
    expect(requests[7]).toBe('tidemark_requests_total{route="GET /pages/7"} 2');
    expect(requests.at(-1)).toBe('tidemark_requests_total{route="other"} 11');
    const route = { bytes: 1328, lowBytes: 1200, highBytes: 1400, count: 900, correlation: 0.99 };
    const routes = ['a', 'b', 'c', 'd'].map((name) => ({ ...route, route: `GET /${name}` }));
    monitor.responded(leak('confirmed', { work: { ...route, unit: 'request', routes } }) as never);
    expect(await lines(metrics, 'tidemark_leak_bytes_per_request')).toEqual(
      ['a', 'b', 'c'].map(
        (name) =>
          `tidemark_leak_bytes_per_request{fingerprint="a1b2c3d4",memory="heap",state="confirmed",route="GET /${name}"} 1328`,
      ),
    );
  });

  it('do not say what is not known', async () => {
    const metrics = prometheusMetrics(started(told({ rssBytes: 5 })));
    const names = (await metrics.page()).body;
    expect(names).not.toMatch(/^(?:tidemark_(?:memory|heap|out_of)|nodejs_|process_)/m);
    expect(names).not.toMatch(/NaN|undefined|null/);
  });

  it('count leaks and what strategies have freed, from the call on', async () => {
    const monitor = started(told({}));
    const metrics = prometheusMetrics({ monitor }, { labels: { pid: '7' } });
    monitor.responded(strategy() as Parameters<MemoryMonitor['responded']>[0]);
    expect(await lines(metrics, 'tidemark_strategy_freed')).toEqual([
      'tidemark_strategy_freed_bytes_total{pid="7",strategy="prune-caches"} 1000',
    ]);
    expect(await lines(metrics, 'tidemark_leaks')).toHaveLength(6);
    metrics.close();
    monitor.responded(strategy() as Parameters<MemoryMonitor['responded']>[0]);
    expect(await lines(metrics, 'tidemark_strategy_freed')).toHaveLength(1);
    expect((await lines(metrics, 'tidemark_strategy_freed'))[0]).toMatch(/ 1000$/);
  });

  it('are those of this very process where it is watched, by the names that dashboards know', async () => {
    const metrics = prometheusMetrics(started(nodeSource()));
    const { body } = await metrics.page();
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_heap_size_used_bytes',
      'nodejs_heap_space_size_used_bytes{space="old"}',
      'nodejs_eventloop_time_seconds_total{nodejs_eventloop_state="active"}',
      'nodejs_version_info',
      'tidemark_probes_total{kind="forced"}',
      'tidemark_monitor_held_bytes',
    ]) {
      expect(body, name).toContain(`\n${name}`);
    }
    const rssBytes = Number(/^process_resident_memory_bytes (\d+)$/m.exec(body)?.[1]);
    expect(rssBytes).toBeGreaterThan(process.memoryUsage.rss() / 4);
  });

  it.skipIf(withoutPromtool)('are clean to promtool check metrics', async () => {
    const monitor = started(nodeSource());
    const metrics = prometheusMetrics(monitor, { labels: { pid: '7' } });
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    monitor.recordRoute('GET /users/:id');
    const work = { bytes: 1328, lowBytes: 1200, highBytes: 1400, count: 900, correlation: 0.99 };
    const routes = [{ ...work, route: 'GET /"a"\\b' }];
    monitor.responded(leak('confirmed', { work: { ...work, unit: 'request', routes } }) as never);
    monitor.responded(strategy() as Parameters<MemoryMonitor['responded']>[0]);
    const { body } = await metrics.page();
    expect(body).toContain('nodejs_gc_duration_seconds_bucket{');
    expect(body).toContain('tidemark_requests_total{pid="7",route="GET /users/:id"} 1');
    expect(body).toMatch(/^tidemark_leak_bytes_per_request\{.*route="GET \/\\"a\\"\\\\b"\} 1328$/m);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body });
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });
});

describe('on a registry of the application', () => {
  it('are those that are new, so that collectDefaultMetrics goes before or after', async () => {
    const registry = new Registry();
    prometheusMetrics(started(nodeSource()), { registry });
    collectDefaultMetrics({ register: registry });
    const body = await registry.metrics();
    expect(body).toContain('tidemark_memory_limit_bytes{kind="heap"}');
    expect(body.match(/^# TYPE nodejs_heap_size_used_bytes /gm)).toHaveLength(1);
    registry.clear();
  });

  it('take the place of the count of collections, where that is wanted, and leave the rest', async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const rss = registry.getSingleMetric('process_resident_memory_bytes');
    prometheusMetrics(started(nodeSource()), { registry, runtimeMetrics: true });
    expect(registry.getSingleMetric('process_resident_memory_bytes')).toBe(rss);
    const help = /^# HELP nodejs_gc_duration_seconds (.*)$/m.exec(await registry.metrics())?.[1];
    expect(help).toContain('every one counted');
    registry.clear();
  });

  it('are gone when they are closed', async () => {
    const registry = new Registry();
    const own = new Gauge({ name: 'own', help: 'Own.', registers: [registry] });
    const metrics = prometheusMetrics(started(told({ liveBytes: 5 })), { registry, runtimeMetrics: true });
    expect(await registry.metrics()).toContain('tidemark_heap_live_bytes 5');
    metrics.close();
    expect(registry.getMetricsAsArray()).toEqual([own]);
  });

  it('are refused where they are already, and nothing is left of the attempt', () => {
    const registry = new Registry();
    const monitor = started(told({ liveBytes: 5 }));
    const metrics = prometheusMetrics(monitor, { registry });
    const before = registry.getMetricsAsArray();
    let listening = 0;
    const watched = Object.assign(Object.create(monitor) as MemoryMonitor, {
      onEvent: () => {
        listening += 1;
        return () => {};
      },
    });
    expect(() => prometheusMetrics(watched, { registry })).toThrow(
      /^registry must be one without tidemark_heap_live_bytes: close\(\) what has put it there, received /,
    );
    expect([registry.getMetricsAsArray(), listening]).toEqual([before, 0]);
    metrics.close();
    prometheusMetrics(monitor, { registry }).close();
  });

  it('have the default labels of the registry, and are written as OpenMetrics where it does', async () => {
    const registry = new Registry();
    registry.setDefaultLabels({ app: 'shop' });
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const monitor = started(told({ liveBytes: 5 }));
    prometheusMetrics(monitor, { registry });
    for (let scrape = 0; scrape < 2; scrape++) {
      const body = await registry.metrics();
      expect(body).toContain('tidemark_heap_live_bytes{app="shop"} 5');
      expect(body).toContain('\ntidemark_monitor_samples_total{app="shop"} 1\n');
    }
  });

  it('add up to those of a cluster, by AggregatorRegistry of prom-client', async () => {
    const ofWorkers = await Promise.all(
      [1, 2].map(async () => {
        const registry = new Registry();
        const source = told({ liveBytes: 5, hostUsedBytes: 7, hostTotalBytes: 9 });
        prometheusMetrics(started(source), { registry });
        return registry.getMetricsAsJSON();
      }),
    );
    const body = await AggregatorRegistry.aggregate(ofWorkers as never).metrics();
    expect(body).toContain('tidemark_heap_live_bytes 10\n');
    // The host is one, however many tell of it.
    expect(body).toContain('tidemark_memory_limit_bytes{kind="host"} 9\n');
    expect(body).toContain('tidemark_leaks{memory="heap",state="confirmed"} 0');
  });

  it('are read once for all metrics of a scrape', async () => {
    const registry = new Registry();
    const monitor = started(told({}));
    let reads = 0;
    const { cost } = monitor;
    monitor.cost = () => {
      reads += 1;
      return cost.call(monitor);
    };
    prometheusMetrics(monitor, { registry });
    await registry.metrics();
    expect(reads).toBe(1);
  });
});

describe('wrong input', () => {
  const monitor = (): MemoryMonitor => started(told({}));
  it.each([
    ['no monitor', () => prometheusMetrics({} as never), /monitor must be a MemoryMonitor/],
    ['nothing', () => prometheusMetrics(undefined as never), /monitor must be a MemoryMonitor/],
    [
      'no registry',
      () => prometheusMetrics(monitor(), { registry: {} as never }),
      /registry must be a Registry/,
    ],
    ['no option', () => prometheusMetrics(monitor(), { label: {} } as never), /did you mean labels\?/],
    ['a label of ours', () => prometheusMetrics(monitor(), { labels: { kind: 'x' } }), /labels\.kind/],
    ['a label that is none', () => prometheusMetrics(monitor(), { labels: { 'a-b': 'x' } }), /labels\.a-b/],
    [
      'a label of a number',
      () => prometheusMetrics(monitor(), { labels: { pid: 7 as never } }),
      /received 7/,
    ],
    ['labels of a list', () => prometheusMetrics(monitor(), { labels: [] as never }), /an object of texts/],
    ['a flag', () => prometheusMetrics(monitor(), { runtimeMetrics: 1 as never }), /true or false/],
  ])('is refused: %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

it('a monitor that alerts is told of as its events say', async () => {
  const monitor = started(told({}));
  const listeners: ((event: unknown) => void)[] = [];
  monitor.onEvent = (listener) => {
    listeners.push(listener as never);
    return () => {};
  };
  const metrics = prometheusMetrics(monitor);
  expect(listeners).toHaveLength(1);
  listeners[0]?.(leak('confirmed'));
  expect(await lines(metrics, 'tidemark_leaks{memory="heap",state="confirmed"}')).toEqual([
    'tidemark_leaks{memory="heap",state="confirmed"} 1',
  ]);
});

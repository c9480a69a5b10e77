import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { annotateSpan, openTelemetryMetrics } from '../../src/opentelemetry/index.ts';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';
import { OtlpReceiver } from '../opentelemetry/OtlpReceiver.ts';
import { strategy } from '../prometheus/given.ts';
import { unbuilt } from './TidemarkRun.ts';

const dist = join(import.meta.dirname, '../../dist');

let receiver: OtlpReceiver;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  receiver = await OtlpReceiver.listening();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  receiver.close();
});

/** A meter whose provider sends to the receiver when it is told to. */
function sendingMeter(): { readonly provider: MeterProvider; readonly send: () => Promise<void> } {
  const exporter = new OTLPMetricExporter({ url: `${receiver.url}/v1/metrics` });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  closers.push(() => provider.shutdown());
  return { provider, send: () => provider.forceFlush() };
}

function runningMonitor(): MemoryMonitor {
  const monitor = new MemoryMonitor({ samplingInterval: 100, probes: { mode: 'off' } });
  monitor.start();
  closers.push(() => {
    monitor.stop();
    monitor.source.close();
  });
  return monitor;
}

describe('through the SDK to a receiver of OTLP', () => {
  it('metrics arrive as the monitor says them, with their units and kinds', async () => {
    const { provider, send } = sendingMeter();
    const monitor = runningMonitor();
    (globalThis as { gc?: () => void }).gc?.();
    const metrics = openTelemetryMetrics(monitor, {
      meter: provider.getMeter('tidemark'),
      runtimeMetrics: true,
    });
    closers.push(() => metrics.close());
    await expect.poll(() => monitor.getHistory().at(-1)?.liveBytes, { timeout: 10_000 }).toBeGreaterThan(0);
    monitor.stop();
    await send();
    const last = monitor.getHistory().at(-1)!;
    expect(receiver.valuesOf('process.memory.usage')).toEqual([{ value: last.rssBytes, attributes: {} }]);
    expect(receiver.valuesOf('tidemark.heap.live')).toEqual([{ value: last.liveBytes, attributes: {} }]);
    const { limits, binding } = monitor.capacity();
    const byKind = (pick: (limit: (typeof limits)[number]) => number): object[] =>
      limits.map((limit) => ({ value: pick(limit), attributes: { 'tidemark.memory.kind': limit.kind } }));
    expect(receiver.valuesOf('tidemark.memory.usage')).toEqual(byKind(({ usedBytes }) => usedBytes));
    expect(receiver.valuesOf('tidemark.memory.limit')).toEqual(byKind(({ limitBytes }) => limitBytes));
    expect(receiver.valuesOf('tidemark.memory.binding')).toEqual(
      byKind(({ kind }) => Number(kind === binding?.kind)),
    );
    const { samples, busyMs, heldBytes } = monitor.cost();
    expect(receiver.valuesOf('tidemark.monitor.samples')[0]?.value).toBe(samples);
    expect(receiver.valuesOf('tidemark.monitor.busy_time')[0]?.value).toBeCloseTo(busyMs / 1000, 6);
    expect(receiver.valuesOf('tidemark.monitor.memory')[0]?.value).toBe(heldBytes);
    const described = new Map(receiver.points.map(({ name, unit, kind }) => [name, `${kind} ${unit}`]));
    expect(Object.fromEntries(described)).toMatchObject({
      'process.memory.usage': 'upDownCounter By',
      'process.cpu.time': 'counter s',
      'v8js.memory.heap.used': 'upDownCounter By',
      'v8js.gc.duration': 'histogram s',
      'nodejs.eventloop.time': 'counter s',
      'tidemark.heap.live': 'upDownCounter By',
      'tidemark.heap.collections': 'counter {collection}',
      'tidemark.pressure.level': 'gauge {level}',
      'tidemark.leak.count': 'upDownCounter {leak}',
      'tidemark.probe.pause_time': 'counter s',
    });
    expect(receiver.points.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
  });

  it('counters only rise, and no more comes once they are closed', async () => {
    const { provider, send } = sendingMeter();
    const monitor = runningMonitor();
    const metrics = openTelemetryMetrics(monitor, { meter: provider.getMeter('tidemark') });
    monitor.responded(strategy() as Parameters<MemoryMonitor['responded']>[0]);
    const totals: number[] = [];
    for (let round = 0; round < 3; round++) {
      await send();
      totals.push(receiver.valuesOf('tidemark.strategy.freed')[0]!.value);
      if (round === 1) metrics.close();
      monitor.responded(strategy() as Parameters<MemoryMonitor['responded']>[0]);
    }
    expect([receiver.exports, totals]).toEqual([3, [1000, 2000, 2000]]);
  });

  it('incidents arrive as named events', async () => {
    const exporter = new OTLPLogExporter({ url: `${receiver.url}/v1/logs` });
    const logs = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
    closers.push(() => logs.shutdown());
    const monitor = runningMonitor();
    const { provider } = sendingMeter();
    const metrics = openTelemetryMetrics(monitor, {
      meter: provider.getMeter('tidemark'),
      logger: logs.getLogger('tidemark'),
    });
    closers.push(() => metrics.close());
    const time = Date.now();
    monitor.responded({ ...strategy(), time } as Parameters<MemoryMonitor['responded']>[0]);
    await logs.forceFlush();
    expect(receiver.records).toEqual([
      {
        eventName: 'tidemark.strategy.applied',
        severityNumber: 9,
        body: 'prune-caches at warning: freed 1000 bytes',
        timeMs: time,
        attributes: {
          'tidemark.strategy.name': 'prune-caches',
          'tidemark.strategy.result': 'freed',
          'tidemark.pressure.level': 'warning',
          'tidemark.strategy.freed_bytes': 1000,
          'tidemark.strategy.pause_seconds': 0.005,
        },
      },
    ]);
  });

  it('a measured operation arrives on its span', async () => {
    const exporter = new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` });
    const traces = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    closers.push(() => traces.shutdown());
    const span = traces.getTracer('shop').startSpan('import');
    const kept: object[] = [];
    const measured = await new MemoryProfiler().measureOperation(() => {
      kept.push(Buffer.alloc(1_000_000));
    }, 'import');
    annotateSpan(span, measured);
    span.end();
    await traces.forceFlush();
    const { retained, allocated, peak } = measured;
    const bytesOf = (figure: typeof retained | typeof allocated | typeof peak): number | undefined =>
      figure.performed ? Math.round(figure.bytes) : undefined;
    expect(receiver.spans).toEqual([
      {
        name: 'import',
        attributes: {
          'tidemark.operation.label': 'import',
          'tidemark.operation.allocated_bytes': bytesOf(allocated),
          'tidemark.operation.retained_bytes': bytesOf(retained),
          'tidemark.operation.peak_bytes': bytesOf(peak),
          'tidemark.operation.isolated': true,
        },
      },
    ]);
    expect(kept).toHaveLength(1);
  });

  it('a receiver that is not there harms nobody', async () => {
    const { provider, send } = sendingMeter();
    receiver.close();
    const monitor = runningMonitor();
    const metrics = openTelemetryMetrics(monitor, { meter: provider.getMeter('tidemark') });
    closers.push(() => metrics.close());
    await send().catch(() => {});
    expect(monitor.running).toBe(true);
    expect(monitor.faults).toEqual([]);
    closers.splice(0, 1);
  });
});

describe.skipIf(unbuilt)('what ships', () => {
  it('names no package of OpenTelemetry, so that none is needed to load it', () => {
    const naming = readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:js|d\.ts)$/.test(name))
      .filter((name) =>
        /(?:from|import|require)\s*\(?\s*['"`]@opentelemetry\//.test(readFileSync(join(dist, name), 'utf8')),
      );
    expect(naming).toEqual([]);
  });

  it('loads none of it, neither with tidemark nor with tidemark/opentelemetry', () => {
    const hooks = `export async function resolve(specifier, context, next) {
      if (/@opentelemetry|prom-client/.test(specifier)) process._rawDebug('asked for ' + specifier);
      return next(specifier, context);
    }`;
    const program = `
      import { register, createRequire } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
      const { startMemoryMonitoring } = await import(${JSON.stringify(pathToFileURL(join(dist, 'index.js')).href)});
      const { openTelemetryMetrics } = await import(${JSON.stringify(pathToFileURL(join(dist, 'opentelemetry/index.js')).href)});
      startMemoryMonitoring().stop();
      const loaded = Object.keys(createRequire(import.meta.url).cache ?? {});
      console.log(typeof openTelemetryMetrics, loaded.filter((file) => /opentelemetry|prom-client/.test(file)).length);
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([stdout, stderr]).toEqual(['function 0\n', '']);
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import v8 from 'node:v8';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { type DataPoint, type Histogram, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { MemoryMonitor } from '../../../src/monitoring/MemoryMonitor.ts';
import { shippedPackage, shippedUrl } from '../../harness/shipped.ts';

/** How long the process works, and how often it is scraped afterwards. */
export interface SideBySideOrder {
  readonly seconds: number;
  readonly scrapes: number;
}

/** What one of them, or V8, reports. */
export interface Reported {
  readonly name: string;
  readonly minor: number;
  readonly major: number;
  readonly series: number;
  /** Microseconds of CPU time of each scrape. */
  readonly scrapeMicroseconds: readonly number[];
  /** Bytes of a page; 0 where there is none. */
  readonly pageBytes: number;
}

interface Reporter {
  readonly name: string;
  /** Collects once. Returns the bytes of the page. */
  readonly scrape: () => Promise<number>;
  readonly collections: (kind: 'minor' | 'major') => Promise<number>;
  readonly series: () => Promise<number>;
}

class PullReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

function promClient(): Reporter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return ofText('prom-client', () => registry.metrics());
}

/** A monitor that has begun. */
async function watching(): Promise<MemoryMonitor> {
  const shipped = await shippedPackage();
  const monitor = new shipped.MemoryMonitor({ samplingInterval: 1000 });
  monitor.start();
  return monitor;
}

async function tidemark(): Promise<Reporter> {
  const { prometheusMetrics } = (await import(
    shippedUrl('prometheus/index.js')
  )) as typeof import('../../../src/prometheus/index.ts');
  const metrics = prometheusMetrics(await watching());
  return ofText('Tidemark', async () => (await metrics.page()).body);
}

function ofText(name: string, page: () => Promise<string>): Reporter {
  return {
    name,
    scrape: async () => Buffer.byteLength(await page()),
    collections: async (kind) => {
      const pattern = new RegExp(`^nodejs_gc_duration_seconds_count\\{kind="${kind}"\\} (\\d+)$`, 'm');
      return Number(pattern.exec(await page())?.[1] ?? 0);
    },
    series: async () => (await page()).split('\n').filter((line) => /^[a-z]/.test(line)).length,
  };
}

function openTelemetry(): Reporter {
  const reader = new PullReader();
  new RuntimeNodeInstrumentation().setMeterProvider(new MeterProvider({ readers: [reader] }));
  return ofPoints('OpenTelemetry', reader);
}

async function tidemarkThroughOpenTelemetry(): Promise<Reporter> {
  const { openTelemetryMetrics } = (await import(
    shippedUrl('opentelemetry/index.js')
  )) as typeof import('../../../src/opentelemetry/index.ts');
  const reader = new PullReader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('tidemark');
  openTelemetryMetrics(await watching(), { meter, runtimeMetrics: true });
  return ofPoints('Tidemark, through OpenTelemetry', reader);
}

/** What an SDK has collected. */
function ofPoints(name: string, reader: MetricReader): Reporter {
  const points = async (): Promise<readonly { name: string; point: DataPoint<unknown> }[]> => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        (dataPoints as DataPoint<unknown>[]).map((point) => ({ name: descriptor.name, point })),
      ),
    );
  };
  return {
    name,
    scrape: async () => {
      await points();
      return 0;
    },
    collections: async (kind) => {
      const found = (await points()).find(
        ({ name: metric, point }) =>
          metric === 'v8js.gc.duration' && point.attributes['v8js.gc.type'] === kind,
      );
      return (found?.point.value as Histogram | undefined)?.count ?? 0;
    },
    // A histogram is as many series as it has classes, a sum and a count.
    series: async () =>
      (await points()).reduce((sum, { point }) => {
        const buckets = (point.value as Partial<Histogram>).buckets?.counts.length;
        return sum + (buckets === undefined ? 1 : buckets + 2);
      }, 0),
  };
}

const { seconds, scrapes } = JSON.parse(process.argv[2] as string) as SideBySideOrder;
const reporters: readonly Reporter[] = [
  promClient(),
  openTelemetry(),
  await tidemark(),
  await tidemarkThroughOpenTelemetry(),
];
await delay(200);

async function counts(): Promise<readonly { minor: number; major: number }[]> {
  return Promise.all(
    reporters.map(async ({ collections }) => ({
      minor: await collections('minor'),
      major: await collections('major'),
    })),
  );
}

/** Requests that come one by one, and now and then a hundred in one turn of the event loop. */
async function work(): Promise<void> {
  const sessions: Map<number, object> = new Map();
  let request = 0;
  const serve = (): void => {
    const rows = Array.from({ length: 800 }, (_, index) => ({ index, text: `row ${index} of ${request}` }));
    sessions.set(request % 400, rows);
    request += 1;
  };
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; performance.now() < end; turn++) {
    const load = turn % 20 === 0 ? 100 : 1;
    for (let index = 0; index < load; index++) serve();
    await delay(10);
  }
}

const before = await counts();
const oracle = new v8.GCProfiler();
oracle.start();
await work();
const { statistics } = oracle.stop() as unknown as { statistics: readonly { gcType: string }[] };
await delay(200);
const after = await counts();

const reported: Reported[] = [];
for (const [index, reporter] of reporters.entries()) {
  const scrapeMicroseconds: number[] = [];
  for (let scrape = 0; scrape < scrapes; scrape++) {
    await delay(5);
    const cpu = process.cpuUsage();
    await reporter.scrape();
    const { user, system } = process.cpuUsage(cpu);
    scrapeMicroseconds.push(user + system);
  }
  reported.push({
    name: reporter.name,
    minor: (after[index]?.minor ?? 0) - (before[index]?.minor ?? 0),
    major: (after[index]?.major ?? 0) - (before[index]?.major ?? 0),
    series: await reporter.series(),
    scrapeMicroseconds,
    pageBytes: await reporter.scrape(),
  });
}
const ofV8 = (type: string): number => statistics.filter(({ gcType }) => gcType === type).length;
const minor = ofV8('Scavenge') + ofV8('MinorMarkCompact') + ofV8('MinorMarkSweep');
const major = ofV8('MarkSweepCompact');
reported.unshift({ name: 'V8', minor, major, series: 0, scrapeMicroseconds: [], pageBytes: 0 });
process.stdout.write(JSON.stringify(reported), () => process.exit());

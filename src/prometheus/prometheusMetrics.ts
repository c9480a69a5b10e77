import { checkedOptions } from '../configuration/checkedOptions.ts';
import { invalidOption } from '../TidemarkError.ts';
import type { MetricReading } from '../wire/metric.ts';
import { checkedLabels } from './checkedLabels.ts';
import { EventTally } from './EventTally.ts';
import { metricFamilies, runtimeFamilies } from './metricFamilies.ts';
import { type MonitorOrHandle, monitorOf } from './monitorOf.ts';
import { ReadingFamily } from './ReadingFamily.ts';
import { Readings } from './Readings.ts';
import { readingsOf } from './readingsOf.ts';
import { type MetricsPage, renderPage } from './renderPage.ts';

/** What is used of a registry of prom-client, so that any of its versions will do. */
export interface MetricRegistry {
  registerMetric(metric: never): void;
  getSingleMetric(name: string): unknown;
  removeSingleMetric(name: string): void;
}

/** Options of {@link prometheusMetrics}. */
export interface PrometheusOptions {
  /** A registry of prom-client that the metrics are added to. @default none: see {@link PrometheusMetrics.page} */
  readonly registry?: MetricRegistry | undefined;
  /** Put on every series: `{ pid: String(process.pid) }` in the workers of a cluster. @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether the names of prom-client's default metrics are there, too. What the registry has already stays, but
   * `nodejs_gc_duration_seconds`, of which prom-client counts a part.
   *
   * @default `true` without a registry, else `false`
   */
  readonly runtimeMetrics?: boolean | undefined;
}

/** Metrics of a monitor. */
export interface PrometheusMetrics {
  /** What a scrape is answered with: OpenMetrics where the `Accept` header names it, else text; of Tidemark's alone. */
  page(accept?: string): Promise<MetricsPage>;
  /** Takes the metrics out of the registry, and ends counting. */
  close(): void;
}

/** All metrics of one scrape are of one moment. */
const sameScrapeMs = 50;
const known = { owner: 'prometheusMetrics()', names: ['registry', 'labels', 'runtimeMetrics'] };

/**
 * Offers what a monitor knows to Prometheus, through prom-client. What is not known is absent. Leaks and strategies are
 * counted from this call on, so call it at the start.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function prometheusMetrics(
  given: MonitorOrHandle,
  options: PrometheusOptions = {},
): PrometheusMetrics {
  const { registry } = checkedOptions('options', options, known);
  const runtimeMetrics = options.runtimeMetrics ?? registry === undefined;
  if (typeof runtimeMetrics !== 'boolean') {
    throw invalidOption('runtimeMetrics', 'true or false', runtimeMetrics);
  }
  const monitor = monitorOf(given);
  const ownLabels = checkedLabels(options.labels);
  checkRegistry(registry);
  if (registry) checkNamesAreFree(registry);
  const tally = new EventTally();
  const endEvents = monitor.onEvent((event) => tally.take(event));
  const isWanted = (name: string): boolean => runtimeMetrics || !Object.hasOwn(runtimeFamilies, name);

  const read = (): readonly MetricReading[] => {
    const counted = new Readings();
    tally.addTo(counted);
    return [...readingsOf(monitor), ...counted.list].filter(({ name }) => isWanted(name));
  };
  const withdraw =
    registry && register(registry, Object.keys(metricFamilies).filter(isWanted), read, ownLabels);
  return {
    page: (accept) =>
      renderPage(
        read().map((reading) => ({ ...reading, ownLabels })),
        accept,
      ),
    close: () => {
      endEvents();
      withdraw?.();
    },
  };
}

/** Metrics that only who watches many processes knows. */
const ofMany: readonly string[] = [
  'tidemark_process_silent',
  'tidemark_processes',
  'tidemark_process_exits_total',
];

function register(
  registry: MetricRegistry,
  names: readonly string[],
  read: () => readonly MetricReading[],
  ownLabels: Readonly<Record<string, string>>,
): () => void {
  let readAt = Number.NEGATIVE_INFINITY;
  let latest: readonly MetricReading[] = [];
  const readingsOfFamily = (name: string): readonly MetricReading[] => {
    if (performance.now() - readAt > sameScrapeMs) {
      latest = read();
      readAt = performance.now();
    }
    return latest.filter((reading) => reading.name === name).map((reading) => ({ ...reading, ownLabels }));
  };
  const registered: string[] = [];
  for (const name of names) {
    if (ofMany.includes(name)) continue;
    const isTaken = registry.getSingleMetric(name) !== undefined;
    if (isTaken && Object.hasOwn(runtimeFamilies, name) && name !== 'nodejs_gc_duration_seconds') continue;
    if (isTaken && Object.hasOwn(runtimeFamilies, name)) registry.removeSingleMetric(name);
    registry.registerMetric(new ReadingFamily(name, readingsOfFamily) as never);
    registered.push(name);
  }
  return () => {
    for (const name of registered) registry.removeSingleMetric(name);
  };
}

function checkRegistry(registry: MetricRegistry | undefined): void {
  if (registry === undefined) return;
  const methods = ['registerMetric', 'getSingleMetric', 'removeSingleMetric'] as const;
  if (methods.every((name) => typeof registry?.[name] === 'function')) return;
  throw invalidOption('registry', 'a Registry of prom-client', registry);
}

/** Before anything is begun: prom-client would throw in the middle. */
function checkNamesAreFree(registry: MetricRegistry): void {
  const taken = Object.keys(metricFamilies)
    .filter((name) => !Object.hasOwn(runtimeFamilies, name) && !ofMany.includes(name))
    .find((name) => registry.getSingleMetric(name) !== undefined);
  if (taken === undefined) return;
  throw invalidOption('registry', `one without ${taken}: close() what has put it there`, registry);
}

import { checkedOptions } from '../configuration/checkedOptions.ts';
import { EventTally } from '../prometheus/EventTally.ts';
import { type MetricsMonitor, type MonitorOrHandle, monitorOf } from '../prometheus/monitorOf.ts';
import { Readings } from '../prometheus/Readings.ts';
import { readingsOf } from '../prometheus/readingsOf.ts';
import { invalidOption } from '../TidemarkError.ts';
import { IncidentRecords } from './IncidentRecords.ts';
import { LeakingRoutes } from './LeakingRoutes.ts';
import { MeteredReadings } from './MeteredReadings.ts';
import type { Observer, TelemetryLogger, TelemetryMeter, TelemetrySpan } from './telemetry.ts';
import { collectionHistogram, HeapSpaceInstruments } from './v8Instruments.ts';

/** Options of {@link openTelemetryMetrics}. */
export interface OpenTelemetryOptions {
  /** `metrics.getMeter('tidemark')`, once the SDK has been started. */
  readonly meter: TelemetryMeter;
  /** `logs.getLogger('tidemark')`: incidents are written there. @default nowhere */
  readonly logger?: TelemetryLogger | undefined;
  /**
   * Whether also what OpenTelemetry's own instrumentations have is told: `v8js.*`, `nodejs.eventloop.time`,
   * `process.cpu.time`. Two that tell the same are added up by many back ends.
   *
   * @default false
   */
  readonly runtimeMetrics?: boolean | undefined;
}

/** What is told to OpenTelemetry of a monitor. */
export interface OpenTelemetryMetrics {
  /**
   * Writes on the span of a request what each of its route leaves behind (`tidemark.request.retained_bytes`, and the
   * `tidemark.leak.fingerprint`), where an open leak is told by route. Never throws.
   *
   * @param route as the frameworks part names it: `GET /orders/:id`
   */
  annotateRequest(span: TelemetrySpan | undefined, route: string): void;
  /** Takes the callbacks back, and ends counting and logging. A second call does nothing. */
  close(): void;
}

const known = { owner: 'openTelemetryMetrics()', names: ['meter', 'logger', 'runtimeMetrics'] };
const steadyNow: () => number = performance.now.bind(performance);

/**
 * Tells OpenTelemetry what a monitor knows: instruments on a meter of the application, read once for each collection, and
 * incidents as log records. What is not known is absent. Leaks and strategies are counted from this call on, so call it at
 * the start.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function openTelemetryMetrics(
  given: MonitorOrHandle,
  options: OpenTelemetryOptions,
): OpenTelemetryMetrics {
  const { meter, logger, runtimeMetrics } = checked(options);
  const monitor = monitorOf(given);
  const tally = new EventTally();
  const routes = new LeakingRoutes();
  const records = logger && new IncidentRecords(logger, steadyNow);
  const ends = [
    ...measure(monitor, tally, meter, runtimeMetrics ?? false),
    monitor.onEvent((event) => {
      tally.take(event);
      routes.take(event);
    }),
    // Of its own, so that a logger that throws keeps nothing from being counted: the monitor reports it and goes on.
    ...(records ? [monitor.onEvent((event) => records.take(event))] : []),
  ];
  return {
    annotateRequest: (span, route) => routes.annotate(span, route),
    close: () => {
      for (const end of ends.splice(0)) end();
    },
  };
}

function measure(
  monitor: MetricsMonitor,
  tally: EventTally,
  meter: TelemetryMeter,
  withRuntime: boolean,
): readonly (() => void)[] {
  const { source } = monitor;
  const metered = new MeteredReadings(meter, withRuntime);
  const isOwn = withRuntime && source.kind === 'node';
  const spaces = isOwn ? new HeapSpaceInstruments(meter) : undefined;
  const instruments = [...metered.all, ...(spaces?.all ?? [])];
  const observe = (observer: Observer): void => {
    const counted = new Readings();
    tally.addTo(counted);
    metered.observe(observer, [...readingsOf(monitor), ...counted.list]);
    spaces?.observe(observer);
  };
  meter.addBatchObservableCallback(observe, instruments);
  const endCollections = isOwn ? source.threadTime?.onCollection?.(collectionHistogram(meter)) : undefined;
  return [
    () => meter.removeBatchObservableCallback(observe, instruments),
    ...(endCollections ? [endCollections] : []),
  ];
}

function checked(options: OpenTelemetryOptions): OpenTelemetryOptions {
  const { meter, logger, runtimeMetrics } = checkedOptions('options', options, known);
  if (typeof meter?.addBatchObservableCallback !== 'function') {
    throw invalidOption('meter', 'a Meter of @opentelemetry/api 1.3 or later', meter);
  }
  if (logger !== undefined && typeof logger?.emit !== 'function') {
    throw invalidOption('logger', 'a Logger of @opentelemetry/api-logs', logger);
  }
  if (runtimeMetrics !== undefined && typeof runtimeMetrics !== 'boolean') {
    throw invalidOption('runtimeMetrics', 'true or false', runtimeMetrics);
  }
  return options;
}

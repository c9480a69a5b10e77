// OpenTelemetry's runtime metrics with the SDK's periodic reader; what is exported is dropped.
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

const exporter = {
  export: (_metrics, done) => done({ code: 0 }),
  forceFlush: async () => {},
  shutdown: async () => {},
  selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
};
const intervalMs = Number(process.env.BENCH_INTERVAL_MS);
const reader = new PeriodicExportingMetricReader({
  exporter,
  exportIntervalMillis: intervalMs,
  exportTimeoutMillis: intervalMs,
});
new RuntimeNodeInstrumentation().setMeterProvider(new MeterProvider({ readers: [reader] }));

export const collect = () => reader.forceFlush();

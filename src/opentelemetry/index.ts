/** `tidemark/opentelemetry`: what Tidemark knows, as metrics, log events and span attributes of OpenTelemetry. */

export type { MonitorOrHandle } from '../prometheus/monitorOf.ts';
export { type AnnotatedOperation, annotateSpan } from './annotateSpan.ts';
export {
  type OpenTelemetryMetrics,
  type OpenTelemetryOptions,
  openTelemetryMetrics,
} from './openTelemetryMetrics.ts';
export type { TelemetryLogger, TelemetryMeter, TelemetrySpan } from './telemetry.ts';

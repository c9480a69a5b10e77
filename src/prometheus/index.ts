/** `tidemark/prometheus`: what Tidemark knows, as metrics. */

export type { MonitorOrHandle } from './monitorOf.ts';
export {
  type MetricRegistry,
  type PrometheusMetrics,
  type PrometheusOptions,
  prometheusMetrics,
} from './prometheusMetrics.ts';
export type { MetricsPage } from './renderPage.ts';

/** `tidemark/prometheus`: what Tidemark knows, as metrics. */

export {
  type MetricRegistry,
  type MonitorOrHandle,
  type PrometheusMetrics,
  type PrometheusOptions,
  prometheusMetrics,
} from './prometheusMetrics.ts';
export type { MetricsPage } from './renderPage.ts';

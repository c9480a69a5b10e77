// prom-client's default metrics, collected at an interval as a scraper would.
import { collectDefaultMetrics, register } from 'prom-client';

collectDefaultMetrics();

export const collect = () => register.metrics();

setInterval(collect, Number(process.env.BENCH_INTERVAL_MS)).unref();

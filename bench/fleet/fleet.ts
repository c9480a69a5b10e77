import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, RunOptions } from '../harness/Bench.ts';
import { count, kilobytes, megabytes, milliseconds, percent } from '../harness/figures.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import { PrometheusServer } from './PrometheusServer.ts';
import { instanceOf, TargetServers } from './TargetServers.ts';

/** A fleet as Prometheus sees it. */
export const fleet: Bench = {
  name: 'fleet',
  about:
    'A thousand processes for a real Prometheus with our rules: pages of a real agent whose values move, one in twenty with a confirmed leak. What a scrape and the rules take, and who is told of.',
  run,
};

/** Counters of Prometheus for samples that it did not keep, and evaluations that came too late. */
const losses = [
  'prometheus_target_scrapes_sample_out_of_order_total',
  'prometheus_target_scrapes_sample_duplicate_timestamp_total',
  'prometheus_target_scrapes_sample_out_of_bounds_total',
  'prometheus_target_scrapes_exceeded_sample_limit_total',
];

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  const size = quick
    ? { targets: 50, servers: 2, intervalSeconds: 2, warmUpSeconds: 8, seconds: 12 }
    : { targets: 1000, servers: 4, intervalSeconds: 15, warmUpSeconds: 45, seconds: 120 };
  const leaking = Math.ceil(size.targets / 20);
  progress(`${size.targets} targets, scraped every ${size.intervalSeconds} s`);
  const servers = await TargetServers.start(size.targets, leaking, size.servers);
  try {
    const prometheus = await PrometheusServer.start(servers.targets, size.intervalSeconds);
    try {
      return await measured(prometheus, servers, { ...size, leaking, progress });
    } finally {
      await prometheus.close();
    }
  } finally {
    servers.close();
  }
}

interface Measurement {
  readonly intervalSeconds: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly leaking: number;
  readonly progress: RunOptions['progress'];
}

async function measured(
  prometheus: PrometheusServer,
  { targets, pageBytes, series }: TargetServers,
  { intervalSeconds, warmUpSeconds, seconds, leaking, progress }: Measurement,
): Promise<Table[]> {
  await delay(warmUpSeconds * 1000);
  const before = await prometheus.own();
  const beganAt = performance.now();
  progress(`measuring for ${seconds} s`);
  await delay(seconds * 1000);
  const after = await prometheus.own();
  const passed = (performance.now() - beganAt) / 1000;
  const during = (metric: string): number => after(metric) - before(metric);
  const duration = (quantile: number): Promise<number> =>
    prometheus.value(
      `quantile(${quantile}, max_over_time(scrape_duration_seconds{job="fleet"}[${seconds}s]))`,
    );
  const evaluations = await prometheus.evaluationSeconds();
  const alerts = await prometheus.query('ALERTS{alertstate="firing"}');
  const expected = new Set(Array.from({ length: leaking }, (_, index) => instanceOf(index)));
  const told = new Set(
    alerts.filter(({ labels }) => labels.alertname === 'TidemarkLeakConfirmed').map(instanceOfAlert),
  );
  const missed = [...expected].filter((instance) => !told.has(instance)).length;
  const wrong = alerts.filter((alert) => !expected.has(instanceOfAlert(alert))).length;
  const dropped = losses.reduce((total, metric) => total + during(metric), 0);
  const rows: readonly (readonly [string, string])[] = [
    ['processes that answer', count(await prometheus.value('sum(up{job="fleet"})'))],
    ['page of a process', kilobytes(pageBytes)],
    ['series of a process, as Prometheus keeps them', count(series)],
    ['series in all', count(after('prometheus_tsdb_head_series'))],
    ['samples a second', count(during('prometheus_tsdb_head_samples_appended_total') / passed)],
    ['CPU of Prometheus, of one core', percent(during('process_cpu_seconds_total') / passed)],
    ['resident memory of Prometheus', megabytes(after('process_resident_memory_bytes'))],
    ['longest scrape of a process, p50', milliseconds(1000 * (await duration(0.5)))],
    ['longest scrape of a process, p99', milliseconds(1000 * (await duration(0.99)))],
    ...[...evaluations].map(
      ([group, took]) => [`evaluation of ${group}`, milliseconds(1000 * took)] as const,
    ),
  ];
  return [
    targetTable('What a fleet loses, and who is told of', [
      {
        what: `leaking processes of ${leaking} without an alert`,
        atMost: 0,
        measured: missed,
        format: count,
      },
      { what: 'alerts of any other process', atMost: 0, measured: wrong, format: count },
      { what: 'samples dropped', atMost: 0, measured: dropped, format: count },
      {
        what: 'evaluations of rules missed',
        atMost: 0,
        measured: during('prometheus_rule_group_iterations_missed_total'),
        format: count,
      },
    ]),
    {
      title: `A fleet of ${targets.length} processes, scraped every ${intervalSeconds} s`,
      columns: ['what', 'measured'],
      rows,
      notes: [
        `${Math.round(passed)} s after ${warmUpSeconds} s of warming up. Targets and Prometheus share this machine, so that scrapes wait for its cores, too.`,
      ],
    },
  ];
}

function instanceOfAlert({ labels }: { readonly labels: Readonly<Record<string, string>> }): string {
  return labels.instance ?? '';
}

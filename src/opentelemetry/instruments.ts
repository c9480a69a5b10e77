import type { MetricName } from '../prometheus/metricNames.ts';
import type { MetricReading } from '../wire/metric.ts';

/** One instrument, and the readings of `tidemark/prometheus` that it tells. */
export interface Instrument {
  readonly name: string;
  readonly kind: 'Counter' | 'UpDownCounter' | 'Gauge';
  /** After UCUM; `1` is a share alone, since a Prometheus behind it calls that a ratio. */
  readonly unit: string;
  /** The family of readings. */
  readonly of: MetricName;
  /** @default the words of the family */
  readonly description?: string;
  /** Attributes by the labels that they are made of; other labels are left out. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Of the family's readings only those with these labels. @default all */
  readonly where?: Readonly<Record<string, string>>;
  /** The same on every point. */
  readonly constants?: Readonly<Record<string, string>>;
  /** What is told instead of the value. */
  readonly value?: (reading: MetricReading) => number;
  /** Whether a reading need not be there at the next collection; then this is told of it. */
  readonly afterwards?: number;
  /** Whether OpenTelemetry's own instrumentations tell of it, too. */
  readonly isRuntime?: true;
}

/** What is foreseen later than this is not told: forecasts go no further. Seconds. */
const horizonSeconds = 30 * 86_400;

const kind = { kind: 'tidemark.memory.kind' };
const leak = { fingerprint: 'tidemark.leak.fingerprint', memory: 'tidemark.leak.memory' };
const strategy = { strategy: 'tidemark.strategy.name' };
const probe = { kind: 'tidemark.probe.kind' };
const leakLevels: Readonly<Record<string, number>> = { suspected: 1, confirmed: 2 };

type Rest = Omit<Instrument, 'name' | 'of' | 'kind' | 'unit'>;

function counter(name: string, of: MetricName, unit: string, rest: Rest = {}): Instrument {
  return { name, of, kind: 'Counter', unit, ...rest };
}

function upDownCounter(name: string, of: MetricName, unit: string, rest: Rest = {}): Instrument {
  return { name, of, kind: 'UpDownCounter', unit, ...rest };
}

function bytes(name: string, of: MetricName, rest: Rest = {}): Instrument {
  return upDownCounter(name, of, 'By', rest);
}

function gauge(name: string, of: MetricName, unit: string, rest: Rest = {}): Instrument {
  return { name, of, kind: 'Gauge', unit, ...rest };
}

/** By OpenTelemetry's semantic conventions; `v8js.*` beside these: `v8Instruments.ts`. */
const conventional: readonly Instrument[] = [
  bytes('process.memory.usage', 'process_resident_memory_bytes'),
  // What the kernel would drop first is not in it: that is a working set, not the usage.
  bytes('container.memory.working_set', 'tidemark_memory_used_bytes', {
    where: { kind: 'container' },
    description: 'Memory of the container, less the file cache that the kernel would drop first.',
  }),
  counter('process.cpu.time', 'process_cpu_user_seconds_total', 's', {
    description: 'CPU time of the process by mode.',
    constants: { 'cpu.mode': 'user' },
    isRuntime: true,
  }),
  counter('process.cpu.time', 'process_cpu_system_seconds_total', 's', {
    constants: { 'cpu.mode': 'system' },
    isRuntime: true,
  }),
  counter('nodejs.eventloop.time', 'nodejs_eventloop_time_seconds_total', 's', {
    attributes: { nodejs_eventloop_state: 'nodejs.eventloop.state' },
    isRuntime: true,
  }),
];

const own: readonly Instrument[] = [
  bytes('tidemark.heap.live', 'tidemark_heap_live_bytes'),
  counter('tidemark.heap.collections', 'tidemark_major_collections_total', '{collection}'),
  bytes('tidemark.memory.usage', 'tidemark_memory_used_bytes', { attributes: kind }),
  bytes('tidemark.memory.limit', 'tidemark_memory_limit_bytes', { attributes: kind }),
  gauge('tidemark.memory.binding', 'tidemark_memory_limit_binding', '{limit}', { attributes: kind }),
  bytes('tidemark.memory.external', 'nodejs_external_memory_bytes'),
  bytes('tidemark.memory.array_buffers', 'tidemark_array_buffers_bytes'),
  bytes('tidemark.memory.malloced', 'tidemark_malloced_bytes'),
  gauge('tidemark.memory.stall', 'tidemark_memory_stall_ratio', '1'),
  counter('tidemark.memory.oom_kills', 'tidemark_container_oom_kills_total', '{process}'),
  gauge('tidemark.eventloop.delay', 'nodejs_eventloop_lag_seconds', 's'),
  gauge('tidemark.pressure.level', 'tidemark_pressure_level', '{level}'),
  upDownCounter('tidemark.leak.count', 'tidemark_leaks', '{leak}', {
    attributes: { memory: 'tidemark.leak.memory', state: 'tidemark.leak.level' },
  }),
  gauge('tidemark.leak.level', 'tidemark_leak_growth_bytes_per_second', '{level}', {
    attributes: leak,
    description: 'Of each leak 1 while it is suspected, 2 while confirmed, 0 afterwards: the eight fastest.',
    value: ({ labels }) => leakLevels[labels?.state ?? ''] ?? 0,
    afterwards: 0,
  }),
  gauge('tidemark.leak.growth', 'tidemark_leak_growth_bytes_per_second', 'By/s', {
    attributes: leak,
    afterwards: 0,
  }),
  gauge('tidemark.leak.grown', 'tidemark_leak_grown_bytes', 'By', { attributes: leak, afterwards: 0 }),
  gauge('tidemark.leak.retained', 'tidemark_leak_bytes_per_request', 'By/{request}', {
    attributes: { ...leak, route: 'tidemark.route' },
    afterwards: 0,
  }),
  counter('tidemark.leak.verdicts', 'tidemark_leak_verdicts_total', '{verdict}', {
    attributes: { state: 'tidemark.leak.level' },
  }),
  gauge('tidemark.out_of_memory.time_left', 'tidemark_out_of_memory_seconds', 's', {
    attributes: { limit: 'tidemark.memory.kind', estimate: 'tidemark.estimate' },
    description:
      'Seconds until a limit is reached, as expected, and the ends of the 90 % interval; 30 days where no end is foreseen any more.',
    value: ({ value }) => Math.min(value, horizonSeconds),
    afterwards: horizonSeconds,
  }),
  counter('tidemark.strategy.runs', 'tidemark_strategy_runs_total', '{run}', {
    attributes: { ...strategy, result: 'tidemark.strategy.result' },
  }),
  counter('tidemark.strategy.freed', 'tidemark_strategy_freed_bytes_total', 'By', { attributes: strategy }),
  counter('tidemark.recyclings', 'tidemark_recyclings_total', '{recycling}', {
    attributes: { kind: 'tidemark.recycling.kind', step: 'tidemark.recycling.step' },
  }),
  counter('tidemark.probe.runs', 'tidemark_probes_total', '{run}', { attributes: probe }),
  counter('tidemark.probe.pause_time', 'tidemark_probe_pause_seconds_total', 's', { attributes: probe }),
  counter('tidemark.monitor.samples', 'tidemark_monitor_samples_total', '{sample}'),
  counter('tidemark.monitor.busy_time', 'tidemark_monitor_busy_seconds_total', 's'),
  bytes('tidemark.monitor.memory', 'tidemark_monitor_held_bytes'),
  gauge('tidemark.monitor.last_sample', 'tidemark_last_sample_timestamp_seconds', 's'),
];

/** Every instrument that is made of readings, in the order of the docs. */
export const instruments: readonly Instrument[] = [...conventional, ...own];

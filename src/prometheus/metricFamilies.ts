import type { RuntimeMetric, TidemarkMetric } from './metricNames.ts';

/** How `AggregatorRegistry` of prom-client makes one value of those of many processes, where no label tells them apart. */
type Aggregator = 'sum' | 'max' | 'min' | 'first' | 'omit';

/** What is said of a metric besides its values. */
export interface MetricFamily {
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly aggregator: Aggregator;
}

function gauge(help: string, labels: readonly string[] = [], aggregator: Aggregator = 'sum'): MetricFamily {
  return { type: 'gauge', help, labels, aggregator };
}

function counter(help: string, ...labels: readonly string[]): MetricFamily {
  return { type: 'counter', help, labels, aggregator: 'sum' };
}

/** Metrics by the names that dashboards for Node.js go by already: those of prom-client, and one of OpenTelemetry. */
export const runtimeFamilies: Readonly<Record<RuntimeMetric, MetricFamily>> = {
  process_cpu_user_seconds_total: counter('User CPU time of the process in seconds.'),
  process_cpu_system_seconds_total: counter('System CPU time of the process in seconds.'),
  process_cpu_seconds_total: counter('User and system CPU time of the process in seconds.'),
  process_start_time_seconds: gauge('Start of the process in seconds since the epoch.', [], 'min'),
  process_resident_memory_bytes: gauge('Resident memory of the process in bytes.'),
  nodejs_heap_size_total_bytes: gauge('Heap that V8 has reserved for this thread, in bytes.'),
  nodejs_heap_size_used_bytes: gauge('Heap in use in this thread, garbage included, in bytes.'),
  nodejs_external_memory_bytes: gauge(
    'Memory outside of the heap that objects of this thread hold, in bytes.',
  ),
  nodejs_heap_space_size_total_bytes: gauge('Size of a heap space in bytes.', ['space']),
  nodejs_heap_space_size_used_bytes: gauge('Bytes in use of a heap space.', ['space']),
  nodejs_heap_space_size_available_bytes: gauge('Bytes available in a heap space.', ['space']),
  nodejs_gc_duration_seconds: {
    type: 'histogram',
    help: 'Pauses for collections in seconds, every one counted, by kind: major, minor, incremental or weakcb.',
    labels: ['kind'],
    aggregator: 'sum',
  },
  nodejs_eventloop_lag_seconds: gauge(
    'How much later than ordered the timer of the last sample has fired, in seconds.',
    [],
    'max',
  ),
  nodejs_eventloop_time_seconds_total: counter(
    'Time that the event loop was active, and idle, in seconds.',
    'nodejs_eventloop_state',
  ),
  nodejs_version_info: gauge('Version of Node.js.', ['version', 'major', 'minor', 'patch'], 'first'),
};

/** What is new: metrics that no dashboard knows yet. */
const tidemarkFamilies: Readonly<Record<TidemarkMetric, MetricFamily>> = {
  tidemark_heap_live_bytes: gauge(
    'Live size: old-generation bytes in use right after the last major collection.',
  ),
  tidemark_major_collections_total: counter('Major collections after which the live size was read.'),
  tidemark_array_buffers_bytes: gauge('Memory of array buffers and buffers, in bytes.'),
  tidemark_malloced_bytes: gauge('Memory that V8 has taken for itself outside of the heap, in bytes.'),
  tidemark_memory_used_bytes: gauge(
    'Use of what can run out, in bytes: old generation, container, host.',
    ['kind'],
    'max',
  ),
  tidemark_memory_limit_bytes: gauge(
    'The limit that kills, in bytes: old generation, container, host.',
    ['kind'],
    'max',
  ),
  tidemark_memory_limit_binding: gauge('1 for the limit with the fewest bytes left.', ['kind'], 'max'),
  tidemark_memory_stall_ratio: gauge(
    'Share of the last 10 s in which some task of the container waited for memory.',
    [],
    'max',
  ),
  tidemark_container_oom_kills_total: {
    ...counter('Processes of the container that the kernel has killed for want of memory.'),
    aggregator: 'max',
  },
  tidemark_pressure_level: gauge('Level of memory pressure: 0 normal, 1 warning, 2 critical.', [], 'max'),
  tidemark_leaks: gauge('Leaks that are suspected, and confirmed, at present.', ['memory', 'state']),
  tidemark_leak_growth_bytes_per_second: gauge(
    'How fast a leak grows, in bytes a second: the eight fastest.',
    ['fingerprint', 'memory', 'state'],
  ),
  tidemark_leak_grown_bytes: gauge('By how much a leak has grown, in bytes: the eight fastest.', [
    'fingerprint',
    'memory',
    'state',
  ]),
  tidemark_leak_verdicts_total: counter('Verdicts on leaks: suspected, confirmed, withdrawn.', 'state'),
  tidemark_leak_bytes_per_request: gauge(
    'Bytes of a leak that stay behind for each request of a route, in bytes: the three routes that keep the most.',
    ['fingerprint', 'memory', 'state', 'route'],
    'max',
  ),
  tidemark_requests_total: counter(
    'Requests whose route is known, by route: the first fifty, the rest as other.',
    'route',
  ),
  tidemark_out_of_memory_seconds: gauge(
    'Seconds until a limit is reached, as expected, and the low and the high end of the 90 % interval.',
    ['limit', 'estimate'],
    'min',
  ),
  tidemark_strategy_runs_total: counter('Strategies applied against memory pressure.', 'strategy', 'result'),
  tidemark_strategy_freed_bytes_total: counter(
    'Bytes that strategies have freed, as measured by collections.',
    'strategy',
  ),
  tidemark_recyclings_total: counter('Workers and applications replaced, by the last step.', 'kind', 'step'),
  tidemark_probes_total: counter('Collections and heap snapshots made by Tidemark to know more.', 'kind'),
  tidemark_probe_pause_seconds_total: counter(
    'Time that the thread stood still for these, in seconds.',
    'kind',
  ),
  tidemark_monitor_samples_total: counter('Samples taken.'),
  tidemark_monitor_busy_seconds_total: counter(
    'Time that Tidemark has spent on samples and looks, in seconds, collections excluded.',
  ),
  tidemark_monitor_held_bytes: gauge('Memory that Tidemark holds for history and readings, in bytes.'),
  tidemark_last_sample_timestamp_seconds: gauge(
    'When the last sample was taken, in seconds since the epoch.',
    [],
    'min',
  ),
  tidemark_process_silent: gauge('1 where the process says nothing: its event loop is blocked.', [], 'max'),
  tidemark_processes: gauge('Processes and threads by state: live, silent.', ['state'], 'omit'),
  tidemark_process_exits_total: counter(
    'Processes and threads that have ended: clean with code 0, error with another, lost without a word.',
    'outcome',
  ),
};

/** Every metric that there may be, in the order of the page. */
export const metricFamilies: Readonly<Record<string, MetricFamily>> = {
  ...runtimeFamilies,
  ...tidemarkFamilies,
};

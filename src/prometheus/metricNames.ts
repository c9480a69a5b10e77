/** Metrics that dashboards for Node.js know already. */
export type RuntimeMetric =
  | 'process_cpu_user_seconds_total'
  | 'process_cpu_system_seconds_total'
  | 'process_cpu_seconds_total'
  | 'process_start_time_seconds'
  | 'process_resident_memory_bytes'
  | 'nodejs_heap_size_total_bytes'
  | 'nodejs_heap_size_used_bytes'
  | 'nodejs_external_memory_bytes'
  | 'nodejs_heap_space_size_total_bytes'
  | 'nodejs_heap_space_size_used_bytes'
  | 'nodejs_heap_space_size_available_bytes'
  | 'nodejs_gc_duration_seconds'
  | 'nodejs_eventloop_lag_seconds'
  | 'nodejs_eventloop_time_seconds_total'
  | 'nodejs_version_info';

/** Metrics that are new. */
export type TidemarkMetric =
  | 'tidemark_heap_live_bytes'
  | 'tidemark_major_collections_total'
  | 'tidemark_array_buffers_bytes'
  | 'tidemark_malloced_bytes'
  | 'tidemark_memory_used_bytes'
  | 'tidemark_memory_limit_bytes'
  | 'tidemark_memory_limit_binding'
  | 'tidemark_memory_stall_ratio'
  | 'tidemark_container_oom_kills_total'
  | 'tidemark_pressure_level'
  | 'tidemark_leaks'
  | 'tidemark_leak_growth_bytes_per_second'
  | 'tidemark_leak_grown_bytes'
  | 'tidemark_leak_verdicts_total'
  | 'tidemark_leak_bytes_per_request'
  | 'tidemark_requests_total'
  | 'tidemark_out_of_memory_seconds'
  | 'tidemark_strategy_runs_total'
  | 'tidemark_strategy_freed_bytes_total'
  | 'tidemark_recyclings_total'
  | 'tidemark_probes_total'
  | 'tidemark_probe_pause_seconds_total'
  | 'tidemark_monitor_samples_total'
  | 'tidemark_monitor_busy_seconds_total'
  | 'tidemark_monitor_held_bytes'
  | 'tidemark_last_sample_timestamp_seconds'
  | 'tidemark_process_silent'
  | 'tidemark_processes'
  | 'tidemark_process_exits_total';

/** The name of a metric. */
export type MetricName = RuntimeMetric | TidemarkMetric;

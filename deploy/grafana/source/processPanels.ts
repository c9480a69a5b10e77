import { chart, type Panel } from './panels.ts';
import { chosen, rate, usedShare, who } from './queries.ts';

const loop = (more: string): string => rate('nodejs_eventloop_time_seconds_total', `${chosen}${more}`);

/** The chosen processes, each figure of theirs. */
export const processPanels: readonly Panel[] = [
  chart(
    {
      title: 'Live size against capacity',
      description:
        'The live size is what is left after each major collection: a leak is where it climbs. The heap in use swings above it, garbage included.',
      unit: 'bytes',
    },
    [
      { expression: `tidemark_heap_live_bytes{${chosen}}`, legend: `live ${who}` },
      { expression: `nodejs_heap_size_used_bytes{${chosen}}`, legend: `in use ${who}` },
      { expression: `tidemark_memory_limit_bytes{${chosen}, kind="heap"}`, legend: `limit ${who}` },
    ],
  ),
  chart(
    {
      title: 'Use of each limit',
      description: 'Heap, container and host: the one at the top kills first.',
      unit: 'percentunit',
    },
    [{ expression: usedShare(chosen), legend: `{{kind}} ${who}` }],
    { max: 1 },
  ),
  chart(
    { title: 'Heap spaces', description: 'In use, by space.', unit: 'bytes' },
    [{ expression: `nodejs_heap_space_size_used_bytes{${chosen}}`, legend: `{{space}} ${who}` }],
    { isStacked: true },
  ),
  chart(
    {
      title: 'Outside of the heap',
      description:
        'External memory is held by objects of the heap, buffers among it; V8 takes some for itself.',
      unit: 'bytes',
    },
    [
      { expression: `nodejs_external_memory_bytes{${chosen}}`, legend: `external ${who}` },
      { expression: `tidemark_array_buffers_bytes{${chosen}}`, legend: `buffers ${who}` },
      { expression: `tidemark_malloced_bytes{${chosen}}`, legend: `V8's own ${who}` },
    ],
  ),
  chart(
    {
      title: 'Resident memory and container',
      description: 'What the process has of the machine, and what the container is charged with.',
      unit: 'bytes',
    },
    [
      { expression: `process_resident_memory_bytes{${chosen}}`, legend: `resident ${who}` },
      { expression: `tidemark_memory_used_bytes{${chosen}, kind="container"}`, legend: `container ${who}` },
      { expression: `tidemark_memory_limit_bytes{${chosen}, kind="container"}`, legend: `its limit ${who}` },
    ],
  ),
  chart(
    {
      title: 'Time spent on collections',
      description: 'Share of the time in which the thread stood still, by kind, every collection counted.',
      unit: 'percentunit',
    },
    [{ expression: rate('nodejs_gc_duration_seconds_sum', chosen), legend: `{{kind}} ${who}` }],
    { isStacked: true },
  ),
  chart({ title: 'Collections', description: 'A second, by kind.', unit: 'cps' }, [
    { expression: rate('nodejs_gc_duration_seconds_count', chosen), legend: `{{kind}} ${who}` },
  ]),
  chart(
    {
      title: 'Event loop: utilization',
      description: 'Share of the time in which it was active.',
      unit: 'percentunit',
    },
    [
      {
        expression: `sum without (nodejs_eventloop_state) (${loop(', nodejs_eventloop_state="active"')}) / sum without (nodejs_eventloop_state) (${loop('')})`,
        legend: who,
      },
    ],
    { max: 1 },
  ),
  chart(
    { title: 'Event loop: lag', description: 'How late the timer of the last sample has fired.', unit: 's' },
    [{ expression: `nodejs_eventloop_lag_seconds{${chosen}}`, legend: who }],
  ),
  chart({ title: 'CPU', description: 'Cores in use, by the whole process.', unit: 'short' }, [
    { expression: rate('process_cpu_seconds_total', chosen), legend: who },
  ]),
  chart(
    { title: 'Pressure level', description: '0 normal, 1 warning, 2 critical.', unit: 'short' },
    [{ expression: `tidemark_pressure_level{${chosen}}`, legend: who }],
    { max: 2 },
  ),
  chart(
    {
      title: 'Waiting for memory',
      description: 'Share of the last 10 s in which some task of the container waited (PSI).',
      unit: 'percentunit',
    },
    [{ expression: `tidemark_memory_stall_ratio{${chosen}}`, legend: who }],
    { max: 1 },
  ),
  chart(
    { title: 'Leaks: grown by', description: 'Since each of them began, by fingerprint.', unit: 'bytes' },
    [
      {
        expression: `tidemark_leak_grown_bytes{${chosen}}`,
        legend: `{{fingerprint}} {{memory}} {{state}} ${who}`,
      },
    ],
  ),
  chart(
    {
      title: 'Until a limit is reached',
      description: 'As expected, and both ends of the 90 % interval. No line where no end can be foretold.',
      unit: 's',
    },
    [{ expression: `tidemark_out_of_memory_seconds{${chosen}}`, legend: `{{limit}} {{estimate}} ${who}` }],
  ),
  chart(
    {
      title: 'Freed against pressure',
      description: 'Bytes a second by strategy, as measured by a collection.',
      unit: 'binBps',
    },
    [{ expression: rate('tidemark_strategy_freed_bytes_total', chosen), legend: `{{strategy}} ${who}` }],
  ),
  chart(
    {
      title: 'Done against pressure',
      description:
        'Strategies applied, workers and applications replaced, kills by the kernel, in the last five minutes.',
      unit: 'short',
    },
    [
      {
        expression: `increase(tidemark_strategy_runs_total{${chosen}}[5m])`,
        legend: `{{strategy}} {{result}} ${who}`,
      },
      {
        expression: `increase(tidemark_recyclings_total{${chosen}}[5m])`,
        legend: `{{kind}} {{step}} ${who}`,
      },
      {
        expression: `increase(tidemark_container_oom_kills_total{${chosen}}[5m])`,
        legend: `OOM kills ${who}`,
      },
    ],
  ),
];

/** What Tidemark itself costs in the chosen processes. */
export const costPanels: readonly Panel[] = [
  chart(
    {
      title: 'Time taken by Tidemark',
      description: 'Share of the thread: samples and looks, and its own collections and snapshots.',
      unit: 'percentunit',
    },
    [
      { expression: rate('tidemark_monitor_busy_seconds_total', chosen), legend: `samples ${who}` },
      { expression: rate('tidemark_probe_pause_seconds_total', chosen), legend: `{{kind}} ${who}` },
    ],
  ),
  chart({ title: 'Memory held by Tidemark', description: 'History and readings.', unit: 'bytes' }, [
    { expression: `tidemark_monitor_held_bytes{${chosen}}`, legend: who },
  ]),
  chart(
    {
      title: 'Kept by each request',
      description:
        'Bytes of a leak that stay behind for each request of a route, where routes are told and can be told apart.',
      unit: 'bytes',
    },
    [
      {
        expression: `tidemark_leak_bytes_per_request{${chosen}}`,
        legend: `{{route}} ({{fingerprint}}) ${who}`,
      },
    ],
  ),
  chart(
    {
      title: 'Requests by route',
      description: 'Requests a second, where routes are told: the first fifty, the rest as other.',
      unit: 'reqps',
    },
    [{ expression: rate('tidemark_requests_total', chosen), legend: `{{route}} ${who}` }],
  ),
];

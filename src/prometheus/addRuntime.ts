import v8 from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { type CollectionCounts, collectionBucketsMs, collectionKinds } from '../sampling/CollectionCounts.ts';
import type { ThreadTime, ThreadTimeCounter } from '../sampling/ThreadTime.ts';
import type { Readings } from './Readings.ts';

// As they were when this was loaded, before anybody can replace them.
const { getHeapSpaceStatistics } = v8;
const cpuUsage = process.cpuUsage.bind(process);
/** Once, since a start that moved with the clock would look like a restart. */
const startedAtSeconds = Math.round(Date.now() / 1000 - process.uptime());

/** Whether this thread speaks for its process. */
export const wholeProcess: boolean = isMainThread;

/** Adds what the runtime of this thread tells, by the names that dashboards know. */
export function addRuntime(readings: Readings, threadTime: ThreadTimeCounter | undefined): void {
  if (wholeProcess) addProcess(readings);
  for (const space of getHeapSpaceStatistics()) {
    const labels = { space: space.space_name.replace(/_space$/, '') };
    readings.add('nodejs_heap_space_size_total_bytes', space.space_size, labels);
    readings.add('nodejs_heap_space_size_used_bytes', space.space_used_size, labels);
    readings.add('nodejs_heap_space_size_available_bytes', space.space_available_size, labels);
  }
  if (threadTime !== undefined) addThreadTime(readings, threadTime);
  const { version } = process;
  const [major = '', minor = '', patch = ''] = version.slice(1).split('.');
  readings.add('nodejs_version_info', 1, { version, major, minor, patch });
}

function addProcess(readings: Readings): void {
  const { user, system } = cpuUsage();
  readings.add('process_cpu_user_seconds_total', user / 1e6);
  readings.add('process_cpu_system_seconds_total', system / 1e6);
  readings.add('process_cpu_seconds_total', (user + system) / 1e6);
  readings.add('process_start_time_seconds', startedAtSeconds);
}

function addThreadTime(readings: Readings, counter: ThreadTimeCounter): void {
  const time: ThreadTime = {
    gcMinorMs: Number.NaN,
    gcMajorMs: Number.NaN,
    activeMs: Number.NaN,
    idleMs: Number.NaN,
  };
  counter.read(time);
  const state = 'nodejs_eventloop_state';
  readings.addMs('nodejs_eventloop_time_seconds_total', time.activeMs, { [state]: 'active' });
  readings.addMs('nodejs_eventloop_time_seconds_total', time.idleMs, { [state]: 'idle' });
  const counts = counter.collections?.();
  if (counts !== undefined) addCollections(readings, counts);
}

function addCollections(readings: Readings, counts: CollectionCounts): void {
  const name = 'nodejs_gc_duration_seconds';
  for (const kind of collectionKinds) {
    const cumulative = counts.cumulative(kind);
    const count = cumulative.at(-1)!;
    if (count === 0) continue;
    collectionBucketsMs.forEach((endMs, index) => {
      readings.addSeries(name, '_bucket', cumulative[index]!, { le: String(endMs / 1000), kind });
    });
    readings.addSeries(name, '_bucket', count, { le: '+Inf', kind });
    readings.addSeries(name, '_sum', counts.durationMs(kind) / 1000, { kind });
    readings.addSeries(name, '_count', count, { kind });
  }
}

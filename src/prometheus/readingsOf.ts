import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { NodeSource } from '../sampling/nodeSource.ts';
import type { PressureLevel } from '../wire/event.ts';
import type { MetricReading } from '../wire/metric.ts';
import { column } from '../wire/sample.ts';
import { addMemory, addRuntimeMemory } from './addMemory.ts';
import { addRuntime, wholeProcess } from './addRuntime.ts';
import { Readings } from './Readings.ts';

const levels: Readonly<Record<PressureLevel, number>> = { normal: 0, warning: 1, critical: 2 };

/** What is read of a monitor. */
export type MeasuredMonitor = Pick<
  MemoryMonitor,
  'source' | 'history' | 'pressureLevel' | 'predictOutOfMemory' | 'cost' | 'work'
>;

/** What a monitor and its thread tell at this moment; as of the last sample, where samples tell it. */
export function readingsOf(monitor: MeasuredMonitor): readonly MetricReading[] {
  const readings = new Readings();
  const { source, history } = monitor;
  const isOwn = source.kind === 'node';
  const scope = { wholeProcess: !isOwn || wholeProcess };
  const row = history.latest();
  if (row !== undefined) {
    if (isOwn) {
      addRuntimeMemory(readings, row, scope);
      readings.addMs('nodejs_eventloop_lag_seconds', row[column.eventLoopDelayMs]);
    }
    addMemory(readings, row, scope);
    readings.add('tidemark_pressure_level', levels[monitor.pressureLevel]);
  }
  if (isOwn) addRuntime(readings, source.threadTime);
  if (scope.wholeProcess) readings.add('tidemark_container_oom_kills_total', oomKills(source));
  for (const [route, count] of monitor.work.requestsByRoute) {
    readings.add('tidemark_requests_total', count, { route });
  }
  addForecast(readings, monitor);
  addCost(readings, monitor);
  return readings.list;
}

function oomKills(source: MeasuredMonitor['source']): number | undefined {
  const { oomKills: count } = source as Partial<NodeSource>;
  return count?.call(source);
}

function addForecast(readings: Readings, monitor: MeasuredMonitor): void {
  const prediction = monitor.predictOutOfMemory();
  // What has come back from there before is no reason to be woken.
  if (!prediction.predicted || prediction.returnedFromBytes !== undefined) return;
  const { etaMs, lowMs, highMs, limit } = prediction;
  const name = 'tidemark_out_of_memory_seconds';
  readings.addMs(name, etaMs, { limit, estimate: 'expected' });
  readings.addMs(name, lowMs, { limit, estimate: 'low' });
  readings.addMs(name, highMs, { limit, estimate: 'high' });
}

function addCost(readings: Readings, monitor: MeasuredMonitor): void {
  const { samples, busyMs, heldBytes, probes, gentle, sites, snapshots } = monitor.cost();
  const spent: readonly (readonly [kind: string, count: number, pauseMs: number])[] = [
    ['forced', probes.count, probes.pauseMs],
    ['gentle', gentle.count, gentle.pauseMs],
    ['site', sites.looks, sites.pauseMs],
    ['snapshot', snapshots.taken, snapshots.pauseMs],
  ];
  for (const [kind, count, pauseMs] of spent) {
    readings.add('tidemark_probes_total', count, { kind });
    readings.addMs('tidemark_probe_pause_seconds_total', pauseMs, { kind });
  }
  readings.add('tidemark_monitor_samples_total', samples);
  readings.addMs('tidemark_monitor_busy_seconds_total', busyMs);
  readings.add('tidemark_monitor_held_bytes', heldBytes);
}

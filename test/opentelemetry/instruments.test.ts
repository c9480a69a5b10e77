import { ValueType } from '@opentelemetry/api';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, it } from 'vitest';
import { instruments } from '../../src/opentelemetry/instruments.ts';
import { valueTypes } from '../../src/opentelemetry/telemetry.ts';
import { metricFamilies } from '../../src/prometheus/metricFamilies.ts';

const conventional: ReadonlySet<unknown> = new Set(
  Object.values(conventions).filter((value) => typeof value === 'string'),
);

/** Of the hub, of V8 by `v8Instruments.ts`, what the resource tells, or what instrumentations of HTTP count. */
const leftOut = [
  'process_cpu_seconds_total',
  'process_start_time_seconds',
  'nodejs_heap_size_total_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
  'nodejs_heap_space_size_available_bytes',
  'nodejs_gc_duration_seconds',
  'nodejs_version_info',
  'tidemark_requests_total',
  'tidemark_process_silent',
  'tidemark_processes',
  'tidemark_process_exits_total',
];

describe('the instruments', () => {
  it('tell all that Prometheus is told, but for what is left out on purpose', () => {
    const told = new Set<string>(instruments.map(({ of }) => of));
    expect(Object.keys(metricFamilies).filter((name) => !told.has(name))).toEqual(leftOut);
  });

  it('are named by the conventions, or after Tidemark', () => {
    const names = instruments.map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith('tidemark.') && !conventional.has(name))).toEqual([]);
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$/.test(name))).toEqual([]);
    const attributes = instruments.flatMap((each) => [
      ...Object.values(each.attributes ?? {}),
      ...Object.keys(each.constants ?? {}),
    ]);
    expect(attributes.filter((name) => !name.startsWith('tidemark.') && !conventional.has(name))).toEqual([]);
  });

  it('have units after UCUM, and no unit in their names', () => {
    expect(
      instruments.filter(({ unit }) => !/^(?:By|By\/s|By\/\{[a-z]+\}|s|1|\{[a-z]+\})$/.test(unit)),
    ).toEqual([]);
    expect(instruments.filter(({ name }) => /_(?:bytes|seconds|total|ratio)\b/.test(name))).toEqual([]);
  });

  it('tell values as OpenTelemetry numbers their types', () => {
    expect(valueTypes).toEqual({ int: ValueType.INT, double: ValueType.DOUBLE });
  });

  it('are one of each name: only parts of one may share it', () => {
    const whole = instruments.filter(({ constants }) => constants === undefined);
    expect(new Set(whole.map(({ name }) => name)).size).toBe(whole.length);
  });

  it('count what the family counts, by labels that it has', () => {
    for (const { name, of, kind, attributes = {}, where = {} } of instruments) {
      const family = metricFamilies[of]!;
      expect([name, kind === 'Counter']).toEqual([name, family.type === 'counter']);
      const labels = [...Object.keys(attributes), ...Object.keys(where)];
      expect([name, labels.filter((label) => !family.labels.includes(label))]).toEqual([name, []]);
    }
  });
});

import { list, number, optional, type Reader, record, text } from './reader.ts';

/** One value of a metric, as a process tells it of itself. */
export interface MetricReading {
  /** Name of the family: `nodejs_gc_duration_seconds`. */
  readonly name: string;
  /** Of a histogram: which of its series. */
  readonly suffix?: '_bucket' | '_sum' | '_count' | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly value: number;
}

const suffixes: readonly unknown[] = ['_bucket', '_sum', '_count'];

const labels: Reader<Readonly<Record<string, string>>> = (value, field) => {
  const source = value as Record<string, unknown>;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(source).map(([key, item]) => [key, text(item, `${field}.${key}`)]),
  );
};

/** Reads what a process tells of its metrics. */
export const metricReadings: Reader<readonly MetricReading[]> = list(
  record<MetricReading>({
    name: text,
    suffix: (value) => (suffixes.includes(value) ? (value as '_sum') : undefined),
    labels: optional(labels),
    value: number,
  }),
);

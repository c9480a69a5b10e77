import type { MetricReading } from '../wire/metric.ts';
import { type MetricFamily, metricFamilies } from './metricFamilies.ts';

/** A value as prom-client wants it. */
interface CollectedValue {
  readonly value: number;
  readonly labels: Record<string, string>;
  readonly metricName?: string;
}

/** A metric as prom-client reads it. */
interface CollectedMetric extends Pick<MetricFamily, 'type' | 'help' | 'aggregator'> {
  readonly name: string;
  readonly values: CollectedValue[];
}

/** A reading, and what tells it apart from the same of others. */
export interface LabelledReading extends MetricReading {
  readonly ownLabels?: Readonly<Record<string, string>>;
}

/**
 * A metric that a registry of prom-client can hold, of any version that reads metrics by `get()`. prom-client's own gauges
 * are 0 until they are set; this one has what there is, which may be nothing.
 */
export class ReadingFamily {
  /** prom-client takes `_total` off, and puts it on again, where it writes OpenMetrics. */
  name: string;
  readonly help: string;
  readonly type: MetricFamily['type'];
  readonly aggregator: MetricFamily['aggregator'];
  readonly #givenName: string;
  readonly #read: (name: string) => readonly LabelledReading[];

  /** @param read the readings of a family at this moment */
  constructor(name: string, read: (name: string) => readonly LabelledReading[]) {
    const { help, type, aggregator } = metricFamilies[name] as MetricFamily;
    this.name = name;
    this.#givenName = name;
    this.help = help;
    this.type = type;
    this.aggregator = aggregator;
    this.#read = read;
  }

  get(): CollectedMetric {
    const { name, help, type, aggregator } = this;
    const values = this.#read(this.#givenName).map(({ value, labels, ownLabels, suffix }) => ({
      value,
      labels: { ...ownLabels, ...labels },
      ...(suffix !== undefined && { metricName: `${name}${suffix}` }),
    }));
    return { name, help, type, aggregator, values };
  }

  /** There is nothing to reset: values are those of the process. */
  reset(): void {}
}

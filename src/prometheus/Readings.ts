import type { MetricReading } from '../wire/metric.ts';
import type { MetricName } from './metricNames.ts';

/** Gathers the values of one scrape. What is not known is not there: never 0. */
export class Readings {
  readonly list: MetricReading[] = [];

  /** Passes over what is not a finite number. */
  add(name: MetricName, value: number | undefined, labels?: Readonly<Record<string, string>>): void {
    this.#push({ name, value: value as number, labels });
  }

  /** The same for milliseconds, which are told in seconds. */
  addMs(name: MetricName, ms: number | undefined, labels?: Readonly<Record<string, string>>): void {
    this.add(name, ms === undefined ? undefined : ms / 1000, labels);
  }

  /** A series of a histogram. */
  addSeries(
    name: MetricName,
    suffix: MetricReading['suffix'],
    value: number,
    labels: Readonly<Record<string, string>>,
  ): void {
    this.#push({ name, suffix, value, labels });
  }

  #push(reading: MetricReading): void {
    if (Number.isFinite(reading.value)) this.list.push(reading);
  }
}

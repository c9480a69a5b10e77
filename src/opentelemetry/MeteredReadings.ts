import { metricFamilies } from '../prometheus/metricFamilies.ts';
import type { MetricReading } from '../wire/metric.ts';
import { type Instrument, instruments } from './instruments.ts';
import { PassingSeries } from './PassingSeries.ts';
import { type InstrumentOptions, type Observer, type TelemetryMeter, valueTypes } from './telemetry.ts';

/** Tells readings by the names of OpenTelemetry, on instruments of a meter. */
export class MeteredReadings {
  readonly #instruments: Map<string, object> = new Map();
  readonly #byFamily: Map<string, Instrument[]> = new Map();
  readonly #passing: Map<string, PassingSeries> = new Map();

  /** @param withRuntime whether also those that OpenTelemetry's own instrumentations have */
  constructor(meter: TelemetryMeter, withRuntime: boolean) {
    for (const instrument of instruments) {
      if (instrument.isRuntime && !withRuntime) continue;
      const { name, of, afterwards } = instrument;
      if (!this.#instruments.has(name)) this.#instruments.set(name, created(meter, instrument));
      if (afterwards !== undefined) this.#passing.set(name, new PassingSeries(afterwards));
      const known = this.#byFamily.get(of);
      if (known === undefined) this.#byFamily.set(of, [instrument]);
      else known.push(instrument);
    }
  }

  /** The instruments, as a batch callback wants them. */
  get all(): object[] {
    return [...this.#instruments.values()];
  }

  /** Hands all values of one collection over. */
  observe(observer: Observer, readings: readonly MetricReading[]): void {
    for (const reading of readings) {
      for (const instrument of this.#byFamily.get(reading.name) ?? []) {
        if (applies(instrument, reading)) this.#observeOne(observer, instrument, reading);
      }
    }
    for (const [name, series] of this.#passing) {
      const target = this.#instruments.get(name)!;
      series.end((value, attributes) => observer.observe(target, value, attributes));
    }
  }

  #observeOne(
    observer: Observer,
    { name, attributes, constants, value }: Instrument,
    reading: MetricReading,
  ): void {
    const told: Record<string, string> = { ...constants };
    for (const [label, attribute] of Object.entries(attributes ?? {})) {
      const text = reading.labels?.[label];
      if (text !== undefined) told[attribute] = text;
    }
    if (this.#passing.get(name)?.add(told) === false) return;
    observer.observe(
      this.#instruments.get(name)!,
      value === undefined ? reading.value : value(reading),
      told,
    );
  }
}

function created(meter: TelemetryMeter, { name, kind, unit, of, description }: Instrument): object {
  const isWhole = unit === 'By' || unit.startsWith('{');
  const options: InstrumentOptions = {
    description: description ?? metricFamilies[of]!.help,
    unit,
    valueType: isWhole ? valueTypes.int : valueTypes.double,
  };
  return meter[`createObservable${kind}`](name, options);
}

function applies({ where = {} }: Instrument, { labels = {} }: MetricReading): boolean {
  return Object.entries(where).every(([label, value]) => labels[label] === value);
}

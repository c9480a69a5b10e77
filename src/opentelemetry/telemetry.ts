/**
 * What is used of OpenTelemetry's objects, so that any of its versions will do and none is needed to load this.
 */

/** Attributes of a point, a log record or a span. */
export type Attributes = Readonly<Record<string, string | number | boolean | string[]>>;

/** How a value is told: `ValueType` of `@opentelemetry/api`. */
export const valueTypes: { readonly int: 0; readonly double: 1 } = { int: 0, double: 1 };

/** What is said of an instrument besides its name. */
export interface InstrumentOptions {
  description?: string;
  unit?: string;
  valueType?: 0 | 1;
  advice?: { explicitBucketBoundaries?: number[] };
}

/** What observations of one collection are handed to. */
export interface Observer {
  observe(instrument: object, value: number, attributes?: Record<string, string>): void;
}

/** A `Meter` of `@opentelemetry/api` 1.3 or later. */
export interface TelemetryMeter {
  createObservableCounter(name: string, options?: InstrumentOptions): object;
  createObservableUpDownCounter(name: string, options?: InstrumentOptions): object;
  createObservableGauge(name: string, options?: InstrumentOptions): object;
  createHistogram(
    name: string,
    options?: InstrumentOptions,
  ): { record(value: number, attributes?: Record<string, string>): void };
  addBatchObservableCallback(callback: (observer: Observer) => void, instruments: object[]): void;
  removeBatchObservableCallback(callback: (observer: Observer) => void, instruments: object[]): void;
}

/** A log record as `emit` takes it. */
export interface TelemetryLogRecord {
  readonly eventName: string;
  readonly timestamp: Date;
  /** 9 information, 13 warning, 17 error. */
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Attributes;
}

/** A `Logger` of `@opentelemetry/api-logs`. Names of events are kept from its version 0.200 on. */
export interface TelemetryLogger {
  emit(record: never): void;
}

/** A `Span` of `@opentelemetry/api`. */
export interface TelemetrySpan {
  setAttributes(attributes: never): unknown;
}

import v8 from 'node:v8';
import type { CollectionListener } from '../sampling/ThreadTime.ts';
import { type Observer, type TelemetryMeter, valueTypes } from './telemetry.ts';

// As it was when this was loaded, before anybody can replace it.
const { getHeapSpaceStatistics } = v8;

const spaceFields = {
  'v8js.memory.heap.used': ['space_used_size', 'Heap memory in use of a space, garbage included.'],
  'v8js.memory.heap.space.size': ['space_size', 'Heap memory that V8 has reserved for a space.'],
  'v8js.memory.heap.space.available_size': ['space_available_size', 'Free heap memory of a space.'],
  'v8js.memory.heap.space.physical_size': [
    'physical_space_size',
    'Heap memory of a space that is committed.',
  ],
} as const;

/** As the conventions advise, in seconds. */
const explicitBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** The heap spaces of this thread, by the conventions for V8: each with `v8js.heap.space.name`, as V8 calls it. */
export class HeapSpaceInstruments {
  readonly #instruments: readonly (readonly [object, (typeof spaceFields)[keyof typeof spaceFields][0]])[];

  constructor(meter: TelemetryMeter) {
    this.#instruments = Object.entries(spaceFields).map(([name, [field, description]]) => {
      const options = { description, unit: 'By', valueType: valueTypes.int };
      return [meter.createObservableUpDownCounter(name, options), field];
    });
  }

  /** The instruments, as a batch callback wants them. */
  get all(): object[] {
    return this.#instruments.map(([instrument]) => instrument);
  }

  /** Hands all values of one collection over. */
  observe(observer: Observer): void {
    for (const space of getHeapSpaceStatistics()) {
      const attributes = { 'v8js.heap.space.name': space.space_name };
      for (const [instrument, field] of this.#instruments) {
        observer.observe(instrument, space[field], attributes);
      }
    }
  }
}

/** Who is to hear of each collection: a histogram of their durations, by `v8js.gc.type`. */
export function collectionHistogram(meter: TelemetryMeter): CollectionListener {
  const histogram = meter.createHistogram('v8js.gc.duration', {
    description: 'Pauses for collections, by type: major, minor, incremental or weakcb.',
    unit: 's',
    valueType: valueTypes.double,
    advice: { explicitBucketBoundaries },
  });
  return (kind, durationMs) => histogram.record(durationMs / 1000, { 'v8js.gc.type': kind });
}

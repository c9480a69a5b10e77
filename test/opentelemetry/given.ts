import { type DataPoint, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { onTestFinished } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import type { MemorySource } from '../../src/sampling/MemorySource.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { type MemorySample, toRow } from '../../src/wire/sample.ts';

/** A monitor that has taken one sample: what the test says, or of this process. Events are told by the test. */
export class GivenMonitor extends MemoryMonitor {
  readonly #listeners: Set<(event: MemoryEvent) => unknown> = new Set();

  constructor(sample: Partial<MemorySample> | MemorySource) {
    super({ source: 'kind' in sample ? sample : told(sample), probes: { mode: 'off' } });
    this.start();
    onTestFinished(() => {
      this.stop();
      this.source.close();
    });
  }

  override onEvent(listener: (event: MemoryEvent) => unknown): () => void {
    const end = super.onEvent(listener);
    this.#listeners.add(listener);
    return () => {
      end();
      this.#listeners.delete(listener);
    };
  }

  /** Tells of events as the monitor does, to whom listens. */
  tell(...events: readonly MemoryEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }
}

function told(sample: Partial<MemorySample>): MemorySource {
  return {
    kind: 'remote',
    read: (row) => void toRow({ time: 1000, ...sample }, row),
    onReading: () => () => {},
    close: () => {},
  };
}

class PullReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** The real SDK of OpenTelemetry, which is asked by the test. */
export class Sdk {
  readonly #reader: PullReader = new PullReader();
  readonly #provider: MeterProvider = new MeterProvider({ readers: [this.#reader] });
  readonly meter = this.#provider.getMeter('tidemark');

  /** All points of one collection. */
  async points(): Promise<
    readonly (DataPoint<unknown> & { readonly name: string; readonly unit: string })[]
  > {
    const { resourceMetrics, errors } = await this.#reader.collect();
    if (errors.length > 0) throw errors[0];
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor: { name, unit }, dataPoints }) =>
        (dataPoints as DataPoint<unknown>[]).map((point) => ({ ...point, name, unit })),
      ),
    );
  }

  /** Points whose name begins so, as `name{attribute=value} 1`, without the attributes' namespaces. */
  async lines(begin: string): Promise<string[]> {
    const points = (await this.points()).filter(({ name }) => name.startsWith(begin));
    return points.map(({ name, attributes, value }) => {
      const texts = Object.entries(attributes).map(([key, text]) => `${key.split('.').at(-1)}=${text}`);
      return `${name}{${texts.join(',')}} ${value}`;
    });
  }
}

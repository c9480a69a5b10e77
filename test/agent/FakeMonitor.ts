import { SampleHistory } from '../../src/sampling/SampleHistory.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { type MemorySample, type SampleRow, toRow, toSample } from '../../src/wire/sample.ts';

/** What agents use of a monitor; it samples and tells events when the test says so. */
export class FakeMonitor {
  readonly history: SampleHistory = new SampleHistory();
  readonly #sampleListeners: Set<(row: SampleRow) => void> = new Set();
  readonly #eventListeners: Set<(event: MemoryEvent) => void> = new Set();

  get listeners(): number {
    return this.#sampleListeners.size + this.#eventListeners.size;
  }

  onSample(listener: (row: SampleRow) => void): () => void {
    this.#sampleListeners.add(listener);
    return () => this.#sampleListeners.delete(listener);
  }

  onEvent(listener: (event: MemoryEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  getCurrentUsage(): MemorySample {
    return toSample(toRow({ time: 99, rssBytes: 9 }));
  }

  sample(sample: Partial<MemorySample>): void {
    const row = toRow(sample);
    this.history.push(row);
    for (const listener of this.#sampleListeners) listener(row);
  }

  tell(event: MemoryEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }
}

import type { OperationSummary } from './OperationMeasurement.ts';

/** All measurements of one label, put together. */
export interface OperationRecord {
  readonly label: string;
  readonly measurements: number;
  /** How often it was called in them, `repetitions` of each; warm-ups do not count. */
  readonly calls: number;
  readonly failures: number;
  /** A call, on average over the measurements that could tell; `undefined` where none could. */
  readonly retainedBytes: number | undefined;
  readonly allocatedBytes: number | undefined;
  /** The highest of all. */
  readonly peakBytes: number | undefined;
  readonly durationMs: number;
  readonly last: OperationSummary;
}

interface Totals {
  measurements: number;
  calls: number;
  failures: number;
  readonly retained: number[];
  readonly allocated: number[];
  peakBytes: number | undefined;
  durationMs: number;
  last: OperationSummary;
}

const mostLabels = 200;

/** What was measured, by label. Of more than 200 labels, the one that was measured longest ago is forgotten. */
export class OperationLog {
  readonly #labels: Map<string, Totals> = new Map();

  add(summary: OperationSummary): void {
    const { label, retained, allocated, peak } = summary;
    const totals = this.#labels.get(label) ?? emptyTotals(summary);
    totals.measurements++;
    totals.calls += summary.repetitions;
    totals.durationMs += summary.durationMs;
    totals.last = summary;
    if (summary.failed) totals.failures++;
    if (retained.performed) count(totals.retained, retained.bytes);
    if (allocated.performed) count(totals.allocated, allocated.bytes);
    if (peak.performed) totals.peakBytes = Math.max(totals.peakBytes ?? peak.bytes, peak.bytes);
    this.#labels.delete(label);
    this.#labels.set(label, totals);
    const [oldest] = this.#labels.keys();
    if (this.#labels.size > mostLabels && oldest !== undefined) this.#labels.delete(oldest);
  }

  /** Those that retain most a call first. */
  records(): readonly OperationRecord[] {
    return [...this.#labels]
      .map(([label, { retained, allocated, durationMs, ...totals }]) => ({
        ...totals,
        label,
        retainedBytes: meanOf(retained),
        allocatedBytes: meanOf(allocated),
        durationMs: durationMs / totals.measurements,
      }))
      .sort((one, other) => (other.retainedBytes ?? 0) - (one.retainedBytes ?? 0));
  }

  clear(): void {
    this.#labels.clear();
  }
}

function emptyTotals(last: OperationSummary): Totals {
  return {
    measurements: 0,
    calls: 0,
    failures: 0,
    retained: [0, 0],
    allocated: [0, 0],
    peakBytes: undefined,
    durationMs: 0,
    last,
  };
}

/** A sum, and of how many. */
function count(total: number[], bytes: number): void {
  total[0] = (total[0] as number) + bytes;
  total[1] = (total[1] as number) + 1;
}

function meanOf([sum = 0, values = 0]: readonly number[]): number | undefined {
  return values === 0 ? undefined : sum / values;
}

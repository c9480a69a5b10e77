import { gapSteps } from './frame.ts';
import type { SampleStore } from './SampleStore.ts';

/** The whole history in as many columns as there is room for. */
export interface Overview {
  /** For each column the highest use, as a share of {@link highest}; `NaN` where there is no sample. */
  readonly used: Float64Array;
  /** For each column the last live size, likewise. */
  readonly live: Float64Array;
  /** Bytes. */
  readonly highest: number;
}

/**
 * Folds the heap of all samples kept into columns of equal time. A sample stands for its step, so that old samples,
 * which come in coarse steps, leave no holes; nor does one that came late, as in the charts.
 */
export function overviewOf(store: SampleStore, columns: number): Overview {
  const used = new Float64Array(columns).fill(Number.NaN);
  const live = new Float64Array(columns).fill(Number.NaN);
  const extent = store.extent;
  if (extent === undefined || columns < 1) return { used, live, highest: 0 };
  const times = store.values('time');
  const steps = store.steps();
  const heap = store.values('heapUsedBytes');
  const liveBytes = store.values('liveBytes');
  const spanMs = Math.max(1, extent.lastMs - extent.firstMs);
  const columnOf = (timeMs: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor(((timeMs - extent.firstMs) / spanMs) * columns)));
  let highest = 0;
  for (let index = 0; index < times.length; index++) {
    const time = times[index] as number;
    const value = heap[index] as number;
    if (value > highest) highest = value;
    const stepMs = steps[index] as number;
    const beforeMs = times[index - 1] ?? Number.NEGATIVE_INFINITY;
    const sinceMs = time - beforeMs > gapSteps * stepMs ? time - stepMs : beforeMs;
    for (let at = columnOf(sinceMs); at <= columnOf(time); at++) {
      if (!((used[at] as number) > value)) used[at] = value;
      live[at] = liveBytes[index] as number;
    }
  }
  const scale = highest === 0 ? 0 : 1 / highest;
  for (const column of [used, live])
    for (let at = 0; at < columns; at++) column[at] = (column[at] as number) * scale;
  return { used, live, highest };
}

import { shippedPackage } from '../../harness/shipped.ts';
import { ownSource } from './ownSource.ts';
import type { Take } from './sampleCost.ts';

const ticksPerReading = 20;
const liveBytes = 60_000_000;

/**
 * One tick of the whole monitor: sample, history, thresholds and, every 10 s, the look for leaks. A reading comes every
 * 20 ticks, and warm-up is long enough for the windows to be full, so that looks are as dear as they get. Without looks
 * the monitor sees the time go on by 1 ms only, so that the next look never comes.
 */
export async function monitorTick(intervalMs: number, looks: boolean): Promise<Take> {
  const { column, MemoryMonitor } = await shippedPackage();
  const { source, clock } = await ownSource(intervalMs);
  type Listener = Parameters<typeof source.onReading>[0];
  let tellReading: Listener = () => {};
  let stillTime = clock();
  const watched = {
    ...source,
    read(row: Float64Array): void {
      source.read(row);
      if (!looks) row[column.time] = stillTime++;
    },
    onReading(listener: Listener): () => void {
      tellReading = listener;
      return source.onReading(listener);
    },
  };
  let tick: Take = () => {};
  const timers = {
    setTimeout: (callback: Take) => {
      tick = callback;
      return {};
    },
    clearTimeout: () => {},
  };
  // Its time flies, so that it would be probed at nearly every tick.
  const probes = { mode: 'off' } as const;
  new MemoryMonitor({ source: watched, samplingInterval: intervalMs, timers, probes }).start();
  let ticks = 0;
  return () => {
    tick();
    if (++ticks % ticksPerReading !== 0) return;
    const majorCollections = ticks / ticksPerReading;
    const wobble = (majorCollections * 7_919) % 100_000;
    tellReading({ time: clock(), liveBytes: liveBytes + wobble, externalBytes: 0, majorCollections });
  };
}

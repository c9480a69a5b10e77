import type { LeakName } from '../leaks/Leaks.ts';
import { liveBytes } from './collector.ts';
import { rehearse } from './rehearsal.ts';

export interface LeakRateOptions {
  readonly leak: LeakName | 'none';
  readonly bytesPerSecond: number;
  /** Seconds of the game that the measurement covers. @default 40 */
  readonly seconds?: number;
}

export interface MeasuredLeak {
  readonly leak: LeakName | 'none';
  readonly askedBytesPerSecond: number;
  readonly measuredBytesPerSecond: number;
}

const operationsPerSecond = 1500;

/** Growth settles before it is measured: bounded logs fill, caches fill, code is compiled. */
const warmUpSeconds = 15;

/** Measures by how much the live heap grows in a second of the game while a leak is on. */
export async function measureLeak(
  { leak, bytesPerSecond, seconds = 40 }: LeakRateOptions,
  collect: () => void,
): Promise<MeasuredLeak> {
  const { load, world } = await rehearse({
    workload: 'mixed',
    actorCount: 40,
    rate: operationsPerSecond,
    leak,
    leakBytesPerSecond: bytesPerSecond,
  });
  await load.run(warmUpSeconds);
  const before = liveBytes(collect);
  await load.run(seconds);
  const grownBytes = liveBytes(collect) - before;
  return {
    leak,
    askedBytesPerSecond: bytesPerSecond,
    // The world must outlive the second reading, or its own size would count as freed.
    measuredBytesPerSecond: world.entities.size > 0 ? grownBytes / seconds : Number.NaN,
  };
}

import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { LeakSensitivity } from '../leakCriteria.ts';

type CriteriaBySensitivity = Readonly<Record<LeakSensitivity, GrowthCriteria>>;

const kib = 1024;
const mib = kib ** 2;

/** Work in flight holds buffers, too: that much more or less is not measured. */
const externalNoiseBytes = 64 * kib;
/** As many readings as come in 150 s, one each 35 s. */
const fewestReadings = 5;
/** An allocator takes memory from the system in pieces of that size. */
const nativeNoiseBytes = 256 * kib;

/** What growth of external memory must show. The medium row was set on real programs. */
export const externalCriteria: CriteriaBySensitivity = {
  low: {
    significance: 8,
    rateBytesPerSecond: 40 * kib,
    grownBytes: 4 * mib,
    noiseFloorBytes: externalNoiseBytes,
    fewestPoints: fewestReadings,
  },
  medium: {
    significance: 6,
    rateBytesPerSecond: 15 * kib,
    grownBytes: 1.5 * mib,
    noiseFloorBytes: externalNoiseBytes,
    fewestPoints: fewestReadings,
  },
  high: {
    significance: 5,
    rateBytesPerSecond: 6 * kib,
    grownBytes: 0.75 * mib,
    noiseFloorBytes: externalNoiseBytes,
    fewestPoints: fewestReadings,
  },
};

/** What growth of native memory must show: more, because allocators drift by 9 to 13 kB/s in healthy programs. */
export const nativeCriteria: CriteriaBySensitivity = {
  low: {
    significance: 8,
    rateBytesPerSecond: 80 * kib,
    grownBytes: 10 * mib,
    noiseFloorBytes: nativeNoiseBytes,
  },
  medium: {
    significance: 6,
    rateBytesPerSecond: 30 * kib,
    grownBytes: 4 * mib,
    noiseFloorBytes: nativeNoiseBytes,
  },
  high: {
    significance: 5,
    rateBytesPerSecond: 20 * kib,
    grownBytes: 3 * mib,
    noiseFloorBytes: nativeNoiseBytes,
  },
};

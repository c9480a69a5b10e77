import { capacityOf, type MemoryLimit } from '../../wire/capacity.ts';
import { column, type SampleRow } from '../../wire/sample.ts';
import type { Flight } from '../readFlight.ts';
import type { EndStandstill, LimitAtEnd } from './Death.ts';

/** Of a heap that fills, the profile shows at least so much; where it shows less, something else than the heap grew. */
const leastGatheredBytes = 1024 ** 2;
/** Of a limit, filled between two records. */
const leastSteepShare = 0.1;
/** The next record may come late, above all where the kernel is looking for memory. */
const lateShare = 1.5;
/** Collections take so little away beside what fills it. */
const jitterShare = 0.02;
/** An application that loads what it needs takes no longer. */
const startMs = 10_000;
/** Records of a process that is looked at every second, or less often and recorded in between, are no further apart. */
const longestGapMs = 3000;

/**
 * Limits as of the last sample, or of the last collection where the heap was fuller then. Where the event loop stood still
 * at the end, there are no samples of what filled up meanwhile: what resident memory has grown by since is added then. Of a
 * container, whether it was filling up so fast that the next record would have come too late.
 */
export function limitsAtEnd(flight: Flight, standstill: EndStandstill | undefined): readonly LimitAtEnd[] {
  const { samples, readings } = flight;
  const row = samples.at(-1);
  if (row === undefined) return [];
  const reading = readings.at(-1);
  const grownBytes = standstill === undefined ? 0 : standstill.rssBytes - row[column.rssBytes]!;
  const { bytes = leastGatheredBytes } = standstill?.gathering ?? {};
  return capacityOf(row).limits.map((limit) => {
    const isHeap = limit.kind === 'heap';
    if (grownBytes > 0 && limit.kind !== 'host' && !(isHeap && bytes < leastGatheredBytes)) {
      const usedBytes = Math.min(limit.limitBytes, limit.usedBytes + grownBytes);
      return { ...withUse(limit, usedBytes), isEstimated: true };
    }
    const isFuller = isHeap && reading !== undefined && reading.time > row[0]!;
    if (isFuller && reading.liveBytes > limit.usedBytes) return withUse(limit, reading.liveBytes);
    return limit.kind === 'container' ? { ...limit, ...fillingAtEnd(flight, limit) } : limit;
  });
}

/** How a limit was filling up, where it did so steeply between the last records, and would have been full at the next one. */
function fillingAtEnd(
  { header, samples }: Flight,
  { limitBytes }: MemoryLimit,
): Pick<LimitAtEnd, 'filledPerSecond' | 'isSingleStep'> | undefined {
  const [before, from, to] = [-3, -2, -1].map((place) => samples.at(place));
  if (from === undefined || to === undefined) return undefined;
  const used = (row: SampleRow | undefined): number => row?.[column.containerUsedBytes] ?? Number.NaN;
  const grown = used(to) - used(from);
  const tookMs = to[column.time]! - from[column.time]!;
  if (!(grown >= leastSteepShare * limitBytes && tookMs > 0 && tookMs <= longestGapMs)) return undefined;
  const grownBefore = used(from) - used(before);
  if (grownBefore < -jitterShare * limitBytes || used(to) + lateShare * grown < limitBytes) return undefined;
  const isStart = to[column.time]! - header.process.startedAt < startMs;
  const hasGoneOn = grownBefore >= leastSteepShare * limitBytes;
  return {
    filledPerSecond: (grown / tookMs) * 1000,
    // One step is what an application does at its start; what ends a process goes on.
    ...(!hasGoneOn && (isStart || before === undefined) && { isSingleStep: true }),
  };
}

function withUse(limit: MemoryLimit, usedBytes: number): MemoryLimit {
  return { ...limit, usedBytes, ratio: usedBytes / limit.limitBytes };
}

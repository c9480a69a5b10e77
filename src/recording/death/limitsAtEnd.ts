import { capacityOf, type MemoryLimit } from '../../wire/capacity.ts';
import { column } from '../../wire/sample.ts';
import type { Flight } from '../readFlight.ts';
import type { EndStandstill, LimitAtEnd } from './Death.ts';

/** Of a heap that fills, the profile shows at least so much; where it shows less, something else than the heap grew. */
const leastGatheredBytes = 1024 ** 2;

/**
 * Limits as of the last sample, or of the last collection where the heap was fuller then. Where the event loop stood still
 * at the end, there are no samples of what filled up meanwhile: what resident memory has grown by since is added then.
 */
export function limitsAtEnd(
  { samples, readings }: Flight,
  standstill: EndStandstill | undefined,
): readonly LimitAtEnd[] {
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
    return isFuller && reading.liveBytes > limit.usedBytes ? withUse(limit, reading.liveBytes) : limit;
  });
}

function withUse(limit: MemoryLimit, usedBytes: number): MemoryLimit {
  return { ...limit, usedBytes, ratio: usedBytes / limit.limitBytes };
}

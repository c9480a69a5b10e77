import { limitBytesOf, usedBytesOf } from '../monitoring/thresholds/thresholdUse.ts';
import type { ThresholdMetric } from '../wire/event.ts';
import { column, type SampleRow } from '../wire/sample.ts';
import type { PressureReading } from './PressureGauge.ts';
import { usableBytes } from './usableBytes.ts';

/** Growth that was seen so long ago, in milliseconds, says nothing of now. */
const longestMs = 60_000;
/** Less of the limit than this is what one collection leaves more of than another. */
const leastShare = 0.01;

interface SeenGrowth {
  readonly time: number;
  readonly cause: ThresholdMetric;
  readonly bytes: number;
}

/**
 * When memory is used up, for those who can have the process replaced. Near V8's limit collections leave the program so little
 * time that it grows too slowly for it to be seen within seconds: what has grown, and has gone on rising since, still comes to
 * an end.
 */
export class ApproachingEnd {
  #seen: SeenGrowth | undefined;

  /** Milliseconds from a look at which something is short; `undefined` where memory does not grow: that would be a guess. */
  inMs({ cause, growing, etaMs }: PressureReading, row: SampleRow): number | undefined {
    if (cause === undefined || cause === 'stall') return undefined;
    const [time, bytes] = [row[column.time]!, usedBytesOf(cause, row)];
    if (growing && Number.isFinite(etaMs)) {
      this.#seen = { time, cause, bytes };
      return etaMs;
    }
    const seen = this.#seen;
    const sinceMs = time - (seen?.time ?? Number.NEGATIVE_INFINITY);
    if (seen?.cause !== cause || !(sinceMs > 0 && sinceMs <= longestMs)) return undefined;
    const limit = limitBytesOf(cause, row);
    const risen = bytes - seen.bytes;
    if (!(risen >= leastShare * limit)) return undefined;
    return Math.max(0, ((usableBytes(cause, limit) - bytes) * sinceMs) / risen);
  }
}

import { limitBytesOf, usedBytesOf } from '../monitoring/thresholds/thresholdUse.ts';
import { column, type SampleRow } from '../wire/sample.ts';
import type { PressureReading } from './PressureGauge.ts';
import { criticalEtaMs, steepCriticalEtaMs } from './pressureCriteria.ts';
import { replacementMargin } from './replacementInTime.ts';

/** What a collection has left. */
export interface CollectedMemory {
  /** What it was made for. */
  readonly reading: Pick<PressureReading, 'cause' | 'growing'>;
  /** The look at which that was decided. */
  readonly row: SampleRow;
  /** Bytes that it freed, and that it has left in use, on the heap and outside of it. */
  readonly freedBytes: number;
  readonly usedBytesAfter: number;
  /** Bytes that it has left in the old generation; `NaN` where nobody knows. */
  readonly oldUsedBytesAfter: number;
  /** About how long a replacement takes, in milliseconds, where there is somebody to ask for one. */
  readonly readyInMs: number | undefined;
}

interface Floor {
  readonly time: number;
  readonly bytes: number;
}

/** Live memory that is less by no more than this share of the limit has not come down: one collection goes deeper than another. */
const downShare = 0.03;
/** A floor that is so much of the limit above the last one has risen. */
const risenShare = 0.01;

/**
 * Whether memory that no collection frees grows on towards its end, so that garbage that was freed has not helped. Against
 * V8's own limit that is what is live now, against what was before. For others garbage counts, too, and what is freed of it
 * is time that was gained: there the floors that collections leave have to rise so fast that the rest would soon be used up.
 */
export class RisingFloor {
  #last: Floor | undefined;

  /** Takes what a collection has left. */
  rises({ reading, row, readyInMs = 0, ...left }: CollectedMemory): boolean {
    const floor = { time: row[column.time]!, bytes: left.usedBytesAfter };
    const last = this.#last;
    this.#last = floor;
    const { cause, growing } = reading;
    if (!growing || cause === undefined || cause === 'stall') return false;
    const limit = limitBytesOf(cause, row);
    const used = usedBytesOf(cause, row);
    if (cause === 'heap') return left.oldUsedBytesAfter > used - downShare * limit;
    if (last === undefined || floor.time - last.time > criticalEtaMs) return false;
    const risen = floor.bytes - last.bytes;
    if (!(risen >= risenShare * limit)) return false;
    const leftMs = ((limit - used + left.freedBytes) * (floor.time - last.time)) / risen;
    return leftMs <= Math.max(steepCriticalEtaMs, replacementMargin * readyInMs);
  }
}

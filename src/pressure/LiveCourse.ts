import { usedBytesOf } from '../monitoring/thresholds/thresholdUse.ts';
import { column } from '../wire/sample.ts';

interface LiveSize {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly bytes: number;
}

/** Two rises in a row are growth: three readings. */
const readingsKept = 3;
/** Where V8 collects all the time, readings this close, in milliseconds, count as one: their distance says nothing of the pace. */
const leastGapMs = 500;
/** Without a reading for so many times the time of the last two rises, growth is not taken to go on. */
const longestGap = 2;

/**
 * The live heap between two readings. A reading comes with each major collection, and in a small heap that fills evenly the
 * next one may be a sixth of the limit above the last: nearly all that is left. So where the last two readings have each been
 * higher than the one before, it is taken to grow on at the slower of the two paces, up to what is in use, in the new space, too:
 * large arrays stay there, 16 MB of them, until they are made old all at once.
 */
export class LiveCourse {
  readonly #readings: LiveSize[] = [];
  #last: LiveSize = { time: Number.NaN, bytes: Number.NaN };
  #collections = Number.NaN;
  /** Bytes per millisecond. */
  #rate = 0;

  /** Takes a look: bytes that are live at that time, as well as anybody knows; at least what thresholds go by. */
  bytes(row: ArrayLike<number>): number {
    const least = usedBytesOf('heap', row);
    const [time, live, used] = [row[column.time]!, row[column.liveBytes]!, row[column.heapUsedBytes]!];
    if (!(live >= 0 && used >= 0)) return least;
    const collections = row[column.majorCollections]!;
    if (live !== this.#last.bytes || (collections > 0 && collections !== this.#collections)) {
      this.#collections = collections;
      this.#take({ time, bytes: live });
    }
    const sinceMs = Math.min(time - this.#last.time, longestGap * this.#spanMs);
    return Math.max(least, Math.min(used, live + this.#rate * sinceMs));
  }

  get #spanMs(): number {
    return (this.#readings.at(-1)?.time ?? 0) - (this.#readings[0]?.time ?? 0);
  }

  #take(reading: LiveSize): void {
    this.#last = reading;
    const readings = this.#readings;
    const before = readings.at(-1);
    if (before !== undefined && reading.time - before.time < leastGapMs) {
      readings[readings.length - 1] = { time: before.time, bytes: reading.bytes };
    } else {
      readings.push(reading);
      if (readings.length > readingsKept) readings.shift();
    }
    this.#rate = readings.length < readingsKept ? 0 : slowestRise(readings);
  }
}

/** Bytes per millisecond; 0 where it has not risen each time. */
function slowestRise(readings: readonly LiveSize[]): number {
  let slowest = Number.POSITIVE_INFINITY;
  for (let at = 1; at < readings.length; at++) {
    const [from, to] = [readings[at - 1]!, readings[at]!];
    slowest = Math.min(slowest, (to.bytes - from.bytes) / (to.time - from.time));
  }
  return Math.max(0, slowest);
}

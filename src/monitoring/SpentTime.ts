import type { ThreadTime, ThreadTimeCounter } from '../sampling/ThreadTime.ts';
import { column, type SampleRow } from '../wire/sample.ts';

/** What the thread's time went to from one sample to the next. */
export class SpentTime {
  readonly #counter: ThreadTimeCounter;
  #before: ThreadTime = unknownTime();
  #now: ThreadTime = unknownTime();

  constructor(counter: ThreadTimeCounter) {
    this.#counter = counter;
  }

  /** Writes the time since the call before into the row; what is not known of both moments is `NaN`. */
  write(row: SampleRow): void {
    const now = this.#now;
    const before = this.#before;
    this.#counter.read(now);
    row[column.gcMinorMs] = now.gcMinorMs - before.gcMinorMs;
    row[column.gcMajorMs] = now.gcMajorMs - before.gcMajorMs;
    const activeMs = now.activeMs - before.activeMs;
    const totalMs = activeMs + now.idleMs - before.idleMs;
    const share = activeMs / totalMs;
    // A clock that a test has put in the place of Node's may make anything of it.
    row[column.eventLoopUtilization] = share >= 0 && share <= 1 ? share : Number.NaN;
    this.#now = before;
    this.#before = now;
  }
}

function unknownTime(): ThreadTime {
  return { gcMinorMs: Number.NaN, gcMajorMs: Number.NaN, activeMs: Number.NaN, idleMs: Number.NaN };
}

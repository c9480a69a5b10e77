import { capacityOf } from '../wire/capacity.ts';
import type { PressureChange, PressureLevel } from '../wire/event.ts';

/** The worst level of all thresholds, from sample to sample. */
export class PressureFollower {
  #level: PressureLevel = 'normal';

  get level(): PressureLevel {
    return this.#level;
  }

  /** Takes the level as of a sample. Returns what has changed, if anything has. */
  follow(level: PressureLevel, row: ArrayLike<number>): PressureChange | undefined {
    const previousLevel = this.#level;
    if (level === previousLevel) return undefined;
    this.#level = level;
    return { level, previousLevel, capacity: capacityOf(row) };
  }
}

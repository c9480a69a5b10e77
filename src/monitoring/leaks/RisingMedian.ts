import { BlockMedian, type BlockPoint } from './BlockMedian.ts';
import { HighWater } from './HighWater.ts';

/** A median, and by how much it goes beyond all of the horizon before it. */
export interface RisenPoint extends BlockPoint {
  /** 0 where it does not go beyond. */
  readonly rise: number;
}

/** The medians of a quantity, compared with the largest before them. */
export class RisingMedian {
  readonly #medians: BlockMedian;
  readonly #reached: HighWater;
  #highest = Number.POSITIVE_INFINITY;

  constructor(blockMs: number, horizonMs: number) {
    this.#medians = new BlockMedian(blockMs);
    this.#reached = new HighWater(horizonMs);
  }

  get heldBytes(): number {
    return this.#medians.heldBytes + this.#reached.heldBytes;
  }

  /** Takes a value, and tells the median of the block before where this one begins a new block. */
  add(time: number, value: number): RisenPoint | undefined {
    const point = this.#medians.add(time, value);
    if (point === undefined) return undefined;
    const rise = Math.max(0, point.value - this.#highest);
    this.#highest = this.#reached.add(point.time, point.value);
    return { ...point, rise };
  }
}

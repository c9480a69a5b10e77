/** How a {@link LevelSwitch} hesitates. */
export interface LevelSwitchOptions {
  /** How far below the mark the value must fall, as a share of the mark. */
  readonly hysteresis: number;
  /** How long the value must stay on the other side, in milliseconds. */
  readonly dwellMs: number;
  /** Samples further apart than this leave the time between them unknown. */
  readonly longestGapMs: number;
}

/** A timer may fire a little early, and that must not cost a whole sample. */
const timerSlack = 0.95;

/**
 * Whether a value stands at or above a mark, slow to change its mind both ways: the value must be on the other side
 * in every sample of the dwell time, and on the way down below the mark by the hysteresis.
 */
export class LevelSwitch {
  readonly #options: LevelSwitchOptions;
  #on = false;
  #otherSideSince = Number.NaN;
  #lastTime = Number.NaN;
  #mark = Number.NaN;

  constructor(options: LevelSwitchOptions) {
    this.#options = options;
  }

  get on(): boolean {
    return this.#on;
  }

  /** The last mark that there was; `NaN` before the first one. */
  get mark(): number {
    return this.#mark;
  }

  /** Takes one sample. A mark of `NaN` is no mark at all: nothing stands above it, and what stood above it no longer does. */
  update(time: number, value: number, mark: number): void {
    const { hysteresis, dwellMs, longestGapMs } = this.#options;
    if (mark > 0) this.#mark = mark;
    const comparable = value >= 0 && (mark > 0 || this.#on);
    const otherSide = this.#on ? !(value >= mark * (1 - hysteresis)) : value >= mark;
    const gap = !(time - this.#lastTime <= longestGapMs);
    if (comparable) this.#lastTime = time;
    if (!comparable || !otherSide) {
      this.#otherSideSince = Number.NaN;
      return;
    }
    if (gap || Number.isNaN(this.#otherSideSince)) this.#otherSideSince = time;
    if (time - this.#otherSideSince >= dwellMs * timerSlack) {
      this.#on = !this.#on;
      this.#otherSideSince = Number.NaN;
    }
  }
}

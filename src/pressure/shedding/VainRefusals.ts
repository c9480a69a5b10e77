import type { VainCause } from './RefusalTrial.ts';

/** What has come down by so much of the limit is another matter, and so is what rises by so much from where it has rested, */
const otherShare = 0.03;
/** or by so much of what was left. */
const leftShare = 0.5;
/** What is down for less has not come down; what has been seen to come and go may be seen at its least for longer. */
const downMs: Readonly<Record<VainCause, number>> = { stays: 2000, 'comes and goes': 30_000 };
/** Memory has risen if it has by so much. */
const risenShare = 0.01;
/** What has not risen for so long is no leak that is under way, but rests there. */
const restMs = 60_000;
/** Hardly any room is left. */
const fullShare = 0.95;
/** Then all is refused once more, while what was begun before has not ended, for this part of the time lived so far, */
const lastTryShare = 1 / 15;
/** at least, and at most, in milliseconds. */
const shortestTryMs = 1500;
const longestTryMs = 10_000;

/** What decides whether load is shed all the same. */
export interface VainMoment {
  readonly nowMs: number;
  /** The used share of a limit. */
  readonly share: number;
}

/**
 * Remembers that refusing requests was in vain, until memory has come down, or rises from where it has rested for a minute: to
 * refuse again because it rests would be an outage each minute, and what is added then may be requests. At the end of memory there is one last try, while requests are open that were begun before: those may be what fills the rest.
 */
export class VainRefusals {
  /** The used share then, with hardly any garbage, */
  #floor = Number.NaN;
  /** and the most since then, with whatever there was. */
  #highest = Number.NaN;
  #risenMs = 0;
  /** The most with which memory has rested; `NaN` as long as it rises. */
  #rested = Number.NaN;
  #cause: VainCause = 'stays';
  /** Since when it has been less than the floor; `undefined` while it is not. */
  #downSinceMs: number | undefined;
  #fullMs: number | undefined;
  readonly #bornMs: number;

  /** @param bornMs since when the process lives, by the same clock as moments */
  constructor(bornMs: number) {
    this.#bornMs = bornMs;
  }

  get known(): boolean {
    return !Number.isNaN(this.#floor);
  }

  begin({ nowMs, share, cause }: VainMoment & { readonly cause: VainCause }): void {
    this.#cause = cause;
    this.#floor = share;
    this.#highest = share;
    this.#risenMs = nowMs;
    this.#rested = Number.NaN;
    this.#downSinceMs = undefined;
    this.#fullMs = undefined;
  }

  forget(): void {
    this.#floor = Number.NaN;
  }

  /** Takes a look at memory. Returns whether it has become full now, for the first time. */
  observe({ nowMs, share }: VainMoment): boolean {
    if (share >= this.#highest + risenShare) {
      this.#highest = share;
      this.#risenMs = nowMs;
    }
    if (Number.isNaN(this.#rested) && nowMs - this.#risenMs >= restMs) this.#rested = this.#highest;
    const left = leftShare * (1 - this.#rested);
    this.#downSinceMs = share <= this.#floor - otherShare ? (this.#downSinceMs ?? nowMs) : undefined;
    const hasComeDown = this.#downSinceMs !== undefined && nowMs - this.#downSinceMs >= downMs[this.#cause];
    const risesAgain = share >= this.#rested + Math.min(otherShare, left);
    if (hasComeDown || risesAgain) this.forget();
    if (!this.known || !(share >= fullShare) || this.#fullMs !== undefined) return false;
    this.#fullMs = nowMs;
    return true;
  }

  /** Whether there is a last try. */
  triesOnceMore(nowMs: number, drained: boolean): boolean {
    if (this.#fullMs === undefined || drained) return false;
    const tryMs = (this.#fullMs - this.#bornMs) * lastTryShare;
    return nowMs - this.#fullMs < Math.min(longestTryMs, Math.max(shortestTryMs, tryMs));
  }
}

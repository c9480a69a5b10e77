import type { RecyclingAnswer } from './RecyclingAnswer.ts';

/** Whoever has not answered after so long is not there. */
const silenceMs = 10_000;
/** What is said again in vain need not be said often; by then somebody may listen. */
const hopelessRepeatMs = 60_000;

/** What has become of what a worker has asked for: whether there is any hope of it, and when it makes sense to ask again. */
export class ReplacementRequest {
  /** Since when no answer has come, in milliseconds of the clock of the samples. */
  #unansweredSince: number | undefined;
  #refused: { readonly reason: string; readonly until: number; readonly endKnown: boolean } | undefined;
  #endKnown = false;

  /** It has been asked for at this time. @param endKnown whether with the time at which memory is used up */
  asked(time: number, endKnown: boolean): void {
    this.#unansweredSince ??= time;
    this.#endKnown = endKnown;
  }

  /** Whether the refusal was made by somebody who did not know when memory is used up: that may change it. */
  get isUninformed(): boolean {
    return this.#refused !== undefined && !this.#refused.endKnown;
  }

  /** It makes sense to ask again, whatever was answered. */
  reopen(): void {
    this.#refused = undefined;
  }

  /** An answer has come at this time. */
  answered({ refused, againInMs = hopelessRepeatMs }: RecyclingAnswer, time: number): void {
    this.#unansweredSince = undefined;
    const endKnown = this.#endKnown;
    this.#refused =
      refused === undefined ? undefined : { reason: refused, until: time + againInMs, endKnown };
  }

  /** It is not wanted any more: what has not been answered is not waited for. A refusal holds for its time. */
  withdrawn(): void {
    this.#unansweredSince = undefined;
  }

  /** Why no replacement comes for now, in one sentence; `undefined` where one can be asked for. */
  refusal(time: number): string | undefined {
    if (this.#refused !== undefined && time < this.#refused.until) return this.#refused.reason;
    const isSilent = this.#unansweredSince !== undefined && time - this.#unansweredSince >= silenceMs;
    return isSilent ? 'Nobody who replaces workers has answered.' : undefined;
  }

  /** How often a worker that is not well says so again, in milliseconds: seldom, while there is no hope. */
  repeatMs(time: number, usualMs: number): number {
    return this.refusal(time) === undefined ? usualMs : hopelessRepeatMs;
  }
}

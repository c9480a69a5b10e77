/** What a {@link RefusalTrial} sees at a tick while load is shed. */
export interface TrialMoment {
  /** Milliseconds from anywhere that never go back. */
  readonly nowMs: number;
  /** 0 to 10: see {@link refusedShare}. */
  readonly severity: number;
  /** The used share of a limit. */
  readonly share: number;
  /** Bytes in use on the heap, and in external memory; `NaN` where nobody knows. */
  readonly usedBytes: number;
  /** Whether the requests have ended that were being answered when shedding began. */
  readonly drained: boolean;
}

/** What a collection has left. */
interface Left {
  /** The used share of a limit. */
  readonly share: number;
  readonly usedBytes: number;
}

/** A look at that, which takes a while. */
interface Look {
  readonly askedMs: number;
  /** Whether garbage was collected; `undefined` while that is not known. */
  collected: boolean | undefined;
  sinceMs: number | undefined;
  left: Left;
}

/** Nearly all that is of normal priority is refused, */
const trialSeverity = 8;
/** and still most of it. */
const leastSeverity = 7;
/** Time that a trial takes: of the time that the process has lived so far, */
const lifeShare = 1 / 15;
/** at least, and at most, in milliseconds. */
const shortestMs = 1500;
const longestMs = 10_000;
/** Buffers that were collected have been freed, and memory has been looked at, within so much. */
const lookMs = 300;
/** After a trial in which memory has come down the next one begins so many times its length later. */
const pauses = 4;
/** Where garbage could not be collected it is asked for again after so much. */
const againMs = 1000;
/** What falls by less of the limit, garbage aside, has not fallen; */
const fallenShare = 0.005;
/** nor has what is less by no more than this, where garbage was among it. */
const fallenWithGarbageShare = 0.03;

/**
 * Finds out whether refusing requests can help at all. Memory that is held by requests is free once they have ended, and
 * that of work which they have left behind becomes less while none is added; what leaks does neither. So when nearly
 * everything is refused already, and all that was begun before has ended, all is refused for a while, and garbage collected
 * before and after. Where memory is then as full as when shedding began, and as before the while, refusing is in vain. A process that fills its
 * memory within half a minute has not the time for a long trial: it would refuse for a larger part of its life than its end
 * costs.
 */
export class RefusalTrial {
  readonly #collect: () => Promise<boolean>;
  readonly #bornMs: number;
  #look: Look | undefined;
  /** The share with which shedding began. */
  #begun = Number.NaN;
  /** What the first collection has left, and when that was; `undefined` before. */
  #refusing: (Left & { readonly sinceMs: number }) | undefined;
  /** A trial takes so much longer: twice as long after each in which memory has come down. */
  #longer = 1;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  /** @param collect has garbage collected; resolves with whether that was done, and never rejects */
  constructor(collect: () => Promise<boolean>, bornMs: number) {
    this.#collect = collect;
    this.#bornMs = bornMs;
  }

  /** Whether all must be refused for the trial to tell: one in ten may be as much as is done of what was left behind. */
  get running(): boolean {
    return this.#refusing !== undefined;
  }

  /** Load is shed no longer. */
  end(): void {
    this.#look = undefined;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
    this.#begun = Number.NaN;
    this.#refusing = undefined;
    this.#longer = 1;
  }

  /** Takes a tick while load is shed. Returns whether it has turned out now that refusing is in vain. */
  takes(moment: TrialMoment): boolean {
    const { nowMs, severity, share, drained } = moment;
    if (Number.isNaN(this.#begun)) this.#begun = share;
    if (severity < leastSeverity) {
      this.#refusing = undefined;
      this.#look = undefined;
    } else if (this.#refusing === undefined) {
      if (severity < trialSeverity || !drained || nowMs < this.#notBeforeMs) return false;
      const left = this.#leftByCollection(moment);
      if (left !== undefined) this.#refusing = { ...left, sinceMs: nowMs - lookMs };
    } else if (nowMs - this.#refusing.sinceMs >= this.#durationMs(nowMs)) {
      const left = this.#leftByCollection(moment);
      return left !== undefined && this.#judge(this.#refusing, left, nowMs);
    }
    return false;
  }

  /** What the allocator keeps hides from the limit what was freed, and the heap does not know of native memory. */
  #judge(before: Left, left: Left, nowMs: number): boolean {
    this.#refusing = undefined;
    const hasFallen =
      !(left.share > before.share - fallenShare) ||
      !(left.share > this.#begun - fallenWithGarbageShare) ||
      left.usedBytes <= (1 - fallenShare) * before.usedBytes;
    if (!hasFallen) return true;
    this.#notBeforeMs = nowMs + pauses * this.#durationMs(nowMs);
    this.#longer *= 2;
    return false;
  }

  #durationMs(nowMs: number): number {
    const part = (nowMs - this.#bornMs) * lifeShare;
    return this.#longer * Math.min(longestMs, Math.max(shortestMs, part));
  }

  /** Has garbage collected, and returns the least that is seen then; `undefined` until it was. */
  #leftByCollection({ nowMs, share, usedBytes }: TrialMoment): Left | undefined {
    this.#look ??= this.#ask(nowMs);
    const look = this.#look;
    if (look.collected === false && nowMs - look.askedMs >= againMs) this.#look = undefined;
    if (look.collected !== true) return undefined;
    look.sinceMs ??= nowMs;
    look.left = {
      share: Math.min(look.left.share, share),
      usedBytes: Math.min(look.left.usedBytes, usedBytes),
    };
    if (nowMs - look.sinceMs < lookMs) return undefined;
    this.#look = undefined;
    return look.left;
  }

  #ask(nowMs: number): Look {
    const look: Look = {
      askedMs: nowMs,
      collected: undefined,
      sinceMs: undefined,
      left: { share: Number.POSITIVE_INFINITY, usedBytes: Number.POSITIVE_INFINITY },
    };
    void this.#haveCollected(look);
    return look;
  }

  async #haveCollected(look: Look): Promise<void> {
    look.collected = await this.#collect();
  }
}

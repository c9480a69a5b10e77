/** What a {@link RefusalTrial} sees at a tick while load is shed. */
export interface TrialMoment {
  /** Milliseconds from anywhere that never go back. */
  readonly nowMs: number;
  /** 0 to 10: see {@link refusedShare}. */
  readonly severity: number;
  /** The used share of a limit. */
  readonly share: number;
  /** Whether the requests have ended that were being answered when shedding began. */
  readonly drained: boolean;
}

/** A look at what a collection has left. */
interface Look {
  readonly askedMs: number;
  /** Whether garbage was collected; `undefined` while that is not known. */
  collected: boolean | undefined;
  sinceMs: number | undefined;
  leastShare: number;
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
/** Memory has been looked at within so much. */
const lookMs = 300;
/** Where garbage could not be collected it is asked for again after so much. */
const againMs = 1000;
/** What falls by less of the limit has not fallen; */
const fallenShare = 0.01;
/** nor has what was less by so much, where garbage was among it. */
const fallenWithGarbageShare = 0.03;

/**
 * Finds out whether refusing requests can help at all. Memory that is held by requests is free once they have ended, and
 * that of work which they have left behind becomes less while hardly any is added; what leaks does neither. So garbage is
 * collected when nearly everything is refused, and once more when that has lasted for a while and all that was begun before
 * has ended. Where memory is then as full as when shedding began, and as at the first collection, refusing is in vain. A process that fills its
 * memory within half a minute has not the time for a long trial: it would refuse for a larger part of its life than its end
 * costs.
 */
export class RefusalTrial {
  readonly #collect: () => Promise<boolean>;
  readonly #bornMs: number;
  #look: Look | undefined;
  /** The share with which shedding began. */
  #begun = Number.NaN;
  /** The share that the first collection has left, and when that was; `undefined` before. */
  #refusing: { readonly sinceMs: number; readonly share: number } | undefined;
  /** A trial takes so much longer: twice as long after each in which memory has come down. */
  #longer = 1;

  /** @param collect has garbage collected; resolves with whether that was done, and never rejects */
  constructor(collect: () => Promise<boolean>, bornMs: number) {
    this.#collect = collect;
    this.#bornMs = bornMs;
  }

  /** Load is shed no longer. */
  end(): void {
    this.#look = undefined;
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
      const left = severity >= trialSeverity ? this.#leftByCollection(moment) : undefined;
      if (left !== undefined) this.#refusing = { sinceMs: nowMs, share: left };
    } else if (drained && nowMs - this.#refusing.sinceMs >= this.#durationMs(nowMs)) {
      const left = this.#leftByCollection(moment);
      return left !== undefined && this.#judge(this.#refusing.share, left, nowMs);
    }
    return false;
  }

  #judge(before: number, left: number, nowMs: number): boolean {
    const inVain = left > before - fallenShare && left > this.#begun - fallenWithGarbageShare;
    this.#refusing = { sinceMs: nowMs, share: left };
    if (!inVain) this.#longer *= 2;
    return inVain;
  }

  #durationMs(nowMs: number): number {
    const part = (nowMs - this.#bornMs) * lifeShare;
    return this.#longer * Math.min(longestMs, Math.max(shortestMs, part));
  }

  /** Has garbage collected, and returns the least share that is seen then; `undefined` until it was. */
  #leftByCollection({ nowMs, share }: TrialMoment): number | undefined {
    this.#look ??= this.#ask(nowMs);
    const look = this.#look;
    if (look.collected === false && nowMs - look.askedMs >= againMs) this.#look = undefined;
    if (look.collected !== true) return undefined;
    look.sinceMs ??= nowMs;
    look.leastShare = Math.min(look.leastShare, share);
    if (nowMs - look.sinceMs < lookMs) return undefined;
    this.#look = undefined;
    return look.leastShare;
  }

  #ask(nowMs: number): Look {
    const look: Look = {
      askedMs: nowMs,
      collected: undefined,
      sinceMs: undefined,
      leastShare: Number.POSITIVE_INFINITY,
    };
    void this.#haveCollected(look);
    return look;
  }

  async #haveCollected(look: Look): Promise<void> {
    look.collected = await this.#collect();
  }
}

import { Returns } from './Returns.ts';

/** What a {@link RefusalTrial} sees at a tick while load is shed. */
export interface TrialMoment {
  /** Milliseconds from anywhere that never go back. */
  readonly nowMs: number;
  /** 0 to 10: see {@link refusedShare}. */
  readonly severity: number;
  /** Whether memory is short at this very moment. */
  readonly pressing: boolean;
  /** The used share of a limit. */
  readonly share: number;
  /** Bytes in use on the heap, and in external memory; `NaN` where nobody knows. */
  readonly usedBytes: number;
  /** Whether the requests have ended that were being answered when shedding began. */
  readonly drained: boolean;
  /** Whether the number of requests that are open allows that memory is filled by them. */
  readonly related: boolean;
}

/** Why refusing is in vain: memory has stayed, or it comes and goes by itself. */
export type VainCause = 'stays' | 'comes and goes';

/** How memory became short. */
export interface TrialBeginning {
  readonly nowMs: number;
  readonly share: number;
  /** Whether memory grew evenly towards its end. */
  readonly growing: boolean;
  /** Milliseconds until a limit was reached, at the pace of the last seconds. */
  readonly etaMs: number;
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

/** Nearly all that is of normal priority is refused. */
const trialSeverity = 8;
/** Where memory has not been short for so long a trial is given up, for as long; garbage comes and goes within less. */
const givenUpMs = 5000;
/** Time that a trial takes: of the time that the process has lived so far, */
const lifeShare = 1 / 15;
/** at least, and at most, in milliseconds. */
const shortestMs = 1500;
const longestMs = 10_000;
/**
 * What has filled memory within less than this part of that time came suddenly, which a leak does not: then a trial takes
 * twice as long as that has, since work that was left behind so lately may only end then,
 */
const suddenShare = 1 / 3;
const suddenFactor = 2;
/** at least, and at most, in milliseconds. */
const shortestSuddenMs = 10_000;
const longestSuddenMs = 30_000;
/** Answers that take longer than this are not waited for: they may be streams, or clients that poll. */
const longestAnswerMs = 15_000;
/** Where growth is even, a trial that takes no longer costs no more than going up to that severity step by step would. */
const briefMs = 2500;
/** Where shedding goes on for so long without nearly everything being refused, everything is for a trial. */
const undecidedMs = 5000;
/** Buffers that were collected have been freed, and memory has been looked at, within so much. */
const lookMs = 750;
/** After a trial in which memory has come down the next one begins so many times its length later. */
const pauses = 4;
/** How full memory was when shedding began is known after so much: garbage that was there then has been collected. */
const firstMs = 1500;
/** Where garbage could not be collected it is asked for again after so much. */
const againMs = 1000;
/** What has come down by so much before the end of a trial, for so long, has come down: what comes and goes is at its least for less. */
const reliefShare = 0.03;
const reliefMs = 1000;
/** What falls by less of the limit, or of itself, garbage aside, has not fallen; */
const fallenShare = 0.005;
/** nor has what is less by no more than this, where garbage was among it. */
const fallenWithGarbageShare = 0.03;

/**
 * Finds out whether refusing requests can help at all. Memory that is held by requests is free once they have ended, and
 * that of work which they have left behind becomes less while none is added; what leaks does neither. So when nearly
 * everything is refused already, and all that was begun before has ended, all is refused for a while, and garbage
 * collected before and after. Where memory is then as full as when shedding began, and as before the while, refusing is in
 * vain. A process that fills its memory within half a minute has not the time for a long trial: it would refuse for a larger
 * part of its life than its end costs.
 */
export class RefusalTrial {
  readonly #collect: (refusesAll: boolean) => Promise<boolean>;
  readonly #bornMs: number;
  #look: Look | undefined;
  /** How shedding began. */
  #begun: TrialBeginning | undefined;
  /** What the first collection has left, and when that was; `undefined` before. */
  #refusing: (Left & { readonly sinceMs: number }) | undefined;
  /** A trial takes so much longer: twice as long after each in which memory has come down. */
  #longer = 1;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  /** The least share at first: what comes and goes by itself is not what refusing has freed. */
  #leastAtFirst = Number.NaN;
  /** Since when memory has been less than before; `undefined` while it is not. */
  #lessSinceMs: number | undefined;
  readonly #returns: Returns = new Returns();
  /** When memory was last short, or a trial begun. */
  #neededMs = Number.NEGATIVE_INFINITY;

  /** @param collect has garbage collected; resolves with whether that was done, and never rejects */
  constructor(collect: (refusesAll: boolean) => Promise<boolean>, bornMs: number) {
    this.#collect = collect;
    this.#bornMs = bornMs;
  }

  /** Whether all must be refused for the trial to tell: one in ten may be as much as is done of what was left behind. */
  get running(): boolean {
    return this.#refusing !== undefined;
  }

  /** Load is shed from now on. */
  begin(beginning: TrialBeginning): void {
    this.end();
    this.#begun = beginning;
    this.#leastAtFirst = beginning.share;
  }

  /** Load is shed no longer. */
  end(): void {
    this.#look = undefined;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
    this.#begun = undefined;
    this.#refusing = undefined;
    this.#neededMs = Number.NEGATIVE_INFINITY;
    this.#longer = 1;
  }

  /** Takes a tick while load is shed. Returns why refusing is in vain, where that has turned out now. */
  takes(moment: TrialMoment): VainCause | undefined {
    const { nowMs } = moment;
    if (this.#begun === undefined) return undefined;
    if (moment.pressing) this.#neededMs = nowMs;
    if (nowMs - this.#begun.nowMs <= firstMs) this.#leastAtFirst = Math.min(this.#leastAtFirst, moment.share);
    if (this.#refusing === undefined) {
      if (this.#look === undefined) {
        if (!this.#mayBegin(this.#begun, moment)) return undefined;
        this.#neededMs = nowMs;
      }
      const left = this.#leftByCollection(moment);
      if (left !== undefined) this.#refuseAll({ ...left, sinceMs: nowMs - lookMs }, this.#begun);
      return undefined;
    }
    return this.#tells(this.#begun, this.#refusing, moment);
  }

  #refuseAll(refusing: Left & { readonly sinceMs: number }, begun: TrialBeginning): void {
    this.#refusing = refusing;
    this.#lessSinceMs = undefined;
    this.#returns.begin(begun.share);
  }

  /** Takes a tick while everything is refused. */
  #tells(
    begun: TrialBeginning,
    refusing: Left & { readonly sinceMs: number },
    moment: TrialMoment,
  ): VainCause | undefined {
    const { nowMs } = moment;
    const isLess = moment.share <= refusing.share - reliefShare;
    this.#lessSinceMs = isLess ? (this.#lessSinceMs ?? nowMs) : undefined;
    if (this.#returns.takes(moment)) {
      this.#refusing = undefined;
      return 'comes and goes';
    }
    if (this.#lessSinceMs !== undefined && nowMs - this.#lessSinceMs >= reliefMs) {
      // It helps already.
      this.#helped(begun, nowMs);
    } else if (nowMs - this.#neededMs > givenUpMs) {
      this.#refusing = undefined;
      this.#notBeforeMs = nowMs + givenUpMs;
    } else if (nowMs - refusing.sinceMs >= this.#durationMs(begun) - lookMs) {
      const left = this.#leftByCollection(moment);
      if (left !== undefined && this.#judge(begun, refusing, left, nowMs)) return 'stays';
    }
    return undefined;
  }

  #mayBegin(begun: TrialBeginning, moment: TrialMoment): boolean {
    const { nowMs, severity, drained, related, pressing } = moment;
    if (nowMs < this.#notBeforeMs) return false;
    const sinceMs = nowMs - begun.nowMs;
    // A few that are large may come suddenly; their number tells nothing of that.
    const waits = !drained && (related || this.#isSudden(begun));
    if (waits && sinceMs < longestAnswerMs) return false;
    if (severity >= trialSeverity) return true;
    if (!pressing || this.#isSudden(begun)) return false;
    return sinceMs >= undecidedMs || (begun.growing && this.#durationMs(begun) <= briefMs);
  }

  /** Whether it has stayed. What the allocator keeps hides from the limit what was freed, and the heap does not know of native memory. */
  #judge(begun: TrialBeginning, before: Left, left: Left, nowMs: number): boolean {
    this.#refusing = undefined;
    const hasFallen =
      !(left.share > before.share - fallenShare) ||
      !(left.share > this.#leastAtFirst - fallenWithGarbageShare) ||
      left.usedBytes <= (1 - fallenShare) * before.usedBytes;
    if (hasFallen) this.#helped(begun, nowMs);
    return !hasFallen;
  }

  #helped(begun: TrialBeginning, nowMs: number): void {
    this.#refusing = undefined;
    this.#notBeforeMs = nowMs + pauses * this.#durationMs(begun);
    this.#longer *= 2;
  }

  #durationMs(begun: TrialBeginning): number {
    const usual = between(shortestMs, (begun.nowMs - this.#bornMs) * lifeShare, longestMs);
    if (!this.#isSudden(begun)) return this.#longer * usual;
    return this.#longer * between(shortestSuddenMs, suddenFactor * filledInMs(begun), longestSuddenMs);
  }

  #isSudden(begun: TrialBeginning): boolean {
    return begun.growing && filledInMs(begun) < suddenShare * (begun.nowMs - this.#bornMs);
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
    look.collected = await this.#collect(this.running);
  }
}

/** About how long memory has grown, at the pace at which it would be used up. */
function filledInMs({ share, etaMs }: TrialBeginning): number {
  return (share / (1 - share)) * etaMs;
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** What a look has found. Times in milliseconds that never go back, from anywhere. */
export interface StandstillChange {
  /** `still`: it goes on, and is worth another word. */
  readonly type: 'blocked' | 'still' | 'moved';
  readonly since: number;
  readonly forMs: number;
  /** Processor time of the process meanwhile, as a share of one core. */
  readonly cpuShare: number;
  /** Share of that time in which the main thread was ready to run, and had no processor; `undefined` where nobody knows. */
  readonly queuedShare?: number;
}

/** What a look sees. Both times are of one clock, which nobody sets. */
export interface StandstillLook {
  readonly now: number;
  /** Of the main thread's last beat. */
  readonly beatAt: number;
  /** Processor time of the process so far. */
  readonly cpuMs: number;
  /** For how long the main thread has been ready to run without a processor so far; absent where nobody knows. */
  readonly queuedMs?: number | undefined;
}

/** Looks that are further apart: the whole process was stopped, or the machine slept. */
const longestGapMs = 5000;
/** How much longer it must last to be worth another word, so that a day of it does not fill the ring. */
const worthAnotherWord = 1.5;

/** Finds out from looks at a heartbeat whether an event loop stands still. Never earlier than it is sure. */
export class Standstill {
  readonly #beatMs: number;
  readonly #blockedAfterMs: number;
  #beatAt = Number.NaN;
  #since = 0;
  #lookedAt = Number.NaN;
  /** Where the processor time of this standstill is counted from. */
  #from: Pick<StandstillLook, 'cpuMs' | 'queuedMs'> & { readonly time: number } = { time: 0, cpuMs: 0 };
  #toldMs: number | undefined;

  constructor({ beatMs, blockedAfterMs }: { readonly beatMs: number; readonly blockedAfterMs: number }) {
    this.#beatMs = beatMs;
    this.#blockedAfterMs = blockedAfterMs;
  }

  /** Takes a look; returns what has changed. */
  look(look: StandstillLook): StandstillChange | undefined {
    const { now, beatAt } = look;
    const gapMs = now - this.#lookedAt;
    this.#lookedAt = now;
    if (beatAt !== this.#beatAt) return this.#moved(look);
    if (!(gapMs >= 0 && gapMs <= longestGapMs)) {
      this.#begin({ ...look, beatAt: now });
      return undefined;
    }
    const forMs = now - this.#since;
    if (forMs < this.#blockedAfterMs) return undefined;
    const type = this.#toldMs === undefined ? 'blocked' : 'still';
    if (type === 'still' && forMs < this.#toldMs! * worthAnotherWord) return undefined;
    this.#toldMs = forMs;
    return { type, since: this.#since, forMs, ...this.#shares(look) };
  }

  #moved(look: StandstillLook): StandstillChange | undefined {
    const since = this.#since;
    const change: StandstillChange | undefined =
      this.#toldMs === undefined
        ? undefined
        : {
            type: 'moved',
            since,
            forMs: Math.max(0, look.beatAt - since),
            ...this.#shares(look),
          };
    this.#beatAt = look.beatAt;
    this.#toldMs = undefined;
    this.#begin(look);
    return change;
  }

  #begin({ now, beatAt, cpuMs, queuedMs }: StandstillLook): void {
    // The next beat is not due before: until then nobody knows that it stands still.
    this.#since = Math.max(beatAt, Math.min(now, beatAt + this.#beatMs));
    this.#from = { time: now, cpuMs, queuedMs };
  }

  #shares({ now, cpuMs, queuedMs }: StandstillLook): Pick<StandstillChange, 'cpuShare' | 'queuedShare'> {
    const from = this.#from;
    const durationMs = now - from.time;
    const shareOf = (ms: number): number => (durationMs > 0 ? Math.max(0, ms / durationMs) : 0);
    const cpuShare = shareOf(cpuMs - from.cpuMs);
    return queuedMs === undefined || from.queuedMs === undefined
      ? { cpuShare }
      : { cpuShare, queuedShare: shareOf(queuedMs - from.queuedMs) };
  }
}

/** What a look has found. Times in epoch milliseconds. */
export interface StandstillChange {
  /** `still`: it goes on, and is worth another word. */
  readonly type: 'blocked' | 'still' | 'moved';
  readonly since: number;
  readonly forMs: number;
  /** Processor time of the process meanwhile, as a share of one core. */
  readonly cpuShare: number;
}

/** What a look sees. */
export interface StandstillLook {
  readonly now: number;
  /** Of the main thread's last beat. */
  readonly beatAt: number;
  /** Processor time of the process so far. */
  readonly cpuMs: number;
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
  #from = { time: 0, cpuMs: 0 };
  #toldMs: number | undefined;

  constructor({ beatMs, blockedAfterMs }: { readonly beatMs: number; readonly blockedAfterMs: number }) {
    this.#beatMs = beatMs;
    this.#blockedAfterMs = blockedAfterMs;
  }

  /** Takes a look; returns what has changed. */
  look({ now, beatAt, cpuMs }: StandstillLook): StandstillChange | undefined {
    const gapMs = now - this.#lookedAt;
    this.#lookedAt = now;
    if (beatAt !== this.#beatAt) return this.#moved({ now, beatAt, cpuMs });
    if (!(gapMs >= 0 && gapMs <= longestGapMs)) {
      this.#begin({ now, beatAt: now, cpuMs });
      return undefined;
    }
    const forMs = now - this.#since;
    if (forMs < this.#blockedAfterMs) return undefined;
    const type = this.#toldMs === undefined ? 'blocked' : 'still';
    if (type === 'still' && forMs < this.#toldMs! * worthAnotherWord) return undefined;
    this.#toldMs = forMs;
    return { type, since: this.#since, forMs, cpuShare: this.#cpuShare(now, cpuMs) };
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
            cpuShare: this.#cpuShare(look.now, look.cpuMs),
          };
    this.#beatAt = look.beatAt;
    this.#toldMs = undefined;
    this.#begin(look);
    return change;
  }

  #begin({ now, beatAt, cpuMs }: StandstillLook): void {
    // The next beat is not due before: until then nobody knows that it stands still.
    this.#since = Math.max(beatAt, Math.min(now, beatAt + this.#beatMs));
    this.#from = { time: now, cpuMs };
  }

  #cpuShare(now: number, cpuMs: number): number {
    const durationMs = now - this.#from.time;
    return durationMs > 0 ? Math.max(0, (cpuMs - this.#from.cpuMs) / durationMs) : 0;
  }
}

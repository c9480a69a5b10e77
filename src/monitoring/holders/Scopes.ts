/** A job that may gather memory until it ends. */
export interface Scope {
  readonly name: string;
  /** The job is over, and its memory should be free soon. A second call does nothing. */
  end(): void;
  /** Likewise, for `using`. */
  [Symbol.dispose](): void;
}

/** What a scope may do. */
export interface ScopeOptions {
  /** The job may hold so many bytes, while it lasts. */
  readonly maxBytes: number;
}

interface Share {
  /** Readings there had been when it began. */
  readonly begin: number;
  /** The live size, less what holders explain, when it began; `NaN` before the first reading. */
  startBytes: number;
  maxBytes: number;
  /** Readings since its end; -1 while it is open. */
  endedFor: number;
}

const mostOpen = 1000;
const readingsToLeave = 2;

/**
 * The growth that jobs declare to be theirs. While a scope is open, growth since its begin of up to its `maxBytes` is
 * explained; several open scopes share what has grown, the youngest first. At the second reading after its end nothing is
 * explained by it any more: what is still there then counts.
 */
export class Scopes {
  readonly #failed: (error: unknown) => void;
  readonly #shares: Set<Share> = new Set();
  /** Those that have ended since the last reading, by their begin: scopes by the thousand make few of them. */
  readonly #justEnded: Map<number, Share> = new Map();
  #open = 0;
  #readings = 0;
  #lastBytes = Number.NaN;

  /** @param failed hears of scopes that are too many to be followed */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Begins one. Where a thousand are open it explains nothing. */
  begin(name: string, { maxBytes }: ScopeOptions): Scope {
    if (this.#open >= mostOpen) {
      this.#failed(new RangeError(`More than ${mostOpen} scopes are open; ${name} is left out.`));
      return scopeOf(name, () => {});
    }
    const share: Share = { begin: this.#readings, startBytes: this.#lastBytes, maxBytes, endedFor: -1 };
    this.#shares.add(share);
    this.#open += 1;
    return scopeOf(name, () => this.#end(share));
  }

  /** Takes a reading: the live size less what holders explain. Returns how much of it scopes explain. */
  heldBytes(unexplainedBytes: number): number {
    this.#readings += 1;
    this.#lastBytes = unexplainedBytes;
    this.#justEnded.clear();
    let rest = unexplainedBytes;
    for (const share of [...this.#shares].reverse()) {
      if (share.endedFor >= 0) share.endedFor += 1;
      if (share.endedFor >= readingsToLeave) {
        this.#shares.delete(share);
        continue;
      }
      if (Number.isNaN(share.startBytes)) share.startBytes = unexplainedBytes;
      rest -= Math.min(share.maxBytes, Math.max(0, rest - share.startBytes));
    }
    return unexplainedBytes - rest;
  }

  #end(share: Share): void {
    if (share.endedFor >= 0) return;
    this.#open -= 1;
    share.endedFor = 0;
    const alike = this.#justEnded.get(share.begin);
    if (alike) {
      alike.maxBytes += share.maxBytes;
      this.#shares.delete(share);
    } else {
      this.#justEnded.set(share.begin, share);
    }
  }
}

function scopeOf(name: string, end: () => void): Scope {
  return { name, end, [Symbol.dispose]: end };
}

/** Growth that ended by itself. */
export interface PastRise {
  /** The fingerprint that it was told under. */
  readonly id: string;
  readonly rateBytesPerSecond: number;
  readonly lastedMs: number;
  readonly reachedBytes: number;
  readonly onset: number;
  readonly endedAt: number;
  /** The functions that allocated what grew then, as file and function; empty where nobody knows. */
  readonly sites: readonly string[];
}

/** Growth that goes on. */
export interface PresentRise {
  readonly id: string;
  readonly rateBytesPerSecond: number;
  readonly lastedMs: number;
  readonly levelBytes: number;
  readonly sites: readonly string[];
  /** Whether it shows by those sites alone, which must be the same then. */
  readonly bySites?: boolean;
  /** Whether it levels off, seen from a time on. */
  readonly saturatesSince: (onset: number) => boolean;
}

const mostRises = 16;
const debounceMs = 30 * 60_000;
const memoryMs = 24 * 3_600_000;
const beyondShare = 0.02;
const rateRatio = 2;
const lastedRatio = 1.5;

/**
 * Remembers suspicions that were withdrawn, so that a store that is flushed and fills again, or a job that comes every
 * hour, is told once and not every time. A rise is like a past one while it is as fast, lasts no longer, stays below the
 * level reached then, and comes from the same sites where these are known; any other growth is news. Memories fade
 * after a day.
 */
export class PastRises {
  #rises: readonly PastRise[] = [];

  /** Remembers a rise that has ended. */
  add(rise: PastRise): void {
    this.#rises = [...this.#rises.slice(1 - mostRises), rise];
  }

  /** The past rise that this one repeats so far; `undefined` where it is new. */
  repeated(rise: PresentRise, now: number): PastRise | undefined {
    return this.#rises.findLast((past) => {
      const agoMs = now - past.endedAt;
      if (agoMs < debounceMs && rise.saturatesSince(past.onset)) return true;
      if (rise.levelBytes > (1 + beyondShare) * past.reachedBytes) return false;
      if (past.id === rise.id && agoMs < debounceMs) return true;
      return agoMs < memoryMs && isLike(rise, past);
    });
  }
}

function isLike(rise: PresentRise, past: PastRise): boolean {
  const ratio = rise.rateBytesPerSecond / past.rateBytesPerSecond;
  if (!(ratio < rateRatio && ratio > 1 / rateRatio)) return false;
  if (rise.lastedMs > lastedRatio * past.lastedMs) return false;
  if (rise.sites.length === 0 || past.sites.length === 0) return rise.bySites !== true;
  return rise.sites.every((site) => past.sites.includes(site));
}

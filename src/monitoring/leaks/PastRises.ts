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

interface SilentRise {
  readonly past: PastRise;
  readonly lastedMs: number;
  readonly lowestBytes: number;
  readonly highestBytes: number;
}

const mostRises = 16;
const debounceMs = 30 * 60_000;
const memoryMs = 24 * 3_600_000;
const beyondShare = 0.02;
const rateRatio = 2;
const lastedRatio = 1.5;
/** A fall by this share of what had grown ends a tooth. */
const backShare = 0.5;

/**
 * Remembers suspicions that were withdrawn, so that a store that is flushed and fills again, or a job that comes every
 * hour, is told once and not every time. A rise is like a past one while it is as fast, lasts no longer, stays below the
 * level reached then, and comes from the same sites where these are known; any other growth is news. Memories fade
 * after a day.
 *
 * What was told first may have been seen from the middle of its rise on. So a rise that is kept silent and comes back
 * shows how long the like of it lasts.
 */
export class PastRises {
  #rises: readonly PastRise[] = [];
  #silent: SilentRise | undefined;

  /** Remembers a rise that has ended. */
  add(rise: PastRise): void {
    this.#rises = [...this.#rises.slice(1 - mostRises), rise];
  }

  /** Keeps a rise silent, since it repeats a past one. */
  keepSilent(rise: PresentRise, past: PastRise): void {
    const before = this.#silent;
    const lowestBytes = Math.min(
      rise.levelBytes - grownBytesOf(rise),
      before?.lowestBytes ?? Number.POSITIVE_INFINITY,
    );
    const highestBytes = Math.max(rise.levelBytes, before?.highestBytes ?? 0);
    const lastedMs = Math.max(rise.lastedMs, before?.lastedMs ?? 0);
    this.#silent = { past: before?.past ?? past, lastedMs, lowestBytes, highestBytes };
  }

  /** Takes the level of now: where it has come back from a silent rise, that is how long its like lasts. */
  follow(levelBytes: number): void {
    const silent = this.#silent;
    if (silent === undefined) return;
    const { past, lastedMs, lowestBytes, highestBytes } = silent;
    if (highestBytes - levelBytes < backShare * (highestBytes - lowestBytes)) return;
    this.#silent = undefined;
    this.#rises = this.#rises.map((one) =>
      one === past ? { ...one, lastedMs: Math.max(one.lastedMs, lastedMs) } : one,
    );
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

function grownBytesOf({ rateBytesPerSecond, lastedMs }: PresentRise): number {
  return (rateBytesPerSecond * lastedMs) / 1000;
}

function isLike(rise: PresentRise, past: PastRise): boolean {
  const ratio = rise.rateBytesPerSecond / past.rateBytesPerSecond;
  if (!(ratio < rateRatio && ratio > 1 / rateRatio)) return false;
  if (rise.lastedMs > lastedRatio * past.lastedMs) return false;
  if (rise.sites.length === 0 || past.sites.length === 0) return rise.bySites !== true;
  return rise.sites.every((site) => past.sites.includes(site));
}

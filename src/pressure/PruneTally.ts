import { isAmount } from './caches/isAmount.ts';
import type { PruneOutcome } from './caches/ManagedCache.ts';
import { errorInWords } from './errorInWords.ts';
import type { PruneSummary } from './PruneSummary.ts';

/** No entry of anything takes less: a pointer of V8, where pointers are not compressed. */
const leastEntryBytes = 8;

/** How many entries somebody says that it holds, before it was asked to let go of some and after; `undefined` where it does not say. */
export interface EntriesSeen {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/**
 * Adds up what those say who were asked to prune, and believes no more than can be true: no more entries than memory has
 * room for, none that are still there, and no more bytes than are in use.
 */
export class PruneTally {
  readonly #usedBytes: number;
  readonly #pruned: string[] = [];
  readonly #unknown: string[] = [];
  readonly #unfinished: string[] = [];
  readonly #failed: string[] = [];
  #entries = 0;
  #bytes: number | undefined;

  /** @param usedBytes bytes in use before anything was pruned */
  constructor(usedBytes: number) {
    this.#usedBytes = isAmount(usedBytes) ? usedBytes : Number.POSITIVE_INFINITY;
  }

  get summary(): PruneSummary {
    return {
      entries: this.#entries,
      claimedBytes: this.#claimedBytes,
      pruned: this.#pruned,
      ...(this.#unknown.length > 0 && { unknown: this.#unknown }),
      unfinished: this.#unfinished,
      failed: this.#failed,
    };
  }

  /** That there was nothing nobody says while one of them may have let go of something. */
  get #claimedBytes(): number | undefined {
    const isOpen = this.#unknown.length + this.#unfinished.length > 0;
    if (this.#bytes === undefined || (this.#bytes === 0 && isOpen)) return undefined;
    return Math.min(this.#bytes, this.#usedBytes);
  }

  /** Takes what one of them says, who may say anything. @throws what its getters throw, and where it is `null` */
  add(name: string, outcome: PruneOutcome, seen: EntriesSeen): void {
    const { entries: saidEntries, bytes: saidBytes, failure } = outcome;
    if (failure !== undefined) this.#failed.push(`${name}: ${errorInWords(failure)}`);
    const entries = this.#believed(saidEntries, seen);
    const bytes = isAmount(saidBytes) ? saidBytes : undefined;
    if (entries !== undefined) this.#entries += entries;
    // What still has all of its entries has not let go of their bytes.
    const isEmptyClaim = entries === 0 && this.#isSeen(seen);
    if (bytes !== undefined && !isEmptyClaim) this.#bytes = (this.#bytes ?? 0) + bytes;
    const nothing = entries === 0 && (isEmptyClaim || !(bytes !== undefined && bytes > 0));
    if (nothing || failure !== undefined) return;
    this.#pruned.push(name);
    if (entries === undefined && bytes === undefined) this.#unknown.push(name);
  }

  addFailure(name: string, error: unknown): void {
    this.#failed.push(`${name}: ${errorInWords(error)}`);
  }

  addUnfinished(name: string): void {
    this.#unfinished.push(name);
  }

  #believed(said: unknown, { before, after }: EntriesSeen): number | undefined {
    if (this.#isPossible(before) && this.#isPossible(after)) return Math.max(0, before - after);
    if (!this.#isPossible(said)) return undefined;
    return this.#isPossible(before) ? Math.min(said, before) : said;
  }

  #isSeen({ before, after }: EntriesSeen): boolean {
    return this.#isPossible(before) && this.#isPossible(after);
  }

  #isPossible(entries: unknown): entries is number {
    return isAmount(entries) && entries <= this.#usedBytes / leastEntryBytes;
  }
}

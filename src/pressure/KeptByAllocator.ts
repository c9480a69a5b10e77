import type { AppliedStrategy } from './MemoryStrategy.ts';

/** What has given less than this share of what it freed back to the system has given back next to nothing. */
const hardlyShare = 0.1;
/** So many times in a row are worth a sentence. */
const tellingTimes = 3;

/** Counts how often in a row next to nothing of what was freed went back to the system, and says so. */
export class KeptByAllocator {
  #times = 0;

  /** The same record, with a sentence where the allocator has kept memory several times in a row. */
  told(applied: AppliedStrategy): AppliedStrategy {
    const { result, freedBytes, returnedBytes, detail } = applied;
    if (result !== 'freed' || freedBytes === undefined || returnedBytes === undefined) return applied;
    this.#times = returnedBytes < hardlyShare * freedBytes ? this.#times + 1 : 0;
    if (this.#times < tellingTimes) return applied;
    const sentence = `${this.#times} times in a row next to nothing of what was freed went back to the system: the allocator keeps it for what this process allocates next.`;
    return { ...applied, detail: `${detail} ${sentence}`.trim() };
  }
}

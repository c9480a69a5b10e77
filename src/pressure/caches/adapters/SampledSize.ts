import { estimateBytes } from '../sizes/estimateBytes.ts';

/** Bytes of an entry, as the application knows them. */
export type SizeOf = (value: unknown, key: unknown) => number;

/** One of eight of the first 256 entries is looked at: to skip many takes as long as to look. */
const mostLookedAt = 256;
const oneOf = 8;
/** The sample is taken anew when the number of entries has changed by so much, or it was used so often. */
const change = 0.2;
const mostUses = 100;
/** A hash table's slot. */
const slotBytes = 40;

/**
 * How large a foreign cache is, from a sample of what it holds. The first entries that it shows are taken to be like the
 * others: where sizes differ with age the result is off by as much.
 */
export class SampledSize {
  readonly #sizeOf: SizeOf;
  #meanBytes: number | undefined;
  #entries = 0;
  #uses = 0;

  constructor(sizeOf: SizeOf | undefined) {
    this.#sizeOf = sizeOf ?? ((value, key) => slotBytes + estimateBytes(key) + estimateBytes(value));
  }

  /** Bytes of so many entries; `undefined` where none can be seen. */
  bytesOf(
    entries: number,
    contents: () => Iterable<readonly [key: unknown, value: unknown]> | undefined,
  ): number | undefined {
    if (entries === 0) return 0;
    const hasChanged = Math.abs(entries - this.#entries) > change * this.#entries;
    if (hasChanged || this.#uses++ >= mostUses) {
      this.#meanBytes = this.#mean(contents());
      this.#entries = entries;
      this.#uses = 0;
    }
    return this.#meanBytes === undefined ? undefined : Math.round(entries * this.#meanBytes);
  }

  #mean(contents: Iterable<readonly [key: unknown, value: unknown]> | undefined): number | undefined {
    if (contents === undefined) return undefined;
    let sum = 0;
    let seen = 0;
    let index = 0;
    for (const [key, value] of contents) {
      if (index++ % oneOf === 0) {
        const bytes = this.#sizeOf(value, key);
        if (Number.isFinite(bytes) && bytes >= 0) {
          sum += bytes;
          seen++;
        }
      }
      if (index >= mostLookedAt) break;
    }
    return seen === 0 ? undefined : sum / seen;
  }
}

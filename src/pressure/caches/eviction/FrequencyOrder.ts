import type { CacheEntry } from './CacheEntry.ts';
import { EvictionOrder } from './EvictionOrder.ts';

/** After so many uses for each entry all counts are halved. */
const usesPerEntry = 10;
const fewestUses = 100;

/**
 * LFU: the entry that was used least often is given up first; of several, the one not used for longest. Counts are halved
 * after ten uses for each entry there is (the "reset" of TinyLFU: Einziger, Friedman, Manes, 2017), so that what was in
 * demand long ago does not stay for ever. Each step is O(1), since the entries of each count stand together and the last
 * of them is known; halving is O(entries), spread over ten uses of each.
 */
export class FrequencyOrder<Key, Value> extends EvictionOrder<Key, Value> {
  /** The last entry of each count there is. */
  readonly #lastOf: Map<number, CacheEntry<Key, Value>> = new Map();
  #entries = 0;
  #usesSinceHalving = 0;

  override add(entry: CacheEntry<Key, Value>): void {
    this.#entries++;
    entry.uses = 1;
    this.linkAfter(this.#lastOf.get(1), entry);
    this.#lastOf.set(1, entry);
  }

  override used(entry: CacheEntry<Key, Value>): void {
    const { uses } = entry;
    const lastOfMore = this.#lastOf.get(uses + 1);
    const lastOfSame = this.#lastOf.get(uses);
    this.#leaveCount(entry);
    const place = lastOfMore ?? lastOfSame;
    if (place !== undefined && place !== entry) {
      this.unlink(entry);
      this.linkAfter(place, entry);
    }
    entry.uses = uses + 1;
    this.#lastOf.set(uses + 1, entry);
    if (++this.#usesSinceHalving >= Math.max(fewestUses, usesPerEntry * this.#entries)) this.#halve();
  }

  override replaced(entry: CacheEntry<Key, Value>): void {
    this.used(entry);
  }

  override remove(entry: CacheEntry<Key, Value>): void {
    this.#entries--;
    this.#leaveCount(entry);
    super.remove(entry);
  }

  override clear(): void {
    super.clear();
    this.#lastOf.clear();
    this.#entries = 0;
    this.#usesSinceHalving = 0;
  }

  #leaveCount(entry: CacheEntry<Key, Value>): void {
    const { uses, previous } = entry;
    if (this.#lastOf.get(uses) !== entry) return;
    if (previous?.uses === uses) this.#lastOf.set(uses, previous);
    else this.#lastOf.delete(uses);
  }

  /** The order stays as it is: where counts become equal, the one that had more is worth more. */
  #halve(): void {
    this.#usesSinceHalving = 0;
    this.#lastOf.clear();
    for (let entry = this.first; entry !== undefined; entry = entry.next) {
      entry.uses = Math.max(1, entry.uses >> 1);
      this.#lastOf.set(entry.uses, entry);
    }
  }
}

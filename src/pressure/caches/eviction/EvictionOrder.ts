import type { CacheEntry } from './CacheEntry.ts';

/**
 * The order in which entries are given up: a list that runs through the entries themselves, so that each step takes the
 * same short time however many there are. This is first in, first out; subclasses say what a use changes.
 */
export class EvictionOrder<Key, Value> {
  #first: CacheEntry<Key, Value> | undefined;
  #last: CacheEntry<Key, Value> | undefined;

  /** The least valuable entry: the one to be given up next. */
  get first(): CacheEntry<Key, Value> | undefined {
    return this.#first;
  }

  /** The most valuable entry. */
  get last(): CacheEntry<Key, Value> | undefined {
    return this.#last;
  }

  /** Takes in an entry that is in no order yet. */
  add(entry: CacheEntry<Key, Value>): void {
    this.linkAfter(this.#last, entry);
  }

  /** Notes that the value was asked for. */
  used(_entry: CacheEntry<Key, Value>): void {}

  /** Notes that the entry has a new value: it is as good as new. */
  replaced(entry: CacheEntry<Key, Value>): void {
    if (this.#last === entry) return;
    this.unlink(entry);
    this.linkAfter(this.#last, entry);
  }

  remove(entry: CacheEntry<Key, Value>): void {
    this.unlink(entry);
    entry.previous = undefined;
    entry.next = undefined;
  }

  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
  }

  /** @param place the entry that it shall follow; `undefined` for none, so that it comes first */
  protected linkAfter(place: CacheEntry<Key, Value> | undefined, entry: CacheEntry<Key, Value>): void {
    const next = place === undefined ? this.#first : place.next;
    entry.previous = place;
    entry.next = next;
    if (place === undefined) this.#first = entry;
    else place.next = entry;
    if (next === undefined) this.#last = entry;
    else next.previous = entry;
  }

  protected unlink(entry: CacheEntry<Key, Value>): void {
    const { previous, next } = entry;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
  }
}

import type { CacheEntry } from './CacheEntry.ts';
import { EvictionOrder } from './EvictionOrder.ts';

/** LRU: the entry that has not been used for longest is given up first. */
export class RecencyOrder<Key, Value> extends EvictionOrder<Key, Value> {
  override used(entry: CacheEntry<Key, Value>): void {
    this.replaced(entry);
  }
}

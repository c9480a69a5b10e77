/** What the game asks of a cache. */
export interface Cache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  /** Says whether there was such a key. */
  delete(key: string): boolean;
  clear(): void;
  /** Drops what has expired and returns how many entries that were. */
  prune(): number;
  readonly size: number;
}

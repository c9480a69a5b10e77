interface ModelEntry {
  readonly key: string;
  value: number;
  bytes: number;
  expiresAtMs: number;
  uses: number;
}

/** A cache as one would write it to be understood: an array, the least valuable entry first. */
export class CacheModel {
  entries: ModelEntry[] = [];
  #usesSinceHalving = 0;
  readonly #options: {
    readonly policy: 'lru' | 'lfu' | 'fifo';
    readonly maxEntries: number;
    readonly maxBytes: number;
    readonly ttlMs: number;
    readonly now: () => number;
  };

  constructor(options: {
    readonly policy: 'lru' | 'lfu' | 'fifo';
    readonly maxEntries: number;
    readonly maxBytes: number;
    readonly ttlMs: number;
    readonly now: () => number;
  }) {
    this.#options = options;
  }

  get bytes(): number {
    return this.entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get(key: string): number | undefined {
    const entry = this.#find(key);
    if (entry === undefined) return undefined;
    if (!this.#isAlive(entry)) {
      this.#drop(entry);
      return undefined;
    }
    if (this.#options.policy === 'lru') this.#toEnd(entry);
    if (this.#options.policy === 'lfu') this.#count(entry);
    return entry.value;
  }

  peek(key: string): number | undefined {
    const entry = this.#find(key);
    return entry && this.#isAlive(entry) ? entry.value : undefined;
  }

  set(key: string, value: number, bytes: number, ttlMs: number = this.#options.ttlMs): void {
    const { maxEntries, maxBytes, now, policy } = this.#options;
    const old = this.#find(key);
    if (bytes > maxBytes) {
      if (old) this.#drop(old);
      return;
    }
    if (old) {
      Object.assign(old, { value, bytes, expiresAtMs: now() + ttlMs });
      if (policy === 'lfu') this.#count(old);
      else this.#toEnd(old);
      while (this.bytes > maxBytes) this.#drop(this.entries.find((entry) => entry !== old)!);
      return;
    }
    while (this.entries.length >= maxEntries || this.bytes + bytes > maxBytes) this.entries.shift();
    this.entries.push({ key, value, bytes, expiresAtMs: now() + ttlMs, uses: 1 });
    if (policy === 'lfu') this.#sort();
  }

  delete(key: string): boolean {
    const entry = this.#find(key);
    if (!entry) return false;
    const wasAlive = this.#isAlive(entry);
    this.#drop(entry);
    return wasAlive;
  }

  prune(share: number): void {
    this.entries = this.entries.filter((entry) => this.#isAlive(entry));
    this.entries.splice(0, Math.ceil(share * this.entries.length));
  }

  clear(): void {
    this.entries = [];
    this.#usesSinceHalving = 0;
  }

  invalidate(fits: (key: string) => boolean): number {
    const meant = this.entries.filter((entry) => this.#isAlive(entry) && fits(entry.key));
    this.entries = this.entries.filter((entry) => !meant.includes(entry));
    return meant.length;
  }

  /** Keys that can be asked for, the most valuable first. */
  get keys(): string[] {
    return this.entries
      .filter((entry) => this.#isAlive(entry))
      .map(({ key }) => key)
      .reverse();
  }

  #count(entry: ModelEntry): void {
    this.#toEnd(entry);
    entry.uses++;
    this.#sort();
    if (++this.#usesSinceHalving < Math.max(100, 10 * this.entries.length)) return;
    this.#usesSinceHalving = 0;
    for (const each of this.entries) each.uses = Math.max(1, Math.floor(each.uses / 2));
  }

  /** The sort is stable: of those used as often, the one used last stands last. */
  #sort(): void {
    this.entries.sort((one, other) => one.uses - other.uses);
  }

  #toEnd(entry: ModelEntry): void {
    this.#drop(entry);
    this.entries.push(entry);
  }

  #drop(entry: ModelEntry): void {
    this.entries.splice(this.entries.indexOf(entry), 1);
  }

  #find(key: string): ModelEntry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  #isAlive(entry: ModelEntry): boolean {
    return entry.expiresAtMs > this.#options.now();
  }
}

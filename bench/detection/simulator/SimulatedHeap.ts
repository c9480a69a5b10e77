/** Constants of one process's heap. */
export interface HeapSettings {
  /** The old generation's limit. */
  readonly limitBytes: number;
  /** Live bytes beyond this share of the limit end the process: V8 gives up before, when collections free too little. */
  readonly lethalShare: number;
  /** How far the heap may grow beyond what is live before it is collected: V8's growing factor. */
  readonly growingFactor: number;
  readonly semiSpaceBytes: number;
}

const leastGrowthBytes = 8 * 1024 ** 2;

/**
 * The old generation of one V8 heap: live bytes, and garbage until the next major collection. Bytes used are always the
 * sum of both.
 */
export class SimulatedHeap {
  readonly settings: HeapSettings;
  #liveBytes: number;
  #garbageBytes = 0;
  #collectAtBytes: number;

  constructor(settings: HeapSettings, liveBytes: number) {
    this.settings = settings;
    this.#liveBytes = liveBytes;
    this.#collectAtBytes = this.#nextLimit();
  }

  get usedBytes(): number {
    return this.#liveBytes + this.#garbageBytes;
  }

  get liveBytes(): number {
    return this.#liveBytes;
  }

  get garbageBytes(): number {
    return this.#garbageBytes;
  }

  /** The use at which V8 collects by itself. */
  get collectAtBytes(): number {
    return this.#collectAtBytes;
  }

  /** What is live alone is too much: the process ends. */
  get isFull(): boolean {
    const { lethalShare, limitBytes } = this.settings;
    return this.#liveBytes >= lethalShare * limitBytes;
  }

  /** What is live now, and what died meanwhile. Whether V8 must collect. */
  advance(liveBytes: number, diedBytes: number): boolean {
    this.#liveBytes = liveBytes;
    this.#garbageBytes += diedBytes;
    return this.usedBytes >= this.#collectAtBytes;
  }

  /** A major collection, which leaves some garbage that died while it was marking. Returns the bytes then in use. */
  collect(floatingBytes: number): number {
    this.#garbageBytes = Math.min(this.#garbageBytes, floatingBytes);
    this.#collectAtBytes = this.#nextLimit();
    return this.usedBytes;
  }

  /** V8 grows in proportion to what survived, and goes at most half of the way to the limit. */
  #nextLimit(): number {
    const { growingFactor, semiSpaceBytes, limitBytes } = this.settings;
    const used = this.usedBytes;
    const grown = Math.max(growingFactor * used, used + leastGrowthBytes) + semiSpaceBytes;
    return Math.min(grown, (used + limitBytes) / 2);
  }
}

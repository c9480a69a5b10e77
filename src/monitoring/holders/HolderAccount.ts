import { bytesInWords } from '../quantity.ts';
import type { Holder, HolderExcess } from './Holder.ts';

const mostPoints = 16;
const fillingMs = 150_000;
/** A store that grows by less than this share of itself in that time does not fill. */
const leastFilling = 0.002;
const slack = 0.01;
const readingsBeyond = 2;

/** What one declared holder has held, reading by reading. */
export class HolderAccount {
  readonly holder: Holder;
  #times: number[] = [];
  #entriesAt: number[] = [];
  #bytesAt: number[] = [];
  #entries = 0;
  #bytes: number | undefined;
  #bytesPerEntry = Number.NaN;
  #estimatedBytes = 0;
  #beyond = 0;
  #failing = false;
  #toldOf = false;

  constructor(holder: Holder) {
    this.holder = holder;
  }

  /** Entries at the last reading. */
  get entries(): number {
    return this.#entries;
  }

  /** Bytes that it says it holds; `undefined` where it does not say. */
  get declaredBytes(): number | undefined {
    return this.#bytes;
  }

  /** Entries at the last readings, some 10 s and more apart. */
  get entriesAt(): readonly number[] {
    return this.#entriesAt;
  }

  /** Whether the bytes that it has on the heap must be estimated. */
  get isEstimated(): boolean {
    return this.holder.bytes === undefined || this.holder.memory === 'external';
  }

  /** Bytes on the heap for each entry, as estimated; `NaN` before that is possible. */
  get bytesPerEntry(): number {
    return this.#bytesPerEntry;
  }

  /** Bytes on the heap that are explained: never more than its bound allows. */
  get heldBytes(): number {
    const { maxEntries = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = this.holder;
    const bytes = this.isEstimated ? this.#estimatedBytes : (this.#bytes ?? 0);
    const allowed = this.#entries > maxEntries ? (bytes * maxEntries) / this.#entries : bytes;
    return this.holder.memory === 'external' ? allowed : Math.min(allowed, maxBytes);
  }

  /**
   * Asks the holder how much it holds now. While it cannot say, it is taken to hold what it held: nothing that grows then
   * is explained by it. Returns what was wrong, the first time that something is.
   */
  read(): string | undefined {
    const { entries, bytes } = this.holder;
    const before = this.#entries;
    try {
      const count = amountOf('entries', entries());
      this.#bytes = bytes && amountOf('bytes', bytes());
      this.#entries = count;
      this.#failing = false;
    } catch (error) {
      this.#failing = true;
      if (this.#toldOf) return undefined;
      this.#toldOf = true;
      return `${this.holder.name}: ${error instanceof Error ? error.message : error}`;
    }
    this.#follow(before);
    this.#beyond = this.#isBeyond ? this.#beyond + 1 : 0;
    return undefined;
  }

  /** Keeps what was read as a point, in the place of the last one where that is so wanted. */
  addPoint(time: number, inPlaceOfLast: boolean): void {
    if (inPlaceOfLast && this.#times.length > 0) {
      this.#times.pop();
      this.#entriesAt.pop();
      this.#bytesAt.pop();
    }
    this.#times.push(time);
    this.#entriesAt.push(this.#entries);
    this.#bytesAt.push(this.#bytes ?? Number.NaN);
    if (this.#times.length <= mostPoints) return;
    this.#times.shift();
    this.#entriesAt.shift();
    this.#bytesAt.shift();
  }

  /** Takes a new estimate. The first one goes for all entries, a later one for those that are yet to come. */
  setBytesPerEntry(bytesPerEntry: number): void {
    if (Number.isNaN(bytesPerEntry)) return;
    if (Number.isNaN(this.#bytesPerEntry)) this.#estimatedBytes = this.#entries * bytesPerEntry;
    this.#bytesPerEntry = bytesPerEntry;
  }

  /** Never more than there is. */
  limit(liveBytes: number): void {
    this.#estimatedBytes = Math.min(this.#estimatedBytes, liveBytes);
  }

  /** Whether it has grown over the last 2.5 minutes, goes on to grow, and is not full. */
  get isFilling(): boolean {
    if (this.#failing || this.#isFull) return false;
    return this.#hasGrown(this.#entriesAt) || this.#hasGrown(this.#bytesAt);
  }

  /** What it holds too much, at two readings one after the other; `undefined` where it does not. */
  get excess(): HolderExcess | undefined {
    if (this.#failing || this.#beyond < readingsBeyond) return undefined;
    const { name, maxEntries, maxBytes } = this.holder;
    const tooMany = maxEntries !== undefined && this.#entries > maxEntries * (1 + slack);
    const bound = tooMany ? `${maxEntries.toLocaleString('en-US')} entries` : bytesInWords(maxBytes ?? 0);
    return { name, entries: this.#entries, bound };
  }

  /** What leaves takes the average of what was there with it, so that estimates that were wrong do not add up. */
  #follow(before: number): void {
    const added = this.#entries - before;
    if (Number.isNaN(this.#bytesPerEntry) || added === 0) return;
    if (added > 0) this.#estimatedBytes += added * this.#bytesPerEntry;
    else this.#estimatedBytes *= this.#entries / before;
  }

  get #isBeyond(): boolean {
    const { maxEntries = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = this.holder;
    return this.#entries > maxEntries * (1 + slack) || (this.#bytes ?? 0) > maxBytes * (1 + slack);
  }

  get #isFull(): boolean {
    const { maxEntries = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = this.holder;
    return this.#entries >= maxEntries * (1 - slack) || (this.#bytes ?? 0) >= maxBytes * (1 - slack);
  }

  #hasGrown(values: readonly number[]): boolean {
    const newest = values.at(-1) ?? Number.NaN;
    const begin = this.#times.at(-1)! - fillingMs;
    const within = values.slice(this.#times.findIndex((time) => time >= begin));
    const most = Math.max(...within);
    return newest - within[0]! > leastFilling * newest && newest > (1 - slack) * most;
  }
}

function amountOf(what: string, amount: unknown): number {
  if (typeof amount === 'number' && Number.isFinite(amount) && amount >= 0) return amount;
  throw new TypeError(`${what}() returned ${typeof amount === 'number' ? amount : typeof amount}`);
}

import { bytesInWords } from '../quantity.ts';
import type { SizeRange } from './entrySizes.ts';
import type { Holder, HolderExcess } from './Holder.ts';

const mostPoints = 16;
const fillingMs = 150_000;
/** A store that grows by less than this share of itself in that time does not fill. */
const leastFilling = 0.002;
const slack = 0.01;
const readingsBeyond = 2;
/** What a holder says of its bytes is taken to be right within a quarter. */
const declaredRange: SizeRange = { least: 0.8, most: 1.25 };
const unknownRange: SizeRange = { least: 0, most: Number.POSITIVE_INFINITY };

/** What one declared holder has held, reading by reading. */
export class HolderAccount {
  readonly holder: Holder;
  #times: number[] = [];
  #entriesAt: number[] = [];
  #bytesAt: number[] = [];
  #entries = 0;
  #bytes: number | undefined;
  #size: number;
  #heldBytes = Number.NaN;
  #beyond = 0;
  #failing = false;
  #toldOf = false;

  constructor(holder: Holder) {
    this.holder = holder;
    this.#size = this.#declares ? 1 : Number.NaN;
  }

  /** Entries at the last reading. */
  get entries(): number {
    return this.#entries;
  }

  /** Bytes that it says it holds; `undefined` where it does not say. */
  get declaredBytes(): number | undefined {
    return this.#bytes;
  }

  /** What its bytes on the heap go by, at the last readings, some 10 s and more apart: the bytes that it declares, or its entries. */
  get amounts(): readonly number[] {
    return this.#declares ? this.#bytesAt : this.#entriesAt;
  }

  /** Bytes on the heap for each entry, or for each byte that it declares, as estimated; `NaN` before that is possible. */
  get size(): number {
    return this.#size;
  }

  /** Where that can be. */
  get sizeRange(): SizeRange {
    return this.#declares ? declaredRange : unknownRange;
  }

  /** Bytes on the heap that are explained: never more than its bound allows. */
  get heldBytes(): number {
    const { memory, maxBytes = Number.POSITIVE_INFINITY } = this.holder;
    const allowed = this.#shareOfBound * (this.#heldBytes || 0);
    return memory === 'external' ? allowed : Math.min(allowed, maxBytes);
  }

  /** Bytes in buffers that are explained, likewise; 0 for what is on the heap. */
  get heldExternalBytes(): number {
    const { memory, maxBytes = Number.POSITIVE_INFINITY } = this.holder;
    return memory === 'external' ? Math.min(this.#shareOfBound * (this.#bytes ?? 0), maxBytes) : 0;
  }

  /**
   * Asks the holder how much it holds now. While it cannot say, it is taken to hold what it held: nothing that grows then
   * is explained by it. Returns what was wrong, the first time that something is.
   */
  read(): string | undefined {
    const { entries, bytes } = this.holder;
    const before = this.#amount;
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

  /** Takes a new estimate. The first one goes for all that is held, a later one for what is yet to come. */
  setSize(size: number): void {
    if (Number.isNaN(size)) return;
    if (Number.isNaN(this.#heldBytes)) this.#heldBytes = this.#amount * size;
    this.#size = size;
  }

  /** Never more than there is. */
  limit(liveBytes: number): void {
    this.#heldBytes = Math.min(this.#heldBytes, liveBytes);
  }

  /** Whether it has grown over the last 2.5 minutes, goes on to grow, and is not full. */
  get isFilling(): boolean {
    if (this.#failing || this.#isFull) return false;
    return this.#hasGrown(this.#entriesAt) || this.#hasGrown(this.#bytesAt);
  }

  /** What it holds too much, at two readings one after the other; `undefined` where it does not. */
  get excess(): HolderExcess | undefined {
    if (this.#failing || this.#beyond < readingsBeyond) return undefined;
    const { name, maxEntries, maxBytes, memory = 'heap' } = this.holder;
    const tooMany = maxEntries !== undefined && this.#entries > maxEntries * (1 + slack);
    const bound = tooMany ? `${maxEntries.toLocaleString('en-US')} entries` : bytesInWords(maxBytes ?? 0);
    return { name, memory, entries: this.#entries, bound };
  }

  /** Whether it tells how many bytes it has on the heap. */
  get #declares(): boolean {
    return this.holder.bytes !== undefined && this.holder.memory !== 'external';
  }

  /** The share of its entries that it may have. */
  get #shareOfBound(): number {
    const { maxEntries = Number.POSITIVE_INFINITY } = this.holder;
    return this.#entries > maxEntries ? maxEntries / this.#entries : 1;
  }

  get #amount(): number {
    return this.#declares ? (this.#bytes ?? 0) : this.#entries;
  }

  /** What leaves takes the average of what was there with it, so that estimates that were wrong do not add up. */
  #follow(before: number): void {
    const amount = this.#amount;
    if (Number.isNaN(this.#heldBytes)) this.#heldBytes = amount * this.#size;
    else if (amount > before) this.#heldBytes += (amount - before) * this.#size;
    else if (amount < before) this.#heldBytes *= amount / before;
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

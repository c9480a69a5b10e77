import { crc32 } from './crc32.ts';
import { mostParts, type Region, slotHeadBytes } from './flightFormat.ts';

/** Puts so many bytes of the buffer at a place in the file. */
export type WriteAt = (bytes: Uint8Array, length: number, position: number) => void;

const encoder = new TextEncoder();
const at = { checksum: 0, length: 4, sequence: 8, part: 16, parts: 18 };

/** Writes one ring of a flight: each record into the slot after that of the record before it. */
export class RegionWriter {
  readonly #region: Region;
  readonly #write: WriteAt;
  /** One slot, used again and again for numbers. */
  readonly #slot: Uint8Array;
  readonly #numbers: Float64Array;
  #sequence: number;

  /** @param sequence of the next slot: 0, or where an earlier writer has left off */
  constructor(region: Region, write: WriteAt, sequence = 0) {
    this.#region = region;
    this.#sequence = sequence;
    this.#write = write;
    const buffer = new ArrayBuffer(region.slotBytes);
    this.#slot = new Uint8Array(buffer);
    this.#numbers = new Float64Array(buffer, slotHeadBytes);
  }

  /** Writes a row of numbers, as many as a slot holds. */
  writeNumbers(numbers: ArrayLike<number>): void {
    this.#numbers.set(numbers);
    this.#putSlots(this.#slot, [numbers.length * 8]);
  }

  /**
   * Writes a text, over several slots where it is long, with one call for all of them unless the ring ends between them.
   * Returns false where it is longer than any record may be.
   */
  writeText(text: string): boolean {
    const content = encoder.encode(text);
    const { slotBytes, slots } = this.#region;
    const room = slotBytes - slotHeadBytes;
    const parts = Math.max(1, Math.ceil(content.length / room));
    // A record must not drive all others out.
    if (parts > Math.min(mostParts, slots / 2)) return false;
    const bytes = new Uint8Array(parts * slotBytes);
    const lengths = Array.from({ length: parts }, (_, part) => {
      const piece = content.subarray(part * room, (part + 1) * room);
      bytes.set(piece, part * slotBytes + slotHeadBytes);
      return piece.length;
    });
    this.#putSlots(bytes, lengths);
    return true;
  }

  /** Puts the heads before contents that lie in slots, and writes them. */
  #putSlots(bytes: Uint8Array, lengths: readonly number[]): void {
    const { offset, slotBytes, slots } = this.#region;
    const view = new DataView(bytes.buffer);
    lengths.forEach((length, part) => {
      const place = part * slotBytes;
      view.setUint32(place + at.length, length, true);
      view.setFloat64(place + at.sequence, this.#sequence + part, true);
      view.setUint16(place + at.part, part, true);
      view.setUint16(place + at.parts, lengths.length, true);
      const sum = crc32(bytes, place + at.length, place + slotHeadBytes + length);
      view.setUint32(place + at.checksum, sum, true);
    });
    const first = this.#sequence % slots;
    const beforeEnd = Math.min(lengths.length, slots - first);
    this.#write(bytes, beforeEnd * slotBytes, offset + first * slotBytes);
    if (beforeEnd < lengths.length) {
      const rest = bytes.subarray(beforeEnd * slotBytes);
      this.#write(rest, rest.length, offset);
    }
    this.#sequence += lengths.length;
  }
}

/** The head of a slot. */
export interface SlotHead {
  readonly length: number;
  readonly sequence: number;
  readonly part: number;
  readonly parts: number;
}

/** Reads the slot that begins at a place of a file: `'empty'` where nothing was ever written, `undefined` where it is damaged. */
export function readSlot(file: Uint8Array, place: number, slotBytes: number): SlotHead | 'empty' | undefined {
  if (place + slotHeadBytes > file.length) return 'empty';
  const view = new DataView(file.buffer, file.byteOffset + place, slotHeadBytes);
  const length = view.getUint32(at.length, true);
  const checksum = view.getUint32(at.checksum, true);
  const sequence = view.getFloat64(at.sequence, true);
  const part = view.getUint16(at.part, true);
  const parts = view.getUint16(at.parts, true);
  // Every slot that was written says of how many parts its record is.
  if (length === 0 && checksum === 0 && sequence === 0 && parts === 0) return 'empty';
  const end = slotHeadBytes + length;
  if (end > slotBytes || place + end > file.length) return undefined;
  if (crc32(file, place + at.length, place + end) !== checksum) return undefined;
  if (!Number.isSafeInteger(sequence) || sequence < 0 || part >= parts) return undefined;
  return { length, sequence, part, parts };
}

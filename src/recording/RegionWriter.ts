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
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #numbers: Float64Array;
  #sequence: number;

  /** @param sequence of the next slot: 0, or where an earlier writer has left off */
  constructor(region: Region, write: WriteAt, sequence = 0) {
    this.#region = region;
    this.#sequence = sequence;
    this.#write = write;
    const buffer = new ArrayBuffer(region.slotBytes);
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
    this.#numbers = new Float64Array(buffer, slotHeadBytes);
  }

  /** Writes a row of numbers, as many as a slot holds. */
  writeNumbers(numbers: ArrayLike<number>): void {
    this.#numbers.set(numbers);
    this.#putSlot(numbers.length * 8, 0, 1);
  }

  /** Writes a text, over several slots where it is long. Returns false where it is longer than any record may be. */
  writeText(text: string): boolean {
    const content = encoder.encode(text);
    const room = this.#region.slotBytes - slotHeadBytes;
    const parts = Math.max(1, Math.ceil(content.length / room));
    // A record must not drive all others out.
    if (parts > Math.min(mostParts, this.#region.slots / 2)) return false;
    for (let part = 0; part < parts; part++) {
      const piece = content.subarray(part * room, (part + 1) * room);
      this.#bytes.set(piece, slotHeadBytes);
      this.#putSlot(piece.length, part, parts);
    }
    return true;
  }

  #putSlot(length: number, part: number, parts: number): void {
    const { offset, slotBytes, slots } = this.#region;
    const view = this.#view;
    view.setUint32(at.length, length, true);
    view.setFloat64(at.sequence, this.#sequence, true);
    view.setUint16(at.part, part, true);
    view.setUint16(at.parts, parts, true);
    const end = slotHeadBytes + length;
    view.setUint32(at.checksum, crc32(this.#bytes, at.length, end), true);
    this.#write(this.#bytes, end, offset + (this.#sequence % slots) * slotBytes);
    this.#sequence += 1;
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

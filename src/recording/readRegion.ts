import { type Region, slotHeadBytes } from './flightFormat.ts';
import { readSlot } from './RegionWriter.ts';

/** What is left in one ring. */
export interface RegionContent {
  /** What each record holds, oldest first. */
  readonly records: readonly Uint8Array[];
  /** Records, or parts of them, that are damaged or missing between the oldest and the newest. */
  readonly skipped: number;
  /** The sequence number that comes next. */
  readonly next: number;
}

interface Slot {
  readonly sequence: number;
  readonly part: number;
  readonly parts: number;
  readonly content: Uint8Array;
}

/** Reads a ring: records in the order in which they were written, whatever has become of some of them. */
export function readRegion(file: Uint8Array, region: Region): RegionContent {
  const { offset, slotBytes, slots } = region;
  const found: Slot[] = [];
  let damaged = 0;
  for (let index = 0; index < slots; index++) {
    const place = offset + index * slotBytes;
    const head = readSlot(file, place, slotBytes);
    if (head === 'empty') continue;
    // A slot of another place is no less wrong than one of wrong bytes.
    if (head === undefined || head.sequence % slots !== index) {
      damaged += 1;
      continue;
    }
    const { length, sequence, part, parts } = head;
    const start = place + slotHeadBytes;
    found.push({ sequence, part, parts, content: file.subarray(start, start + length) });
  }
  found.sort((one, other) => one.sequence - other.sequence);
  const newest = found.at(-1)?.sequence ?? -1;
  const oldest = Math.max(0, newest - slots + 1);
  // A slot of an earlier round, where the one that belongs there now was lost.
  const current = found.filter(({ sequence }) => sequence >= oldest);
  const missing = newest - oldest + 1 - current.length;
  const { records, torn } = joined(current, oldest);
  return { records, skipped: Math.max(damaged, missing) + torn, next: newest + 1 };
}

/** Puts the parts of long records together. */
function joined(
  slots: readonly Slot[],
  oldest: number,
): { readonly records: Uint8Array[]; readonly torn: number } {
  const records: Uint8Array[] = [];
  let torn = 0;
  for (let index = 0; index < slots.length; ) {
    const { sequence, part, parts, content } = slots[index]!;
    let length = 1;
    while (
      length < parts - part &&
      slots[index + length]?.sequence === sequence + length &&
      slots[index + length]?.part === part + length
    ) {
      length += 1;
    }
    if (part === 0 && length === parts) {
      records.push(
        parts === 1 ? content : concatenated(slots.slice(index, index + parts).map((slot) => slot.content)),
      );
      // The beginning of the oldest one may have been written over, as it should.
    } else if (sequence - part >= oldest) torn += 1;
    index += length;
  }
  return { records, torn };
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

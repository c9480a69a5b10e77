import { crc32 } from '../../../src/recording/crc32.ts';
import { headBytes, jsonOffset, magic, slotHeadBytes } from '../../../src/recording/flightFormat.ts';
import { readHeader } from '../../../src/recording/readFlight.ts';
import type { Random } from '../Random.ts';
import {
  borderNumbers,
  borderTexts,
  jsonMutations,
  jsonTokens,
  type Mutation,
  mutatedBy,
  textMutations,
} from '../textMutations.ts';

const jsonChanged = mutatedBy([
  ...textMutations({ numbers: borderNumbers, texts: borderTexts, tokens: jsonTokens }),
  ...jsonMutations,
]);
const numberPlaces = { length: 4, sequence: 8, part: 16, parts: 18 };

type BytesMutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const mutations: readonly BytesMutation[] = [
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    for (let count = 1 + random.below(8); count > 0; count--)
      bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  (bytes, random) =>
    bytes.fill(random.pick([0, 255]), random.below(bytes.length), random.below(bytes.length)),
  (bytes, random, other) => {
    const at = random.below(Math.min(bytes.length, other.length));
    other.copy(bytes, at, at, at + random.below(8192));
    return bytes;
  },
  (bytes, random) => {
    const [to, from] = [slotIn(bytes, random), slotIn(bytes, random)];
    if (to !== undefined && from !== undefined) bytes.copy(bytes, to.at, from.at, from.at + from.bytes);
    return bytes;
  },
  withOtherHeader,
  withOtherHeader,
  withOtherSlot,
  withOtherSlot,
  withOtherSlot,
];

/** One to four changes to a file of the recorder; most leave the checksums right, since little is read where they are wrong. */
export const flightMutations: Mutation = (text, random, other) => {
  let bytes = Buffer.from(text, 'latin1');
  const otherBytes = Buffer.from(other, 'latin1');
  for (let count = 1 + random.below(4); count > 0 && bytes.length > 0; count--) {
    bytes = random.pick(mutations)(bytes, random, otherBytes) as typeof bytes;
  }
  return bytes.toString('latin1');
};

/** Other JSON in the header, of the length and with the checksum that belong to it. */
function withOtherHeader(bytes: Buffer, random: Random, other: Buffer): Buffer {
  if (bytes.length < headBytes) return bytes;
  const json = bytes.toString('latin1', jsonOffset, jsonOffset + lengthOfJson(bytes));
  const otherJson = other.toString('latin1', jsonOffset, jsonOffset + lengthOfJson(other));
  if (json === '') return bytes;
  const changed = Buffer.from(jsonChanged(json, random, otherJson), 'latin1').subarray(
    0,
    headBytes - jsonOffset,
  );
  changed.copy(bytes, jsonOffset);
  bytes.writeUInt32LE(changed.length, magic.length + 4);
  bytes.writeUInt32LE(crc32(bytes, jsonOffset, jsonOffset + changed.length), magic.length + 8);
  return bytes;
}

/** Another number in the head of a slot, or another content, with the checksum that belongs to it. */
function withOtherSlot(bytes: Buffer, random: Random): Buffer {
  const slot = slotIn(bytes, random);
  if (slot === undefined) return bytes;
  const { at, bytes: slotBytes } = slot;
  const what = random.below(5);
  if (what === 0) bytes.writeUInt32LE(random.below(slotBytes + 8), at + numberPlaces.length);
  else if (what === 1)
    bytes.writeDoubleLE(
      random.pick([0, -1, 0.5, 7, 1e9, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]),
      at + numberPlaces.sequence,
    );
  else if (what === 2)
    bytes.writeUInt16LE(
      random.pick([0, 1, 2, 63, 64, 65_535]),
      at + random.pick([numberPlaces.part, numberPlaces.parts]),
    );
  else if (what === 3) {
    const length = Math.min(bytes.readUInt32LE(at + numberPlaces.length), slotBytes - slotHeadBytes);
    const content = bytes.toString('latin1', at + slotHeadBytes, at + slotHeadBytes + length);
    if (content !== '') {
      const changed = Buffer.from(jsonChanged(content, random, content), 'latin1').subarray(
        0,
        slotBytes - slotHeadBytes,
      );
      changed.copy(bytes, at + slotHeadBytes);
      bytes.writeUInt32LE(changed.length, at + numberPlaces.length);
    }
  } else {
    const value = random.pick([Number.NaN, -1, 1e308, Number.NEGATIVE_INFINITY, 1e15]);
    const place = at + slotHeadBytes + 8 * random.below(8);
    if (place + 8 <= bytes.length) bytes.writeDoubleLE(value, place);
  }
  const end = at + slotHeadBytes + bytes.readUInt32LE(at + numberPlaces.length);
  if (end <= bytes.length) bytes.writeUInt32LE(crc32(bytes, at + numberPlaces.length, end), at);
  return bytes;
}

function slotIn(bytes: Buffer, random: Random): { readonly at: number; readonly bytes: number } | undefined {
  try {
    const region = random.pick(readHeader(bytes).regions);
    // Most of a ring may be empty.
    const index = random.below(random.chance(0.5) ? Math.min(4, region.slots) : region.slots);
    const at = region.offset + index * region.slotBytes;
    return at + region.slotBytes <= bytes.length && region.slotBytes < 65_536
      ? { at, bytes: region.slotBytes }
      : undefined;
  } catch {
    return undefined;
  }
}

function lengthOfJson(bytes: Buffer): number {
  return bytes.length < headBytes
    ? 0
    : Math.min(bytes.readUInt32LE(magic.length + 4), headBytes - jsonOffset);
}

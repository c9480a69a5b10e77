import { betweenRecords, blockBytes, eights, fours, separators } from './blocks';
import { skipped, stopShort } from './skipping';
import {
  comma,
  failAt,
  largestWord,
  mostDigits,
  numberTooLarge,
  records,
  setRecords,
  stopAt,
  targetOutside,
  tooManyRecords,
} from './state';

export function parseEdges(
  from: usize,
  to: usize,
  fieldCount: u32,
  nodeCount: u32,
  edgeCount: u32,
  types: usize,
  names: usize,
  targets: usize,
): void {
  let at = from;
  // A division by a constant is a multiplication.
  const isSeven = fieldCount === 7;
  const isSix = fieldCount === 6;
  let edge: u32;
  while (true) {
    at = readEdges(at, to, fieldCount, nodeCount, edgeCount, types, names, targets);
    edge = records;
    const start = at;
    let digit = <u32>load<u8>(at) - 48;
    if (digit > 9) {
      at = skipped(at, to, true);
      if (at === 0) {
        stopShort(0, start);
        break;
      }
      digit = <u32>load<u8>(at) - 48;
    }
    let first = at;
    let type: u64 = 0;
    while (digit <= 9) {
      type = type * 10 + digit;
      digit = <u32>load<u8>(++at) - 48;
    }
    let longest = at - first;

    digit = <u32>load<u8>(at + 1) - 48;
    if (load<u8>(at) === comma && digit <= 9) {
      at++;
    } else {
      at = skipped(at, to, false);
      if (at === 0) {
        stopShort(0, start);
        break;
      }
      digit = <u32>load<u8>(at) - 48;
    }
    first = at;
    let name: u64 = 0;
    while (digit <= 9) {
      name = name * 10 + digit;
      digit = <u32>load<u8>(++at) - 48;
    }
    longest = max(longest, at - first);

    digit = <u32>load<u8>(at + 1) - 48;
    if (load<u8>(at) === comma && digit <= 9) {
      at++;
    } else {
      at = skipped(at, to, false);
      if (at === 0) {
        stopShort(0, start);
        break;
      }
      digit = <u32>load<u8>(at) - 48;
    }
    first = at;
    let index: u64 = 0;
    while (digit <= 9) {
      index = index * 10 + digit;
      digit = <u32>load<u8>(++at) - 48;
    }
    longest = max(longest, at - first);

    if (at >= to) {
      stopAt(start);
      break;
    }
    if (longest > mostDigits || type > 255 || name > largestWord) {
      failAt(numberTooLarge, start);
      break;
    }
    if (index > largestWord * 32) {
      failAt(targetOutside, start);
      break;
    }
    const target: u64 =
      index > largestWord
        ? index / fieldCount
        : isSeven
          ? <u32>index / 7
          : isSix
            ? <u32>index / 6
            : <u32>index / fieldCount;
    if (target * fieldCount !== index || target >= nodeCount) {
      failAt(targetOutside, start);
      break;
    }
    if (edge === edgeCount) {
      failAt(tooManyRecords, start);
      break;
    }
    store<u8>(types + edge, <u8>type);
    store<u32>(names + (edge << 2), <u32>name);
    store<u32>(targets + (edge << 2), <u32>target);
    setRecords(edge + 1);
  }
}

/** Reads edges while they are as V8 writes them, up to 64 bytes before `to` at most. Returns the end of the last one. */
function readEdges(
  from: usize,
  to: usize,
  fieldCount: u32,
  nodeCount: u32,
  edgeCount: u32,
  types: usize,
  names: usize,
  targets: usize,
): usize {
  // Exact for numbers of up to eight digits and up to 32 fields.
  const inverse: u64 = 0xffff_ffff / fieldCount + 1;
  let at = from;
  let edge = records;
  let isPlain = true;
  while (isPlain && at + 2 + blockBytes <= to) {
    const block = load<u16>(at) === betweenRecords ? at + 2 : at;
    let marks = separators(block);
    let left = <i32>popcnt(marks);
    if (left < 3) break;
    let start: u64 = 0;
    do {
      const typeEnd = ctz(marks);
      marks &= marks - 1;
      const nameEnd = ctz(marks);
      marks &= marks - 1;
      const end = ctz(marks);
      marks &= marks - 1;
      const nameLength = nameEnd - typeEnd - 1;
      const targetLength = end - nameEnd - 1;
      isPlain = ((typeEnd - start === 1) & (nameLength - 1 < 7) & (targetLength - 1 < 8)) !== 0;
      if (!isPlain) break;
      const lanes = fours(block + <usize>typeEnd + 1, nameLength, targetLength);
      const numbers = <u64>i64x2.extract_lane(eights(lanes, lanes), 0);
      const index = numbers >>> 32;
      const target = (index * inverse) >>> 32;
      isPlain = ((target * fieldCount === index) & (target < nodeCount) & (edge < edgeCount)) !== 0;
      if (!isPlain) break;
      store<u8>(types + edge, load<u8>(block + <usize>start) - 48);
      store<u32>(names + (edge << 2), <u32>numbers);
      store<u32>(targets + (edge << 2), <u32>target);
      edge++;
      at = block + <usize>end;
      left -= 4;
      if (left < 3 || ctz(marks) - end !== 1) break;
      marks &= marks - 1;
      start = end + 2;
    } while (true);
  }
  setRecords(edge);
  return at;
}

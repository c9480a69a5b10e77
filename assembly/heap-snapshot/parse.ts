// The loops over every byte. A record is read whole or not at all; the byte behind those in hand is 0, so that a loop over
// digits needs no other end.
import {
  addHuge,
  backslash,
  closingBracket,
  comma,
  edges,
  endAt,
  escaped,
  failAt,
  fault,
  hugeCount,
  hugeSize,
  inString,
  largestWord,
  mostDigits,
  mostHugeSizes,
  numberTooLarge,
  quote,
  records,
  setEdges,
  setRecords,
  setString,
  space,
  stopAt,
  targetOutside,
  tooManyHugeSizes,
  tooManyRecords,
  unexpectedByte,
} from './state';

/** What `skipped` has met instead of a number. */
let bracketAt: usize = 0;

/**
 * The first digit at or after `at`; 0 where there is none before `to`, the section ends (then `bracketAt` is set), or
 * something else stands there, which is then a fault.
 */
function skipped(at: usize, to: usize, mayEnd: bool): usize {
  bracketAt = 0;
  while (true) {
    const byte = <u32>load<u8>(at);
    if (byte - 48 <= 9) return at;
    if (at >= to) return 0;
    if (byte > space && byte !== comma) {
      if (byte === closingBracket && mayEnd) bracketAt = at;
      else failAt(unexpectedByte, at);
      return 0;
    }
    at++;
  }
}

export function parseNodes(
  from: usize,
  to: usize,
  fieldCount: u32,
  typeField: u32,
  nameField: u32,
  idField: u32,
  sizeField: u32,
  edgeCountField: u32,
  detachednessField: i32,
  nodeCount: u32,
  types: usize,
  names: usize,
  ids: usize,
  sizes: usize,
  detachedness: usize,
  firstEdges: usize,
  record: usize,
  hugeSizes: usize,
): void {
  let at = from;
  let node = records;
  let edgeSum = edges;
  while (true) {
    const start = at;
    let field: u32 = 0;
    let faulty = false;
    for (; field < fieldCount; field++) {
      let digit = <u32>load<u8>(at) - 48;
      if (digit > 9) {
        // A comma, as a rule.
        at++;
        if (digit + 48 !== comma || (digit = <u32>load<u8>(at) - 48) > 9) {
          at = skipped(at - 1, to, field === 0);
          if (at === 0) break;
          digit = <u32>load<u8>(at) - 48;
        }
      }
      const first = at;
      let number: u64 = 0;
      while (digit <= 9) {
        number = number * 10 + digit;
        digit = <u32>load<u8>(++at) - 48;
      }
      if (at >= to) break;
      if (at - first > mostDigits) {
        failAt(numberTooLarge, start);
        faulty = true;
        break;
      }
      store<u64>(record + (field << 3), number);
    }
    if (faulty) break;
    if (field < fieldCount) {
      stopShort(at, start);
      break;
    }
    if (node === nodeCount) {
      failAt(tooManyRecords, start);
      break;
    }
    const type = load<u64>(record + (typeField << 3));
    const name = load<u64>(record + (nameField << 3));
    const id = load<u64>(record + (idField << 3));
    const size = load<u64>(record + (sizeField << 3));
    const firstEdge = edgeSum;
    edgeSum += load<u64>(record + (edgeCountField << 3));
    if (type > 255 || name > largestWord || id > largestWord || edgeSum > largestWord) {
      edgeSum = firstEdge;
      failAt(numberTooLarge, start);
      break;
    }
    if (size >= hugeSize) {
      if (hugeCount === mostHugeSizes) {
        edgeSum = firstEdge;
        failAt(tooManyHugeSizes, start);
        break;
      }
      store<u64>(hugeSizes + (hugeCount << 4), node);
      store<f64>(hugeSizes + (hugeCount << 4), <f64>size, 8);
      addHuge();
    }
    store<u8>(types + node, <u8>type);
    store<u32>(names + (node << 2), <u32>name);
    store<u32>(ids + (node << 2), <u32>id);
    store<u32>(sizes + (node << 2), <u32>min(size, hugeSize));
    store<u32>(firstEdges + (node << 2), <u32>firstEdge);
    if (detachednessField >= 0) {
      store<u8>(detachedness + node, <u8>load<u64>(record + ((<u32>detachednessField) << 3)));
    }
    node++;
  }
  setRecords(node);
  setEdges(edgeSum);
}

/** After a record was not read to its end: `at` is 0 where `skipped` gave up. */
function stopShort(at: usize, start: usize): void {
  if (at !== 0) stopAt(start);
  else if (bracketAt !== 0) endAt(bracketAt + 1);
  else if (fault === 0) stopAt(start);
}

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
  let edge = records;
  // A division by a constant is a multiplication.
  const isSeven = fieldCount === 7;
  const isSix = fieldCount === 6;
  while (true) {
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
    edge++;
  }
  setRecords(edge);
}

export function parseNumbers(from: usize, to: usize, numbers: usize, room: u32): void {
  let at = from;
  let count: u32 = 0;
  while (true) {
    const start = at;
    if (count === room) {
      stopAt(start);
      break;
    }
    at = skipped(at, to, true);
    if (at === 0) {
      stopShort(0, start);
      break;
    }
    const first = at;
    let number: u64 = 0;
    let digit = <u32>load<u8>(at) - 48;
    while (digit <= 9) {
      number = number * 10 + digit;
      digit = <u32>load<u8>(++at) - 48;
    }
    if (at >= to) {
      stopAt(start);
      break;
    }
    if (at - first > mostDigits || number > largestWord) {
      failAt(numberTooLarge, start);
      break;
    }
    store<u32>(numbers + (count << 2), <u32>number);
    count++;
  }
  setRecords(count);
}

/** Has the bits of quotation marks and backslashes among eight bytes (Mycroft's test for a zero byte, twice). */
function hasMark(bytes: u64): bool {
  const quotes = bytes ^ 0x2222_2222_2222_2222;
  const backslashes = bytes ^ 0x5c5c_5c5c_5c5c_5c5c;
  const ones: u64 = 0x0101_0101_0101_0101;
  return (
    ((((quotes - ones) & ~quotes) | ((backslashes - ones) & ~backslashes)) & 0x8080_8080_8080_8080) !== 0
  );
}

/** Writes how far from `base` each string begins. */
export function parseStrings(from: usize, to: usize, base: usize, starts: usize): void {
  let at = from;
  let count: u32 = 0;
  let within = inString;
  let afterBackslash = escaped;
  let isFault = false;
  let isEnd = false;
  while (at < to) {
    if (afterBackslash) {
      afterBackslash = false;
      at++;
    } else if (within) {
      while (at + 8 <= to && !hasMark(load<u64>(at))) at += 8;
      let byte: u32 = 0;
      while (at < to && (byte = <u32>load<u8>(at)) !== quote && byte !== backslash) at++;
      if (at >= to) break;
      at++;
      if (byte === backslash) afterBackslash = true;
      else within = false;
    } else {
      const byte = <u32>load<u8>(at++);
      if (byte === quote) {
        store<u32>(starts + (count << 2), <u32>(at - base));
        count++;
        within = true;
      } else if (byte === closingBracket) {
        isEnd = true;
        break;
      } else if (byte > space && byte !== comma) {
        isFault = true;
        break;
      }
    }
  }
  setString(within, afterBackslash);
  setRecords(count);
  if (isFault) failAt(unexpectedByte, at - 1);
  else if (isEnd) endAt(at);
  else stopAt(at);
}

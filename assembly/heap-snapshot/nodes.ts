import { betweenRecords, blockBytes, eights, fours, separators } from './blocks';
import { skipped, stopShort } from './skipping';
import {
  addHuge,
  comma,
  edges,
  failAt,
  hugeCount,
  hugeSize,
  largestWord,
  mostDigits,
  mostHugeSizes,
  numberTooLarge,
  records,
  setEdges,
  setRecords,
  tooManyHugeSizes,
  tooManyRecords,
} from './state';

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
  const isPlain = isOrdinary(
    fieldCount,
    typeField,
    nameField,
    idField,
    sizeField,
    edgeCountField,
    detachednessField,
  );
  let at = from;
  let node: u32;
  let edgeSum: u64;
  while (true) {
    if (isPlain && edges <= largestWord) {
      at = readNodes(at, to, fieldCount === 7, nodeCount, types, names, ids, sizes, detachedness, firstEdges);
    }
    node = records;
    edgeSum = edges;
    const start = at;
    let field: u32 = 0;
    let longest: usize = 0;
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
      longest = max(longest, at - first);
      store<u64>(record + (field << 3), number);
    }
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
    // Only in a record that is whole, as the other kernel does it.
    if (
      longest > mostDigits ||
      type > 255 ||
      name > largestWord ||
      id > largestWord ||
      edgeSum > largestWord
    ) {
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
    setRecords(node + 1);
    setEdges(edgeSum);
  }
}

/** Whether the fields stand in V8's own order, so that nodes may be read by `readNodes`. */
function isOrdinary(
  count: u32,
  type: u32,
  name: u32,
  id: u32,
  size: u32,
  edgeCount: u32,
  detached: i32,
): bool {
  return (
    (count === 7 || count === 6) &&
    type === 0 &&
    name === 1 &&
    id === 2 &&
    size === 3 &&
    edgeCount === 4 &&
    detached === <i32>count - 1
  );
}

/**
 * Reads nodes while they are as V8 writes them, with seven fields or six, up to 64 bytes before `to` at most. Returns the end
 * of the last one.
 */
function readNodes(
  from: usize,
  to: usize,
  isSeven: bool,
  nodeCount: u32,
  types: usize,
  names: usize,
  ids: usize,
  sizes: usize,
  detachedness: usize,
  firstEdges: usize,
): usize {
  const fields: i32 = isSeven ? 7 : 6;
  let at = from;
  let node = records;
  let edgeSum = <u32>edges;
  let isPlain = true;
  while (isPlain && at + 2 + blockBytes <= to) {
    const block = load<u16>(at) === betweenRecords ? at + 2 : at;
    let marks = separators(block);
    let left = <i32>popcnt(marks);
    if (left < fields) break;
    let start: u64 = 0;
    do {
      const typeEnd = ctz(marks);
      marks &= marks - 1;
      const nameEnd = ctz(marks);
      marks &= marks - 1;
      const idEnd = ctz(marks);
      marks &= marks - 1;
      const sizeEnd = ctz(marks);
      marks &= marks - 1;
      const edgesEnd = ctz(marks);
      marks &= marks - 1;
      let traceEnd = edgesEnd;
      if (isSeven) {
        traceEnd = ctz(marks);
        marks &= marks - 1;
      }
      const end = ctz(marks);
      marks &= marks - 1;
      const typeAt = block + <usize>start;
      const typeLength = typeEnd - start - 1;
      const nameLength = nameEnd - typeEnd - 1;
      const idLength = idEnd - nameEnd - 1;
      const sizeLength = sizeEnd - idEnd - 1;
      const edgesLength = edgesEnd - sizeEnd - 1;
      isPlain =
        typeLength < 2 &&
        nameLength - 1 < 7 &&
        idLength - 1 < 8 &&
        sizeLength - 1 < 7 &&
        edgesLength - 1 < 8 &&
        (!isSeven || traceEnd - edgesEnd === 2) &&
        end - traceEnd === 2 &&
        node < nodeCount;
      if (!isPlain) break;
      const numbers = eights(
        fours(block + <usize>typeEnd + 1, nameLength, idLength),
        fours(block + <usize>idEnd + 1, sizeLength, edgesLength),
      );
      const edgeCount = <u32>i32x4.extract_lane(numbers, 3);
      isPlain = edgeSum + edgeCount >= edgeSum;
      if (!isPlain) break;
      const lastDigit = <u32>load<u8>(block + <usize>typeEnd - 1) - 48;
      store<u8>(types + node, lastDigit + (typeLength === 0 ? 0 : (<u32>load<u8>(typeAt) - 48) * 10));
      v128.store_lane<u32>(names + (node << 2), numbers, 0);
      v128.store_lane<u32>(ids + (node << 2), numbers, 1);
      v128.store_lane<u32>(sizes + (node << 2), numbers, 2);
      store<u32>(firstEdges + (node << 2), edgeSum);
      store<u8>(detachedness + node, load<u8>(block + <usize>end - 1) - 48);
      edgeSum += edgeCount;
      node++;
      at = block + <usize>end;
      left -= fields + 1;
      if (left < fields || ctz(marks) - end !== 1) break;
      marks &= marks - 1;
      start = end + 2;
    } while (true);
  }
  setRecords(node);
  setEdges(edgeSum);
  return at;
}

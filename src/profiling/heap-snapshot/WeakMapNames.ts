import { WordList } from './WordList.ts';

const zero = 48;
const nine = 57;
const at = 64;
const closingParenthesis = 41;
const space = 32;
const largestId = 0xffff_ffff;

const ascii = new TextEncoder();
const beforeKey = ascii.encode(' / part of key (');
const afterKey = ascii.encode(') -> value (');
const beforeTable = ascii.encode(' pair in WeakMap (table @');

/**
 * Names of the edges that lead to a value in a WeakMap, one from the key and one from the table:
 * `17 / part of key (Foo @123) -> value (Bar @125) pair in WeakMap (table @99)`.
 */
export class WeakMapNames {
  /** Indexes of the strings, in rising order. */
  readonly strings: WordList = new WordList();
  /** Of each, the id of the key and of the table. */
  readonly keyIds: WordList = new WordList();
  readonly tableIds: WordList = new WordList();

  /** Whether a string that begins with this byte can be one of them. */
  static mayBe(first: number): boolean {
    return first >= zero && first <= nine;
  }

  /** Looks at a string between `start` and its quotation mark at `end`. */
  notice(index: number, bytes: Uint8Array, start: number, end: number): void {
    let place = start;
    while (WeakMapNames.mayBe(bytes[place]!)) place += 1;
    if (!matches(bytes, place, beforeKey)) return;
    const tableId = bytes[end - 1] === closingParenthesis ? idBefore(bytes, end - 1) : undefined;
    if (tableId === undefined || !matches(bytes, tableId.start - beforeTable.length, beforeTable)) return;
    for (let key = place + beforeKey.length; key < end; key++) {
      if (bytes[key] !== closingParenthesis || !matches(bytes, key, afterKey)) continue;
      const keyId = idBefore(bytes, key);
      if (keyId === undefined || bytes[keyId.start - 2] !== space) continue;
      this.strings.push(index);
      this.keyIds.push(keyId.id);
      this.tableIds.push(tableId.id);
      return;
    }
  }
}

function matches(bytes: Uint8Array, from: number, pattern: Uint8Array): boolean {
  for (let place = 0; place < pattern.length; place++) {
    if (bytes[from + place] !== pattern[place]) return false;
  }
  return true;
}

/** The id in `@123` that ends before `end`, and where its digits start. */
function idBefore(
  bytes: Uint8Array,
  end: number,
): { readonly id: number; readonly start: number } | undefined {
  let start = end;
  let id = 0;
  for (let weight = 1; bytes[start - 1]! >= zero && bytes[start - 1]! <= nine; weight *= 10) {
    start -= 1;
    id += (bytes[start]! - zero) * weight;
  }
  return start < end && bytes[start - 1] === at && id <= largestId ? { id, start } : undefined;
}

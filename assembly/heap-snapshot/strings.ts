import {
  backslash,
  closingBracket,
  comma,
  endAt,
  escaped,
  failAt,
  inString,
  quote,
  setRecords,
  setString,
  space,
  stopAt,
  unexpectedByte,
} from './state';

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
      at = markFrom(at, to);
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

/** The first quotation mark or backslash, as far as there are 16 bytes to look at; then the last few bytes. */
function markFrom(from: usize, to: usize): usize {
  let at = from;
  for (; at + 16 <= to; at += 16) {
    const bytes = v128.load(at);
    const marks = v128.or(
      i8x16.eq(bytes, i8x16.splat(<i8>quote)),
      i8x16.eq(bytes, i8x16.splat(<i8>backslash)),
    );
    if (v128.any_true(marks)) return at + <usize>ctz(i8x16.bitmask(marks));
  }
  return at;
}

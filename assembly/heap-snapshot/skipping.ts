// What stands around numbers. The byte behind those in hand is 0, so that a loop over digits needs no other end.
import { closingBracket, comma, endAt, failAt, fault, space, stopAt, unexpectedByte } from './state';

/** What `skipped` has met instead of a number. */
export let bracketAt: usize = 0;

/**
 * The first digit at or after `at`; 0 where there is none before `to`, the section ends (then `bracketAt` is set), or
 * something else stands there, which is then a fault.
 */
export function skipped(at: usize, to: usize, mayEnd: bool): usize {
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

/** After a record was not read to its end: `at` is 0 where `skipped` gave up. */
export function stopShort(at: usize, start: usize): void {
  if (at !== 0) stopAt(start);
  else if (bracketAt !== 0) endAt(bracketAt + 1);
  else if (fault === 0) stopAt(start);
}

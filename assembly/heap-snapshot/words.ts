import { skipped, stopShort } from './skipping';
import { failAt, largestWord, mostDigits, numberTooLarge, setRecords, stopAt } from './state';

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

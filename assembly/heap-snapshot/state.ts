// How far the section in hand has been read: `ParseState` of src/profiling/heap-snapshot/kernel/SnapshotKernel.ts, which
// explains each field. All arrays are addresses in linear memory.

export let position: u32 = 0;
export let records: u32 = 0;
export let edges: u64 = 0;
export let ended: u32 = 0;
export let fault: u32 = 0;
/** How many sizes of 4 GB and more have been put where `hugeSizes` points. */
export let hugeCount: u32 = 0;

export const unexpectedByte: u32 = 1;
export const numberTooLarge: u32 = 2;
export const targetOutside: u32 = 3;
export const tooManyRecords: u32 = 4;
export const tooManyHugeSizes: u32 = 5;

export const hugeSize: u64 = 0xffff_ffff;
export const mostHugeSizes: u32 = 256;
export const largestWord: u64 = 0xffff_ffff;
/** So many digits fit into a double exactly, with room to spare. */
export const mostDigits: usize = 15;

export const comma: u32 = 44;
export const quote: u32 = 34;
export const backslash: u32 = 92;
export const closingBracket: u32 = 93;
export const space: u32 = 32;

export let inString: bool = false;
export let escaped: bool = false;

export function beginSection(): void {
  records = 0;
  edges = 0;
  ended = 0;
  fault = 0;
  inString = false;
  escaped = false;
}

export function stopAt(at: usize): void {
  position = <u32>at;
}

export function failAt(what: u32, at: usize): void {
  fault = what;
  position = <u32>at;
}

export function endAt(at: usize): void {
  ended = 1;
  position = <u32>at;
}

export function setRecords(count: u32): void {
  records = count;
}

export function setEdges(count: u64): void {
  edges = count;
}

export function addHuge(): void {
  hugeCount += 1;
}

export function setString(within: bool, afterBackslash: bool): void {
  inString = within;
  escaped = afterBackslash;
}

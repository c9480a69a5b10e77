// Arrays of 32-bit words at an address, and what stands in one of owners.

export const unowned: u32 = 0xffff_ffff;
export const ownedBySeveral: u32 = 0xffff_fffe;

export function word(array: usize, index: u32): u32 {
  return load<u32>(array + ((<usize>index) << 2));
}

export function setWord(array: usize, index: u32, value: u32): void {
  store<u32>(array + ((<usize>index) << 2), value);
}

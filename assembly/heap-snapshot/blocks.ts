// Numbers as V8 writes them, many at once: where they end is found for 64 bytes together, and the digits of two are gathered
// and summed up without a branch, so that it does not matter how long they are.

/** Bytes that are looked at together. */
export const blockBytes: usize = 64;

/** A line feed and a comma, as bytes in memory. */
export const betweenRecords: u32 = 10 | (44 << 8);

const lineFeed: i8 = 10;
const comma: i8 = 44;
const zero: i8 = 48;

/**
 * For lengths of two numbers with a byte between them: from where in 16 bytes each digit comes. Below the first page, which is
 * the module's own and has nothing else in it.
 */
const gathering: usize = 1024;
for (let first: usize = 1; first <= 7; first++) {
  for (let second: usize = 1; second <= 8; second++) {
    const to = gathering + (((first << 4) | second) << 4);
    for (let place: usize = 0; place < 8; place++) {
      store<u8>(to + place, place + first >= 8 ? place + first - 8 : 128);
      store<u8>(to + 8 + place, place + second >= 8 ? first + 1 + place + second - 8 : 128);
    }
  }
}

/** Bits for the commas and line feeds among the 64 bytes at `at`; 0 where there is something else than these and digits. */
export function separators(at: usize): u64 {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const inA = separates(a);
  const inB = separates(b);
  const inC = separates(c);
  const inD = separates(d);
  const largest = i8x16.max_u(
    i8x16.max_u(values(a, inA), values(b, inB)),
    i8x16.max_u(values(c, inC), values(d, inD)),
  );
  if (v128.any_true(i8x16.gt_u(largest, i8x16.splat(9)))) return 0;
  return (
    <u64>i8x16.bitmask(inA) |
    ((<u64>i8x16.bitmask(inB)) << 16) |
    ((<u64>i8x16.bitmask(inC)) << 32) |
    ((<u64>i8x16.bitmask(inD)) << 48)
  );
}

function separates(bytes: v128): v128 {
  return v128.or(i8x16.eq(bytes, i8x16.splat(comma)), i8x16.eq(bytes, i8x16.splat(lineFeed)));
}

/** The digits' values, 0 for what separates. */
function values(bytes: v128, separating: v128): v128 {
  return v128.andnot(v128.xor(bytes, i8x16.splat(zero)), separating);
}

/**
 * The first step for two numbers at `at` with a byte between them: 32-bit lanes with four digits each. `first` is the number
 * of digits of the first one, from 1 to 7, `second` of the other one, from 1 to 8.
 */
export function fours(at: usize, first: u64, second: u64): v128 {
  const gather = v128.load(gathering + ((<usize>((first << 4) | second)) << 4));
  const digits = i8x16.swizzle(i8x16.sub(v128.load(at), i8x16.splat(zero)), gather);
  const twos = v128.and(
    i16x8.add(i16x8.mul(digits, i16x8.splat(10)), i16x8.shr_u(digits, 8)),
    i16x8.splat(255),
  );
  return i32x4.dot_i16x8_s(twos, i32x4.splat(100 | (1 << 16)));
}

/** The second step for four numbers: a lane for each. */
export function eights(some: v128, others: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(some, others), i32x4.splat(10_000 | (1 << 16)));
}

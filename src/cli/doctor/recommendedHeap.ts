const mebibyte = 2 ** 20;
/** Node's own code, stacks and libraries: what an idle process takes besides its heap, measured on Node 20 to 24. */
export const programBytes: number = 40 * mebibyte;

/** Options that fit a heap into its room, in MB. */
export interface RecommendedHeap {
  readonly oldSpaceMb: number;
  /** `undefined` where V8's own is small enough. */
  readonly semiSpaceMb: number | undefined;
}

/**
 * How large the heap of one process may be made, so that V8 collects hard, and fails with a report, before the kernel kills:
 * three quarters of the room, less where the young generation and what is no heap (Buffers, code, stacks: an eighth of the
 * room, at least 64 MB) would not fit beside that. Where three semi-spaces would take more than an eighth of it, they are
 * given a size, too. `undefined` where not even 32 MB of old generation would fit.
 *
 * @param room bytes that one process may take
 * @param semiSpaceBytes the largest semi-space of this process
 */
export function recommendedHeap(room: number, semiSpaceBytes: number): RecommendedHeap | undefined {
  const isLarge = 3 * semiSpaceBytes > room / 8;
  const semiSpaceMb = isLarge ? powerOfTwoUpTo(room / 24 / mebibyte) : undefined;
  const young = 3 * (semiSpaceMb === undefined ? semiSpaceBytes : semiSpaceMb * mebibyte);
  const rest = Math.max(64 * mebibyte, room / 8);
  const oldSpaceMb = roundedDown(Math.min(0.75 * room, room - young - rest) / mebibyte);
  return oldSpaceMb < 32 ? undefined : { oldSpaceMb, semiSpaceMb };
}

/** The options as they are written. */
export function heapOptionsOf({ oldSpaceMb, semiSpaceMb }: RecommendedHeap): string[] {
  const options = [`--max-old-space-size=${oldSpaceMb}`];
  return semiSpaceMb === undefined ? options : [...options, `--max-semi-space-size=${semiSpaceMb}`];
}

function powerOfTwoUpTo(most: number): number {
  return Math.max(1, 2 ** Math.floor(Math.log2(most)));
}

/** People type round figures. */
function roundedDown(megabytes: number): number {
  const step = megabytes >= 1024 ? 64 : 8;
  return Math.floor(megabytes / step) * step;
}

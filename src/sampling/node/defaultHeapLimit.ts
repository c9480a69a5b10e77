import { type SemiSpaceChoice, semiSpaceChoice } from './oldGenerationLimit.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** How large V8 lets a heap become. */
export interface HeapSize {
  /** Bytes of old generation at which it gives up. */
  readonly oldGenerationBytes: number;
  /** Bytes that three semi-spaces of the largest size take besides. */
  readonly youngGenerationBytes: number;
}

/**
 * The heap that V8 chooses for 64 bits when no option says how large: half of the memory that it sees, which is the
 * host's or the control group's limit, between 256 MB and 2 GB, or 4 GB where there are 15 GB and more.
 *
 * Source: V8's `Heap::HeapSizeFromPhysicalMemory`; equal to `heap_size_limit` of Node 20, 22 and 24 in eleven real control
 * groups of 100 MB to 20 GB.
 *
 * @param memoryBytes the host's memory, or the limit of the control group where that is less
 */
export function defaultHeapSize(memoryBytes: number, nodeMajor: number): HeapSize {
  const mostMb = memoryBytes >= 15 * gibibyte ? 4096 : 2048;
  const oldMb = Math.min(Math.max(Math.floor(memoryBytes / mebibyte / 2), 256), mostMb);
  const choice = semiSpaceChoice(nodeMajor);
  return {
    oldGenerationBytes: oldMb * mebibyte,
    youngGenerationBytes: 3 * defaultSemiSpaceMb(oldMb, choice) * mebibyte,
  };
}

/**
 * The largest semi-space where `--max-old-space-size` is given, in bytes. V8 then no longer fits it to the old generation: a
 * Node 24 with `--max-old-space-size=64` has a young generation of up to 192 MB.
 */
export function largestSemiSpaceBytes(nodeMajor: number): number {
  return semiSpaceChoice(nodeMajor).largestSemiSpaceMb * mebibyte;
}

function defaultSemiSpaceMb(oldMb: number, choice: SemiSpaceChoice): number {
  const { largestSemiSpaceMb, oldToSemiSpace, oldToSemiSpaceWhenSmall } = choice;
  const times = oldMb <= 256 ? oldToSemiSpaceWhenSmall : oldToSemiSpace;
  let semiSpaceMb = 1;
  while (semiSpaceMb < largestSemiSpaceMb && oldMb > semiSpaceMb * times) semiSpaceMb *= 2;
  return semiSpaceMb;
}

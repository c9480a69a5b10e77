import type { CorpusProgram } from './CorpusProgram.ts';
import { leakingPrograms } from './leakingPrograms.ts';

/** A program that is driven into its heap limit. */
export interface LimitProgram extends CorpusProgram {
  /** `--max-old-space-size`. */
  readonly heapMegabytes: number;
}

/** What a program holds from its start on, and what it needs to leak for 11 min, in MB. */
const baseMegabytes = 10;
const leakingSeconds = 660;

/** Steady heap leaks, with heaps so small that they die within some 8 to 15 min. */
export const limitPrograms: readonly LimitProgram[] = leakingPrograms.flatMap((program) => {
  const { leak } = program;
  if (leak?.group !== 'steady' || leak.memory !== 'heap') return [];
  const leaked = (leak.bytesPerSecond * leakingSeconds) / 1e6;
  return [{ ...program, heapMegabytes: Math.round(baseMegabytes + leaked) }];
});

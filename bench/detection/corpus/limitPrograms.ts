import type { CorpusProgram } from './CorpusProgram.ts';
import { leakingPrograms } from './leakingPrograms.ts';

/** A program that is driven into its heap limit. */
export interface LimitProgram extends CorpusProgram {
  /** `--max-old-space-size`. */
  readonly heapMegabytes: number;
}

/** Steady heap leaks, with heaps so small that they die within 8 to 15 min. */
export const limitPrograms: readonly LimitProgram[] = leakingPrograms
  .filter(({ leak }) => leak?.group === 'steady' && leak.memory === 'heap')
  .map((program) => ({ ...program, heapMegabytes: 64 }));

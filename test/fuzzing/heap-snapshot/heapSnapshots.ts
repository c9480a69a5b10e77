import { keptInputs } from '../corpus.ts';
import type { FuzzSurface } from '../FuzzSurface.ts';
import { checkInput } from './checkInput.ts';
import { mutated } from './mutations.ts';
import { randomGraph } from './randomGraph.ts';

/** The reader, the kernels and the analyses of heap snapshots. */
export function heapSnapshots(corpus: string): FuzzSurface {
  return {
    seeds: keptInputs(corpus).map(({ text }) => text),
    mostBytes: 24_000,
    fresh: randomGraph,
    mutated,
    check: checkInput,
  };
}

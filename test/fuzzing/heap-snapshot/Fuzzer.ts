import type { BlockCoverage } from './BlockCoverage.ts';
import { checkInput, type FuzzInput } from './checkInput.ts';
import { mutated } from './mutations.ts';
import type { Random } from './Random.ts';
import { randomGraph } from './randomGraph.ts';

/** What a {@link Fuzzer} is told from outside. */
export interface FuzzerOptions {
  readonly random: Random;
  /** Texts to begin with, a character a byte. */
  readonly seeds: readonly string[];
  /** What code ran; without it, nothing is kept. */
  readonly coverage?: BlockCoverage;
  /** Told of an input before it is tried. */
  readonly before?: (input: FuzzInput) => void;
}

/** So many inputs are looked at together, since asking for coverage costs as much as several inputs; more where it brings nothing. */
const fewestTogether = 32;
const mostTogether = 1024;
const mostKept = 4000;
const largestText = 24_000;
const shareOfGraphs = 0.25;

/** Makes inputs up, tries them, and keeps those that reach code that none before has reached, to go on from them. */
export class Fuzzer {
  readonly kept: string[];
  tried = 0;
  snapshots = 0;
  readonly #options: FuzzerOptions;
  #together = fewestTogether;

  constructor(options: FuzzerOptions) {
    this.#options = options;
    this.kept = [...options.seeds];
  }

  /** Tries some more. Throws what `checkInput` throws. */
  run(count: number): void {
    for (let left = count; left > 0; ) {
      const batch = Array.from({ length: Math.min(left, Math.round(this.#together)) }, () => this.#next());
      for (const one of batch) this.#try(one);
      left -= batch.length;
      const found = this.#keepWhatReachesMore(batch);
      this.#together = found ? fewestTogether : Math.min(mostTogether, this.#together * 1.1);
    }
  }

  #next(): { readonly text: string; readonly input: FuzzInput } {
    const { random } = this.#options;
    const fresh = random.chance(shareOfGraphs);
    const base = fresh ? randomGraph(random) : random.pick(this.kept);
    const text = (fresh && random.chance(0.5) ? base : mutated(base, random, random.pick(this.kept))).slice(
      0,
      largestText,
    );
    const largest = random.chance(0.05) ? 4 : random.pick([100, 2000, 2000]);
    const pieces = Array.from({ length: 1 + random.below(3) }, () => 1 + random.below(largest));
    return { text, input: { bytes: Buffer.from(text, 'latin1'), pieces } };
  }

  #try({ input }: { readonly input: FuzzInput }): void {
    this.#options.before?.(input);
    this.tried += 1;
    if (checkInput(input)) this.snapshots += 1;
  }

  /** Keeps those inputs of a batch that reach code which none before it has reached; tells whether there were any. */
  #keepWhatReachesMore(batch: readonly { readonly text: string; readonly input: FuzzInput }[]): boolean {
    const { coverage, random } = this.#options;
    const more = coverage?.lookForMore();
    if (coverage === undefined || more === undefined || more.size === 0) return false;
    for (const { text, input } of batch) {
      checkInput(input);
      const reached = [...coverage.look()].filter((block) => more.has(block));
      if (reached.length === 0) continue;
      for (const block of reached) more.delete(block);
      if (this.kept.length < mostKept) this.kept.push(text);
      else this.kept[random.below(mostKept)] = text;
    }
    return true;
  }
}

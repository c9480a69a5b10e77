import type { BlockCoverage } from './BlockCoverage.ts';
import type { FuzzInput, FuzzSurface } from './FuzzSurface.ts';
import type { Random } from './Random.ts';

/** What a {@link Fuzzer} is told from outside. */
export interface FuzzerOptions {
  readonly random: Random;
  readonly surface: FuzzSurface;
  /** What code ran; without it, nothing more is kept. */
  readonly coverage?: BlockCoverage | undefined;
  /** Inputs to go on from besides the seeds. */
  readonly kept?: readonly string[] | undefined;
  /** Told of an input before it is tried. */
  readonly before?: (input: FuzzInput) => void;
}

/** So many inputs are looked at together, since asking for coverage costs as much as several inputs; more where it brings nothing. */
const fewestTogether = 32;
const mostTogether = 1024;
const mostKept = 4000;
const mostKeptCharacters = 32 * 1024 ** 2;
const shareOfFresh = 0.25;

/** Makes inputs up, tries them, and keeps those that reach code that none before has reached, to go on from them. */
export class Fuzzer {
  readonly kept: string[];
  tried = 0;
  /** How many were taken for what they should be. */
  accepted = 0;
  readonly #options: FuzzerOptions;
  readonly #mostKept: number;
  #together = fewestTogether;

  constructor(options: FuzzerOptions) {
    this.#options = options;
    this.kept = [...options.surface.seeds, ...(options.kept ?? [])];
    this.#mostKept = Math.min(mostKept, Math.ceil(mostKeptCharacters / options.surface.mostBytes));
  }

  /** Tries some more. Rejects with what the surface's `check` throws. */
  async run(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const batch = Array.from({ length: Math.min(left, Math.round(this.#together)) }, () => this.#next());
      for (const one of batch) await this.#try(one);
      left -= batch.length;
      const found = await this.#keepWhatReachesMore(batch);
      this.#together = found ? fewestTogether : Math.min(mostTogether, this.#together * 1.1);
    }
  }

  #next(): { readonly text: string; readonly input: FuzzInput } {
    const { random, surface } = this.#options;
    const fresh = surface.fresh !== undefined && random.chance(shareOfFresh);
    const base = fresh ? surface.fresh!(random) : random.pick(this.kept);
    const isUnchanged = fresh && random.chance(0.5);
    const made = isUnchanged ? base : surface.mutated(base, random, random.pick(this.kept));
    const text = made.slice(0, surface.mostBytes);
    const largest = random.chance(0.05) ? 4 : random.pick([100, 2000, 2000]);
    const pieces = Array.from({ length: 1 + random.below(3) }, () => 1 + random.below(largest));
    return { text, input: { bytes: Buffer.from(text, 'latin1'), pieces } };
  }

  async #try({ input }: { readonly input: FuzzInput }): Promise<void> {
    this.#options.before?.(input);
    this.tried += 1;
    if (await this.#options.surface.check(input)) this.accepted += 1;
  }

  /** Keeps those inputs of a batch that reach code which none before it has reached; tells whether there were any. */
  async #keepWhatReachesMore(
    batch: readonly { readonly text: string; readonly input: FuzzInput }[],
  ): Promise<boolean> {
    const { coverage, random, surface } = this.#options;
    const more = coverage?.lookForMore();
    if (coverage === undefined || more === undefined || more.size === 0) return false;
    for (const { text, input } of batch) {
      await surface.check(input);
      const reached = [...coverage.look()].filter((block) => more.has(block));
      if (reached.length === 0) continue;
      for (const block of reached) more.delete(block);
      if (this.kept.length < this.#mostKept) this.kept.push(text);
      else this.kept[random.below(this.kept.length)] = text;
    }
    return true;
  }
}

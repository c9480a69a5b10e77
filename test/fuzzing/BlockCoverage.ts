import { Session } from 'node:inspector';

interface CoverageRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly CoverageRange[] }[];
}

const mostCharacters = 2 ** 26;

/** Which blocks of one script have run, as V8's own precise coverage tells. */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #scriptUrl: string;
  readonly #seen = new Set<number>();

  /** From here on the script runs more slowly. */
  constructor(scriptUrl: string) {
    this.#scriptUrl = scriptUrl;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Blocks that have run up to the last look. */
  get size(): number {
    return this.#seen.size;
  }

  /** Blocks that have run since the last look, as numbers. */
  look(): Set<number> {
    const blocks = new Set<number>();
    this.#session.post('Profiler.takePreciseCoverage', (error, coverage) => {
      if (error !== null) throw error;
      for (const { url, functions } of coverage.result as readonly ScriptCoverage[]) {
        if (url !== this.#scriptUrl) continue;
        for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
          if (count > 0) blocks.add(startOffset * mostCharacters + endOffset);
        }
      }
    });
    return blocks;
  }

  /** Blocks that have run since the last look and never before. */
  lookForMore(): Set<number> {
    const more = [...this.look()].filter((block) => !this.#seen.has(block));
    for (const block of more) this.#seen.add(block);
    return new Set(more);
  }

  end(): void {
    this.#session.disconnect();
  }
}

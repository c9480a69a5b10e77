import type { HolderFinding } from '../../sampling/HolderFinder.ts';

const mostKept = 20;

/** Who holds which leak, as far as heap snapshots have told. */
export class FoundHolders {
  readonly #findings: Map<string, HolderFinding> = new Map();

  /** Remembers what was found of a leak, by its id. */
  add(id: string, finding: HolderFinding): void {
    this.#findings.set(id, finding);
    const [oldest] = this.#findings.keys();
    if (this.#findings.size > mostKept && oldest !== undefined) this.#findings.delete(oldest);
  }

  /** What was found of a leak. */
  of(id: string): HolderFinding | undefined {
    return this.#findings.get(id);
  }
}

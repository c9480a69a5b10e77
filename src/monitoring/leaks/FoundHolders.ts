import type { HolderFinding } from '../../sampling/HolderFinder.ts';

const mostKept = 20;

/** Who holds which leak, as far as heap snapshots have told. */
export class FoundHolders {
  readonly #findings: Map<string, HolderFinding> = new Map();
  readonly #refusals: Map<string, string> = new Map();

  /** Remembers what was found of a leak, by its id. */
  add(id: string, finding: HolderFinding): void {
    this.#refusals.delete(id);
    this.#findings.set(id, finding);
    bound(this.#findings);
  }

  /** Remembers why nothing could be found of a leak; returns whether no reason was known before. */
  refuse(id: string, reason: string): boolean {
    const isNew = !this.#refusals.has(id);
    this.#refusals.set(id, reason);
    bound(this.#refusals);
    return isNew;
  }

  /** Why nothing could be found of a leak, the last time that was tried; `undefined` where it was not, or something was. */
  refusalOf(id: string): string | undefined {
    return this.#refusals.get(id);
  }

  /** What was found of a leak. */
  of(id: string): HolderFinding | undefined {
    return this.#findings.get(id);
  }
}

function bound(kept: Map<string, unknown>): void {
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}

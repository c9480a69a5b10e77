import type { Gain, Gained } from './gains.ts';

/** An object under suspicion, while its case is made up. */
export interface SuspectCase {
  readonly holder: number;
  /** Bytes of its own. */
  bytes: number;
  /** The same by interval; empty for a single snapshot. */
  bytesPerInterval: number[];
  readonly gained: Gained[];
  /** What it shares with other holders. */
  readonly shared: { readonly gain: Gain; readonly others: readonly number[] }[];
}

/** The objects under suspicion, by their nodes. */
export class SuspectCases {
  readonly #cases: Map<number, SuspectCase> = new Map();

  get all(): SuspectCase[] {
    return [...this.#cases.values()];
  }

  get holders(): number[] {
    return [...this.#cases.keys()];
  }

  /** What all of them have of their own. */
  get bytes(): number {
    return this.all.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The case of a holder, which is opened where there is none. */
  of(holder: number): SuspectCase {
    let suspect = this.#cases.get(holder);
    if (suspect === undefined) {
      suspect = { holder, bytes: 0, bytesPerInterval: [], gained: [], shared: [] };
      this.#cases.set(holder, suspect);
    }
    return suspect;
  }

  find(holder: number): SuspectCase | undefined {
    return this.#cases.get(holder);
  }

  drop(holder: number): void {
    this.#cases.delete(holder);
  }
}

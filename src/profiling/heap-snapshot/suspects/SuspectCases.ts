import { isSteady, steadySum } from './accumulators.ts';
import type { Members } from './findMembers.ts';
import type { Gain, Gained } from './gains.ts';

/** An object under suspicion, while its case is made up. */
export interface SuspectCase {
  readonly holder: number;
  /** How many objects it is about, of which the holder is the one that grew most. */
  objects: number;
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
      suspect = { holder, objects: 1, bytes: 0, bytesPerInterval: [], gained: [], shared: [] };
      this.#cases.set(holder, suspect);
    }
    return suspect;
  }

  /**
   * Makes what grew in the members of a holder their own case; no more of it than is held against the holder. A holder with too
   * little left is dropped.
   *
   * @returns whether that came to enough
   */
  moveToMembers(
    holder: number,
    { bytesPerInterval, grown, greatest }: Omit<Members, 'region'>,
    thresholdBytes: number,
  ): boolean {
    const from = this.#cases.get(holder);
    if (from === undefined) return false;
    const moved = bytesPerInterval.map((bytes, at) => Math.min(bytes, from.bytesPerInterval[at]!));
    if (steadySum(moved) < thresholdBytes || !isSteady(moved)) return false;
    const to = this.of(greatest);
    to.objects = Math.max(to.objects, grown);
    to.bytesPerInterval = moved.map((bytes, at) => bytes + (to.bytesPerInterval[at] ?? 0));
    to.bytes = steadySum(to.bytesPerInterval);
    from.bytesPerInterval = from.bytesPerInterval.map((bytes, at) => bytes - moved[at]!);
    from.bytes = steadySum(from.bytesPerInterval);
    if (from.bytes < thresholdBytes) this.drop(holder);
    return true;
  }

  /** Holds less against a holder, by interval; one with too little left is dropped. */
  lessen(holder: number, by: readonly number[], thresholdBytes: number): void {
    const suspect = this.#cases.get(holder);
    if (suspect === undefined) return;
    suspect.bytesPerInterval = suspect.bytesPerInterval.map((bytes, at) => bytes - Math.max(0, by[at]!));
    suspect.bytes = steadySum(suspect.bytesPerInterval);
    if (suspect.bytes < thresholdBytes) this.drop(holder);
  }

  /**
   * Holds no more against a holder than some of what it gained.
   *
   * @returns whether that came to enough; otherwise nothing has changed
   */
  limitTo(holder: number, gains: readonly Gain[], thresholdBytes: number): boolean {
    const suspect = this.#cases.get(holder);
    if (suspect === undefined) return false;
    const bytesPerInterval = suspect.bytesPerInterval.map((most, at) =>
      Math.min(
        most,
        gains.reduce((sum, { bytes }) => sum + bytes[at]!, 0),
      ),
    );
    if (steadySum(bytesPerInterval) < thresholdBytes || !isSteady(bytesPerInterval)) return false;
    suspect.bytesPerInterval = bytesPerInterval;
    suspect.bytes = steadySum(bytesPerInterval);
    suspect.gained.push({ gains: new Map(gains.map((gain) => [gain.name, gain])) });
    return true;
  }

  /** Makes what is held against a holder that of another one. */
  move(holder: number, other: number): void {
    const from = this.#cases.get(holder);
    if (from === undefined || other === holder) return;
    const to = this.of(other);
    to.bytesPerInterval = from.bytesPerInterval.map((bytes, at) => bytes + (to.bytesPerInterval[at] ?? 0));
    to.bytes = steadySum(to.bytesPerInterval);
    to.gained.push(...from.gained);
    to.shared.push(...from.shared);
    this.drop(holder);
  }

  find(holder: number): SuspectCase | undefined {
    return this.#cases.get(holder);
  }

  drop(holder: number): void {
    this.#cases.delete(holder);
  }
}

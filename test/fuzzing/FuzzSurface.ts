import type { Random } from './Random.ts';

/** What is handed to a part of Tidemark that strangers can reach. */
export interface FuzzInput {
  readonly bytes: Uint8Array;
  /** Lengths of the pieces in which they come, over and over; what takes bytes as a whole does not look at them. */
  readonly pieces: readonly number[];
}

/** A part of Tidemark that takes bytes from strangers. */
export interface FuzzSurface {
  /** Texts to begin with, a character a byte. */
  readonly seeds: readonly string[];
  /** Longer inputs are cut. */
  readonly mostBytes: number;
  /** A text made up from nothing; where there is none, every input goes out from one that is kept. */
  readonly fresh?: (random: Random) => string;
  /** Changes a text; `other` is another one to take from. */
  mutated(text: string, random: Random, other: string): string;
  /**
   * Hands the input over, and holds what comes of it against what must hold.
   *
   * @returns whether it was taken for what it should be; false where it was refused in the way that is promised
   * @throws whatever was found to be wrong
   */
  check(input: FuzzInput): boolean | Promise<boolean>;
  /** Lets go of what it holds, a server for instance. */
  close?(): void | Promise<void>;
}

/** The input in the pieces in which it comes. */
export function piecesOf({ bytes, pieces }: FuzzInput): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const length = Math.max(1, pieces[index % pieces.length] ?? bytes.length);
    all.push(bytes.subarray(at, at + length));
    at += length;
  }
  return all;
}

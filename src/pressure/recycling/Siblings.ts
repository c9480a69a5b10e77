import { flag, number, type Reader, record } from '../../wire/reader.ts';

/** What whoever replaces workers tells each of them about the others that do the same work. */
export interface Siblings {
  /** How many there are, besides the one that is told. */
  readonly others: number;
  /** Whether one of them was replaced within the last hour because its memory grew towards its end. */
  readonly leaking: boolean;
}

/** Reads what a primary has sent. */
export const siblings: Reader<Siblings> = record<Siblings>({ others: number, leaking: flag });

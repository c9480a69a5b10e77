import { number, optional, type Reader, record, text } from '../../wire/reader.ts';

/** What whoever replaces workers answers one that is not well: that it will be replaced, where nothing is refused. */
export interface RecyclingAnswer {
  /** Why it is not replaced for now, in one sentence. */
  readonly refused?: string | undefined;
  /** Milliseconds from now until it makes sense to ask again. */
  readonly againInMs?: number | undefined;
}

/** Reads what a primary has sent, which may be another version of Tidemark. */
export const recyclingAnswer: Reader<RecyclingAnswer> = record<RecyclingAnswer>({
  refused: optional(text),
  againInMs: optional(number),
});

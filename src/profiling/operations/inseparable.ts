import { bytesInWords, durationInWords } from '../../wire/quantity.ts';

/** What keeps operations from being told apart. */
export interface Inseparable {
  /** Operations that ran by turns. */
  readonly count: number;
  readonly heldBytes: number;
  /** How long telling two of them apart holds the thread up, on average. */
  readonly settlingMs: number;
  readonly isolationPauseMs: number;
}

/** Why operations cannot be told apart, and what to do about it. */
export function inseparable({ count, heldBytes, settlingMs, isolationPauseMs }: Inseparable): string {
  const pause = settlingMs < 2000 ? `${Math.round(settlingMs)} ms` : durationInWords(settlingMs);
  return `${count} operations ran by turns. With ${bytesInWords(heldBytes)} alive, telling them apart holds the thread up for ${pause} at each turn, and isolationPauseMs allows ${isolationPauseMs.toLocaleString('en')} ms in all: measure them one after the other, which { inTurn: true } does, or allow more.`;
}

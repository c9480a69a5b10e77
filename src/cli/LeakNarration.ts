import { leakHeadline, leakSentences } from '../reporting/words/leakSentences.ts';
import type { LeakReport } from '../wire/event.ts';

/** What the terminal is told of a leak. */
export interface LeakWords {
  readonly heading: string;
  readonly headline: string;
  readonly sentences: readonly string[];
}

/**
 * Says each step of a leak's verdict once. The same step is told again as soon as more is known, such as who holds it: then only
 * what has not been said. A sentence with other figures has been: those change with every look.
 */
export class LeakNarration {
  readonly #said: Map<string, Set<string>> = new Map();

  /** `undefined` where nothing is new. */
  words(processId: string, leak: LeakReport): LeakWords | undefined {
    const sentences = leakSentences(leak);
    const headline = leakHeadline(leak);
    const key = `${processId} ${leak.id}`;
    const step = `${key} ${leak.level}`;
    const said = this.#said.get(step);
    if (said === undefined) {
      // A step ends the one before.
      for (const level of ['suspected', 'confirmed', 'withdrawn']) this.#said.delete(`${key} ${level}`);
      if (leak.level !== 'withdrawn') this.#said.set(step, new Set(sentences.map(withoutFigures)));
      return { heading: `leak ${leak.level}`, headline, sentences };
    }
    const fresh = sentences.filter((sentence) => !said.has(withoutFigures(sentence)));
    if (fresh.length === 0) return undefined;
    for (const sentence of fresh) said.add(withoutFigures(sentence));
    return { heading: `leak ${leak.level}`, headline: 'more is known', sentences: fresh };
  }
}

/** Sizes, counts, paces and times, but not what belongs to a name or a place: `cache.ts:4`, `base64`. */
const figures =
  /(?<![\w:./@$-])\d[\d,.]*(?:(?: (?:[kMGT]?B|bytes?)(?:\/s)?| (?:ms|s|min|h|days?|%))(?!\w)|(?![\w/]))/g;

function withoutFigures(sentence: string): string {
  return sentence.replace(figures, '#').replace(/#(?: #)+/g, '#');
}

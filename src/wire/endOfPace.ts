import type { LimitKind } from './capacity.ts';

const limits: readonly LimitKind[] = ['heap', 'container', 'host'];

/** How a sentence of the evidence begins that says when a limit is reached. */
export function beginsEnd(limit: LimitKind): string {
  return `At this pace the ${limit} is full `;
}

/** Whether a sentence says when that limit is reached. */
export function saysEnd(sentence: string, limit: LimitKind): boolean {
  return sentence.startsWith(beginsEnd(limit));
}

/** The evidence of a leak that was told in the past: when memory runs out is counted from then. */
export function asOf(evidence: readonly string[], moment: string): string[] {
  return evidence.map((sentence) =>
    limits.some((limit) => saysEnd(sentence, limit))
      ? sentence.replace(/\.$/, `, counted from ${moment}.`)
      : sentence,
  );
}

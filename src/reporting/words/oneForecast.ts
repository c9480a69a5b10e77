import type { OutOfMemoryPrediction } from '../../monitoring/forecast/outOfMemory.ts';
import { saysEnd } from '../../monitoring/leaks/reportWords.ts';
import type { LimitKind } from '../../wire/capacity.ts';

const limits: readonly LimitKind[] = ['heap', 'container', 'host'];

/**
 * The evidence of a leak beside a forecast. Both tell when memory runs out, as of different moments and by different
 * stretches of the past: where it is the same limit, the forecast has the word.
 */
export function besideForecast(evidence: readonly string[], forecast: OutOfMemoryPrediction): string[] {
  return evidence.filter((sentence) => !(forecast.predicted && saysEnd(sentence, forecast.limit)));
}

/** The evidence of a leak that was told in the past: when memory runs out is counted from then. */
export function asOf(evidence: readonly string[], moment: string): string[] {
  return evidence.map((sentence) =>
    limits.some((limit) => saysEnd(sentence, limit))
      ? sentence.replace(/\.$/, `, counted from ${moment}.`)
      : sentence,
  );
}

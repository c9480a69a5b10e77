import type { OutOfMemoryPrediction } from '../../monitoring/forecast/outOfMemory.ts';
import { saysEnd } from '../../wire/endOfPace.ts';

/**
 * The evidence of a leak beside a forecast. Both tell when memory runs out, as of different moments and by different
 * stretches of the past: where it is the same limit, the forecast has the word.
 */
export function besideForecast(evidence: readonly string[], forecast: OutOfMemoryPrediction): string[] {
  return evidence.filter((sentence) => !(forecast.predicted && saysEnd(sentence, forecast.limit)));
}

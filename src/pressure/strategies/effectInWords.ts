import { bytesInWords } from '../../monitoring/quantity.ts';
import type { StrategyApplied } from '../../wire/event.ts';

/**
 * What came of a strategy, as one says it of it: `freed 385 MB`, `claims 40 MB; not measured`. Only what a collection has
 * shown is said to be freed.
 */
export function effectInWords({ result, freedBytes, claimedBytes, measured }: Effect): string {
  switch (result) {
    case 'failed':
      return 'failed';
    case 'timed-out':
      return 'was not done in time';
    case 'abandoned':
      return 'was given up';
    default:
  }
  if (measured && freedBytes !== undefined) {
    return result === 'freed' ? `freed ${bytesInWords(freedBytes)}` : 'freed nothing worth a word';
  }
  // Agents that knew no claims have put them there.
  const claim = claimedBytes ?? freedBytes;
  if (claim === 0) return 'found nothing to free';
  return claim === undefined ? 'nobody knows what it freed' : `claims ${bytesInWords(claim)}; not measured`;
}

type Effect = Pick<StrategyApplied, 'result' | 'freedBytes' | 'claimedBytes' | 'measured'>;

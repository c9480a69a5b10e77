import { bytesInWords } from '../../monitoring/quantity.ts';
import type { StrategyApplied } from '../../wire/response.ts';

/** Less of a difference between what was freed and what the system has back is not worth a word. */
const tellingBytes = 2 ** 20;
const tellingShare = 0.2;

/**
 * What came of a strategy, as one says it of it: `freed 385 MB`, `claims 40 MB; not measured`. Only what a collection has
 * shown is said to be freed; where the system has another amount back, that is said, too.
 */
export function effectInWords(effect: Effect): string {
  const { result, freedBytes, returnedBytes, claimedBytes, measured } = effect;
  switch (result) {
    case 'failed':
      return 'failed';
    case 'timed-out':
      return 'was not done in time';
    case 'abandoned':
      return 'was given up';
    case 'dry-run':
      return 'would have been applied';
    default:
  }
  if (measured && freedBytes !== undefined) {
    // Garbage, where what is live grows on; or next to nothing of a large limit.
    if (result !== 'freed') {
      return freedBytes < tellingBytes ? 'freed nothing worth a word' : 'freed nothing that helps';
    }
    return `freed ${bytesInWords(freedBytes)}${returnedInWords(freedBytes, returnedBytes)}`;
  }
  // Agents that knew no claims have put them there.
  const claim = claimedBytes ?? freedBytes;
  if (claim === 0) return 'found nothing to free';
  return claim === undefined ? 'nobody knows what it freed' : `claims ${bytesInWords(claim)}; not measured`;
}

/** What the system has back, where that is not what was freed. */
function returnedInWords(freedBytes: number, returnedBytes: number | undefined): string {
  if (returnedBytes === undefined) return '';
  const difference = Math.abs(freedBytes - returnedBytes);
  if (difference < Math.max(tellingBytes, tellingShare * freedBytes)) return '';
  const what = returnedBytes < tellingBytes ? 'nothing' : bytesInWords(returnedBytes);
  return `, and ${what} went back to the system`;
}

type Effect = Pick<StrategyApplied, 'returnedBytes' | 'result' | 'freedBytes' | 'claimedBytes' | 'measured'>;

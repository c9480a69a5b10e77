import { bytesInWords, endInWords } from '../../monitoring/quantity.ts';
import type { OutOfMemoryEstimate } from '../../wire/event.ts';
import { limitNames } from './capacitySentence.ts';

/** `out of memory in about 2 h 40 (2 h 05 to 3 h 30): the heap's limit of 128 MB`; without its bytes where unknown. */
export function outOfMemorySentence(estimate: OutOfMemoryEstimate, limitBytes?: number): string {
  const size = limitBytes === undefined ? '' : ` of ${bytesInWords(limitBytes)}`;
  return `out of memory ${endInWords(estimate, 'or never')}: ${limitNames[estimate.limit]}${size}`;
}

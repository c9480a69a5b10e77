import type { LimitKind, MemoryLimit } from '../../wire/capacity.ts';
import { formatShare, roundBytes } from './bytes.ts';

/** What each limit is called in a sentence. */
export const limitNames: { readonly [Kind in LimitKind]: string } = {
  heap: 'heap limit',
  container: 'container limit',
  host: 'host memory',
};

/** `41 % of 512 MB`. */
export function describeLimit(limit: MemoryLimit): string {
  return `${formatShare(limit.ratio)} of ${roundBytes(limit.limitBytes)}`;
}

import { bytesInWords } from '../../monitoring/quantity.ts';
import type { MemoryCollection } from '../MemoryStrategy.ts';
import type { PruneSummary } from '../PressureCaches.ts';

const mostNames = 3;

/** What pruning did: `Pruned 1,200 entries of sessions, pages.` Empty where nothing was pruned on purpose. */
export function pruneSentence(summary: PruneSummary | undefined): string {
  if (summary === undefined) return '';
  const { entries, bytes, pruned, failed } = summary;
  const failures = failed.length === 0 ? '' : ` Not pruned: ${listed(failed)}.`;
  if (pruned.length === 0) return `Nothing was there to prune.${failures}`;
  const size = bytes === undefined ? '' : `, about ${bytesInWords(bytes)}`;
  return `Pruned ${entries.toLocaleString('en')} entries of ${listed(pruned)}${size}.${failures}`;
}

/** What a collection did: `A collection of 42 ms freed 120 MB.` Empty where none was wanted. */
export function collectionSentence(collection: MemoryCollection | undefined): string {
  if (collection === undefined) return '';
  if (!collection.performed) return `Not collected: ${collection.reason}`;
  const { pauseMs, freedBytes } = collection;
  return `A collection of ${Math.round(pauseMs)} ms freed ${bytesInWords(Math.max(0, freedBytes))}.`;
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

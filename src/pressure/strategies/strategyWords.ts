import { bytesInWords } from '../../monitoring/quantity.ts';
import type { MemoryCollection } from '../MemoryStrategy.ts';
import type { PlannedPruning, PruneSummary } from '../PruneSummary.ts';

const mostNames = 3;

/**
 * What pruning did, by the account of those who were pruned: `Pruned 1,200 entries of sessions, pages, which claim 40 MB.`
 * Empty where nothing was pruned on purpose.
 */
export function pruneSentence(summary: PruneSummary | undefined): string {
  if (summary === undefined) return '';
  const { entries, claimedBytes, pruned, unfinished, failed } = summary;
  const sentences: string[] = [];
  if (pruned.length > 0) {
    const claim = pruned.length === 1 ? 'claims' : 'claim';
    const size = claimedBytes === undefined ? '' : `, which ${claim} ${bytesInWords(claimedBytes)}`;
    sentences.push(`Pruned ${entriesInWords(entries)} of ${listed(pruned)}${size}.`);
  } else if (unfinished.length === 0) {
    sentences.push('Nothing was there to prune.');
  }
  if (unfinished.length > 0) sentences.push(`Not done in time: ${listed(unfinished)}.`);
  if (failed.length > 0) sentences.push(`Not pruned: ${listed(failed)}.`);
  return sentences.join(' ');
}

/** What pruning would do: `It would prune 1,200 entries of sessions (about 40 MB), and spare members of connections.` */
export function prunePlanSentence(plan: readonly PlannedPruning[] | undefined): string {
  if (plan === undefined) return '';
  if (plan.length === 0) return 'It would find nothing to prune.';
  const what = plan.map(({ name, entries, bytes }) => {
    const part = entries === undefined ? 'a part' : entriesInWords(entries);
    return `${part} of ${name} (${bytes === undefined ? 'bytes unknown' : `about ${bytesInWords(bytes)}`})`;
  });
  return `It would prune ${listed(what)}.`;
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

/** `1,200 entries`, `1 entry`. */
function entriesInWords(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries.toLocaleString('en')} entries`;
}

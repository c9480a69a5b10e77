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
  const { entries, claimedBytes: bytes, pruned, unfinished, failed, unknown = [] } = summary;
  const sentences: string[] = [];
  const known = pruned.filter((name) => !unknown.includes(name));
  if (known.length > 0) {
    const size =
      bytes === undefined ? '' : `, which ${known.length === 1 ? 'claims' : 'claim'} ${bytesInWords(bytes)}`;
    const what = entries === 0 ? '' : `${entriesInWords(entries)} of `;
    sentences.push(`Pruned ${what}${listed(known)}${size}.`);
  }
  if (unknown.length > 0) sentences.push(`Nobody knows what ${listed(unknown)} let go of.`);
  if (pruned.length === 0 && unfinished.length === 0) {
    sentences.push('Nothing was there to prune.');
  }
  if (unfinished.length > 0) sentences.push(`Not done in time: ${listed(unfinished)}.`);
  if (failed.length > 0) sentences.push(`Not pruned: ${listed(failed)}.`);
  return sentences.join(' ');
}

/**
 * What a strategy claims that did no more than prune and collect: what the caches say, and nothing where there was nothing
 * to prune, and nobody has failed at it; `undefined` where nobody knows.
 */
export function claimedBytes(
  pruned: PruneSummary | undefined,
  collected: MemoryCollection | undefined,
): number | undefined {
  if (pruned === undefined || collected?.performed === true) return pruned?.claimedBytes;
  const touched = [...pruned.pruned, ...pruned.unfinished, ...pruned.failed];
  return touched.length === 0 ? 0 : pruned.claimedBytes;
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

/** What a collection did: `A collection of 42 ms freed 120 MB.` Empty where none was wanted. What is allocated meanwhile may be more. */
export function collectionSentence(collection: MemoryCollection | undefined): string {
  if (collection === undefined) return '';
  if (!collection.performed) return `Not collected: ${collection.reason}`;
  const { pauseMs, freedBytes } = collection;
  const collecting = `A collection of ${Math.round(pauseMs)} ms`;
  if (collection.stillRising === true) {
    const garbage = freedBytes > 0 ? `freed ${bytesInWords(freedBytes)} of garbage` : 'freed nothing';
    return `${collecting} ${garbage}, and what is live grows on.`;
  }
  if (freedBytes >= 0) return `${collecting} freed ${bytesInWords(freedBytes)}.`;
  return `${collecting} freed nothing: ${bytesInWords(-freedBytes)} more are in use than before it.`;
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

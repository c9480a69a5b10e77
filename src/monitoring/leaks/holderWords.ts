import type { FoundHolder, HolderFinding } from '../../sampling/HolderFinder.ts';
import { holderInWords } from '../../wire/holderInWords.ts';
import { percentInWords } from '../quantity.ts';
import { lowered } from './siteWords.ts';

const mostOthers = 2;

/** What heap snapshots have told of a leak. */
export function holderSentences({ snapshots, holders }: HolderFinding): string[] {
  const [holder, ...others] = holders;
  const sentences = [
    holder === undefined
      ? `${snapshots} heap snapshots were compared, and no single object holds much of what grew.`
      : `Held by ${inWords(holder)}: ${gainInWords(holder)} between ${snapshots} heap snapshots, ${percentInWords(holder.share)} of what stayed.`,
  ];
  if (others.length > 0) {
    const shares = others
      .slice(0, mostOthers)
      .map((other) => `${holderInWords(other.path, other.class)}, ${percentInWords(other.share)}`);
    sentences.push(`Held besides by ${shares.join('; ')}.`);
  }
  if (snapshots < 3) sentences.push('Two snapshots cannot tell a leak from what fills up once.');
  return sentences;
}

/** Why heap snapshots, which were to name the holder, have not. @param reason a sentence */
export function unnamedSentence(reason: string): string {
  return `Heap snapshots could not name its holder: ${lowered(reason)}`;
}

/** What to do about a leak whose holder is known; `undefined` where it is not. */
export function holderAdvice({ holders: [holder] }: HolderFinding): string | undefined {
  return holder && `Look at ${holder.path}: ${holder.fixIdea}.`;
}

function inWords({ path, class: name, entries }: FoundHolder): string {
  const count = entries > 0 ? `, ${entries.toLocaleString('en')} entries` : '';
  return `${holderInWords(path, name)}${count}`;
}

function gainInWords({ gained }: FoundHolder): string {
  if (gained === undefined) return 'it gained';
  const counts = gained.counts.map((count) => count.toLocaleString('en'));
  return `it gained ${counts.join(' and then ')} ${gained.name}`;
}

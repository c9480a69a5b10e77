import { distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant, or `undefined` where none is near. Letter case, dots and underscores do not
 * count, and a last part alone is enough: `intervall` finds `sampling.interval`.
 */
export function nearest<Candidate extends string>(
  name: string,
  candidates: Iterable<Candidate>,
): Candidate | undefined {
  const wanted = bare(name);
  let best: Candidate | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const lastPart = candidate.slice(candidate.lastIndexOf('.') + 1);
    const edits = Math.min(distance(wanted, bare(candidate)), distance(wanted, bare(lastPart)));
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  // Two letters swapped are two edits; of a very short name, something must be right.
  const most = Math.min(Math.max(2, Math.floor(wanted.length / 3)), wanted.length - 2);
  return least <= most ? best : undefined;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, '');
}

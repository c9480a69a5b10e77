import { distance } from 'fastest-levenshtein';

/** Nearer than two edits, and not as near as one. */
const beginningEdits = 1.5;
const shortestBeginning = 4;

/**
 * The candidate that was probably meant, or `undefined` where none is near. Letter case, dots and underscores do not
 * count, and a last part alone is enough: `intervall` finds `sampling.interval`. So is a beginning: `leak` finds
 * `leakDetection`.
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
    const edits = isBeginning(wanted, candidate)
      ? beginningEdits
      : Math.min(distance(wanted, bare(candidate)), distance(wanted, bare(lastPart)));
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  // Two letters swapped are two edits; of a very short name, something must be right.
  const most = Math.min(Math.max(2, Math.floor(wanted.length / 3)), wanted.length - 2);
  return least <= most ? best : undefined;
}

/** A part of a name may be the beginning of a setting's, or of a group's, but not of all that is in it. */
function isBeginning(wanted: string, candidate: string): boolean {
  return wanted.length >= shortestBeginning && !candidate.includes('.') && bare(candidate).startsWith(wanted);
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, '');
}

/** A part of a path in words. */
export interface PathPart {
  readonly text: string;
  /** The same in every run. */
  readonly masked: string;
}

/** A part as it is, or parts that come again and again. */
export type FoldedPart<Part extends PathPart> =
  | Part
  | { readonly parts: readonly Part[]; readonly times: number };

/** As many parts as may repeat together: `.next.value`. */
const longestPeriod = 4;
const leastTimes = 5;

/** Finds the parts of a path that come again and again, as in a linked list: `.next.next.next`. */
export function foldRepeats<Part extends PathPart>(parts: readonly Part[]): FoldedPart<Part>[] {
  const folded: FoldedPart<Part>[] = [];
  for (let at = 0; at < parts.length; ) {
    const { period, times } = repeatsAt(parts, at);
    if (times < leastTimes) folded.push(parts[at++]!);
    else {
      folded.push({ parts: parts.slice(at, at + period), times });
      at += period * times;
    }
  }
  return folded;
}

/** How often it stands there, in digits of the language. */
export function timesInWords(times: number): string {
  return `× ${times.toLocaleString('en')}`;
}

function repeatsAt(parts: readonly PathPart[], from: number): { period: number; times: number } {
  for (let period = 1; period <= longestPeriod; period++) {
    let end = from + period;
    while (end < parts.length && parts[end]!.masked === parts[end - period]!.masked) end += 1;
    const times = Math.floor((end - from) / period);
    if (times >= leastTimes) return { period, times };
  }
  return { period: 1, times: 1 };
}

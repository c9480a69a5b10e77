import type { LinkedChain } from '../../../wire/snapshot.ts';

/** As many links as may come in turns, each leading to the next in another way: `{ head: { tail: { head: … } } }`. */
const longestPeriod = 3;

/**
 * How long a chain is, and how its links lead to each other. Links that come in turns are one together.
 *
 * @param links places, from the first on
 * @param wordsBetween how a link leads to the next
 */
export function chainInWords(
  links: readonly number[],
  wordsBetween: (one: number, other: number) => string,
): LinkedChain {
  const { length } = links;
  // The ends may be held by others as well.
  const middle = Math.floor(length / 2);
  const some = links.slice(middle, middle + 2 * longestPeriod + 1);
  const words = some.slice(1).map((link, at) => wordsBetween(some[at]!, link));
  for (let period = 1; period <= longestPeriod; period++) {
    const isPeriod = words.every((one, at) => at < period || one === words[at - period]);
    if (!isPeriod) continue;
    const link = words.slice(0, period).join('');
    return link === '' ? { length } : { link, length: Math.ceil(length / period) };
  }
  return { length };
}

import type { AllocationSite, MemoryKind } from '../../wire/event.ts';
import { isNameless } from '../../wire/isNameless.ts';
import { placeOfSite } from '../../wire/placeOfSite.ts';
import { clockInWords, percentInWords } from '../quantity.ts';

/** How the sentence begins that says why nobody is named. */
const unnamed = 'Who allocates it is not known: ';
const beside: Readonly<Record<Exclude<MemoryKind, 'heap'>, string>> = {
  external: 'V8 samples allocations on its heap alone, and this lies outside of it.',
  native: 'it is allocated by native code, which nobody samples.',
};

/**
 * Who allocates what grows, or why nobody is named.
 *
 * @param sitesSince when the observation began, in epoch milliseconds; `NaN` where there is none
 * @param problem why allocations cannot be looked at, a sentence; `undefined` where they are, or will be
 */
export function siteSentences(
  memory: MemoryKind,
  [culprit]: readonly AllocationSite[],
  sitesSince: number,
  problem: string | undefined,
): string[] {
  if (culprit) {
    const share = percentInWords(culprit.survival);
    const place = placeOf(culprit);
    return [
      Number.isFinite(sitesSince)
        ? `${share} of what was allocated in or below ${place} since ${clockInWords(sitesSince)} is still alive.`
        : `${share} of what was allocated in or below ${place} was still alive when that was last looked at.`,
    ];
  }
  if (memory !== 'heap') return [`${unnamed}${beside[memory]}`];
  if (problem !== undefined) return [`${unnamed}${lowered(problem)}`];
  return [
    Number.isFinite(sitesSince)
      ? `${unnamed}no sampled allocation since ${clockInWords(sitesSince)} is old enough, or grows fast enough, to be it.`
      : `${unnamed}no sampled allocation has been looked at yet.`,
  ];
}

/** Sites of which it is not known how fast they allocate now. */
export function withoutPace(sites: readonly AllocationSite[]): AllocationSite[] {
  return sites.map((site) => ({ ...site, bytesPerSecond: 0 }));
}

/** Whether a sentence says that nobody is named. */
export function saysUnnamed(sentence: string): boolean {
  return sentence.startsWith(unnamed);
}

/**
 * A site in a sentence, after "in or below", because V8 gives what an inlined function allocates to the function that it was
 * inlined into: `remember (src/store.ts:88)`; the place alone where the function has no name.
 */
export function placeOf(site: AllocationSite): string {
  const { function: name, package: from } = site;
  const place = placeOfSite(site);
  if (isNameless(name)) return from ? `${place} (package ${from})` : place;
  return `${name} (${from ? `${place}, package ${from}` : place})`;
}

/** A sentence that goes on within another one; names keep their capitals: V8, NODE_OPTIONS. */
export function lowered(sentence: string): string {
  const isWord = /^[A-Z](?:[a-z]| )/.test(sentence);
  return isWord ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}

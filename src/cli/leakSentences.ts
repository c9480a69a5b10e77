import { bytesInWords, durationInWords, percentInWords, rateInWords } from '../monitoring/quantity.ts';
import type { AllocationSite, LeakReport, MemoryKind } from '../wire/event.ts';
import { outOfMemorySentence } from './outOfMemorySentence.ts';

const memoryNames: Readonly<Record<MemoryKind, string>> = {
  heap: 'live heap',
  external: 'external memory',
  native: 'native memory',
};
/** Patterns as the evidence of a leak has them. */
const manners: Readonly<Record<string, string>> = {
  linear: 'steady',
  staircase: 'in steps',
  'cyclic-rising': 'in rising cycles',
};
const shownSites = 3;

/** `live heap +12.4 MB in 4 min (52 kB/s, steady)`. */
export function leakHeadline(leak: LeakReport): string {
  const { memory, grownBytes, sinceMs, rateBytesPerSecond, pattern } = leak;
  const grown = `${grownBytes < 0 ? '' : '+'}${bytesInWords(grownBytes)} in ${durationInWords(sinceMs)}`;
  return `${memoryNames[memory]} ${grown} (${rateInWords(rateBytesPerSecond)}, ${manners[pattern] ?? pattern})`;
}

/** What is known of a leak: when it kills, who holds it, where it is allocated, the evidence, and what to do. */
export function leakSentences({ outOfMemory, holder, sites, evidence, advice }: LeakReport): string[] {
  return [
    ...(outOfMemory === undefined ? [] : [outOfMemorySentence(outOfMemory)]),
    ...(holder === undefined
      ? []
      : [`holder   ${holder.path} (${holder.class}), ${holder.entries.toLocaleString('en')} entries`]),
    ...sites.slice(0, shownSites).map(siteSentence),
    ...evidence,
    ...(advice === '' ? [] : [`next     ${advice}`]),
  ];
}

function siteSentence(site: AllocationSite): string {
  const place = site.package ?? 'your code';
  const rate = `${rateInWords(site.bytesPerSecond)}, ${percentInWords(site.survival)} still alive`;
  return `site     ${site.function}   ${site.file}:${site.line}   ${place}   ${rate}`;
}

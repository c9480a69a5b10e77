import { bytesInWords, durationInWords, rateInWords } from '../../monitoring/quantity.ts';
import type { AllocationSite, GrowingResource, LeakReport, MemoryKind } from '../../wire/event.ts';
import { holderInWords } from '../../wire/holderInWords.ts';
import { isNameless } from '../../wire/isNameless.ts';
import { placeOfSite } from '../../wire/placeOfSite.ts';
import { resourceInWords } from '../../wire/resourceNames.ts';

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
const resourceNames: Readonly<Record<GrowingResource['kind'], string>> = {
  worker: 'worker threads',
  handle: 'open handles',
  wasm: 'WebAssembly memory',
};
const shownSites = 3;

/**
 * `live heap +12.4 MB in 4 min (52 kB/s, steady)`, or `worker threads 41 (pool.js), +480 an hour`; of what is withdrawn what
 * it was at its height: `live heap +55 MB in 8 min at its height (stopped 3 min ago)`.
 */
export function leakHeadline(leak: LeakReport): string {
  const { level, memory, grownBytes, sinceMs, rateBytesPerSecond, pattern, resource } = leak;
  const isOver = level === 'withdrawn';
  // Of WebAssembly the bytes say more than the pages.
  const isWasm = resource?.kind === 'wasm';
  if (resource !== undefined && !isWasm) return resourceHeadline(resource, isOver);
  const name = isWasm ? resourceNames.wasm : memoryNames[memory];
  const grown = `${grownBytes < 0 ? '' : '+'}${bytesInWords(grownBytes)} in ${durationInWords(sinceMs)}`;
  // The pace of what has stopped is none, and its course is past.
  if (isOver) return `${name} ${grown} ${stoppedInWords(leak)}`;
  // It has come down since, and is not over yet.
  if (rateBytesPerSecond === 0) return `${name} ${grown} (no longer growing)`;
  return `${name} ${grown} (${rateInWords(rateBytesPerSecond)}, ${manners[pattern] ?? pattern})`;
}

function stoppedInWords({ stoppedForMs }: LeakReport): string {
  // Older agents tell of the level at the end instead.
  if (stoppedForMs === undefined) return '(no longer growing)';
  return `at its height (stopped ${durationInWords(stoppedForMs)} ago)`;
}

function resourceHeadline({ kind, type, count, perHour, limit }: GrowingResource, isOver: boolean): string {
  const pace = isOver
    ? 'no longer growing'
    : limit !== undefined && count >= limit.count
      ? 'all that may be open'
      : `${perHour < 0 ? '' : '+'}${Math.round(perHour).toLocaleString('en')} an hour`;
  return `${resourceNames[kind]} ${count.toLocaleString('en')} (${resourceInWords(type)}), ${pace}`;
}

/**
 * What is known of a leak, in the order in which it is wanted: who holds it, where it is allocated, the evidence, and what
 * to do. What the headline or a line above says already is left out.
 */
export function leakSentences(leak: LeakReport): string[] {
  const { holder, sites, evidence, advice } = leak;
  const headline = leakHeadline(leak);
  return [
    ...(holder === undefined
      ? []
      : [
          `holder   ${holderInWords(holder.path, holder.class)}, ${holder.isAtLeast ? 'at least ' : ''}${holder.entries.toLocaleString('en')} entries`,
        ]),
    ...sites.slice(0, shownSites).map(siteSentence),
    ...evidence.filter((sentence) => !repeatsFigures(sentence, headline) && !repeatsSite(sentence, sites)),
    ...(advice === '' ? [] : [`next     ${advice}`]),
  ];
}

function siteSentence(site: AllocationSite): string {
  const place = site.package ?? 'your code';
  const rate = site.bytesPerSecond > 0 ? `   ${rateInWords(site.bytesPerSecond)}` : '';
  const name = isNameless(site.function) ? '' : `${site.function}   `;
  return `site     ${name}${placeOfSite(site)}   ${place}${rate}`;
}

/** Other readers of the evidence have no headline: there it begins with what has grown, by how much and how fast. */
function repeatsFigures(sentence: string, headline: string): boolean {
  const figures = /^The [a-z ]+ has grown ([^()]+ \([^()]+\))/.exec(sentence)?.[1];
  return figures !== undefined && headline.includes(figures);
}

function repeatsSite(sentence: string, [site]: readonly AllocationSite[]): boolean {
  return (
    site !== undefined && sentence === `They are started in ${site.function} (${site.file}:${site.line}).`
  );
}

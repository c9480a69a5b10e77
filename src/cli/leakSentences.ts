import { bytesInWords, durationInWords, rateInWords } from '../monitoring/quantity.ts';
import type { AllocationSite, GrowingResource, LeakReport, MemoryKind } from '../wire/event.ts';

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
  wasm: 'WebAssembly memories',
};
const shownSites = 3;

/** `live heap +12.4 MB in 4 min (52 kB/s, steady)`, or `worker threads 41 (pool.js), +480 an hour`. */
export function leakHeadline(leak: LeakReport): string {
  const { memory, grownBytes, sinceMs, rateBytesPerSecond, pattern, resource } = leak;
  if (resource !== undefined) return resourceHeadline(resource);
  const grown = `${grownBytes < 0 ? '' : '+'}${bytesInWords(grownBytes)} in ${durationInWords(sinceMs)}`;
  return `${memoryNames[memory]} ${grown} (${rateInWords(rateBytesPerSecond)}, ${manners[pattern] ?? pattern})`;
}

function resourceHeadline({ kind, type, count, perHour }: GrowingResource): string {
  const pace = `${perHour < 0 ? '' : '+'}${Math.round(perHour).toLocaleString('en')} an hour`;
  return `${resourceNames[kind]} ${count.toLocaleString('en')} (${type}), ${pace}`;
}

/** What is known of a leak: who holds it, where it is allocated, the evidence, and what to do. */
export function leakSentences(leak: LeakReport): string[] {
  const { holder, sites, evidence, advice } = leak;
  return [
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
  return `site     ${site.function}   ${site.file}:${site.line}   ${place}   ${rateInWords(site.bytesPerSecond)}`;
}

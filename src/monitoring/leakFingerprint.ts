import type { AllocationSite, MemoryKind } from '../wire/event.ts';

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * A short name for a leak that is the same in two processes and on two days: kind of memory, and the place that
 * allocates most of it, without its line, which moves when a comment is added.
 */
export function leakFingerprint(memory: MemoryKind, sites: readonly AllocationSite[]): string {
  const [culprit] = sites;
  return fingerprintOf(
    culprit ? `${memory} ${culprit.package ?? ''} ${culprit.file} ${culprit.function}` : memory,
  );
}

/** A short name that is the same for the same text (FNV-1a, 32 bits). */
export function fingerprintOf(text: string): string {
  let hash = offsetBasis;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

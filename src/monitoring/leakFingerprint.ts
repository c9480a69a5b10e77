import type { AllocationSite, GrowingResource, MemoryKind } from '../wire/event.ts';
import { isNameless } from '../wire/isNameless.ts';

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** What tells a leak apart whose allocations nobody has named. */
export interface LeakCircumstances {
  /** What it is that grows, where the bytes alone do not say it. */
  readonly resource?: Pick<GrowingResource, 'kind' | 'type'> | undefined;
  /** What names the program, in all of its processes; `undefined` where nobody knows. */
  readonly program?: string | undefined;
}

/**
 * A short name for a leak that is the same in two processes and on two days: kind of memory, and the place that
 * allocates most of it, without its line, which moves when a comment is added; with its line where neither the function
 * nor what is around it has a name. Where no place is known it is the kind of memory, of resource, and the program, so
 * that unrelated programs do not share it.
 */
export function leakFingerprint(
  memory: MemoryKind,
  [culprit]: readonly AllocationSite[],
  { resource, program }: LeakCircumstances = {},
): string {
  if (culprit) {
    const line = isNameless(culprit.function) ? `:${culprit.line}` : '';
    return fingerprintOf(`${memory} ${culprit.package ?? ''} ${culprit.file}${line} ${culprit.function}`);
  }
  const what = resource && `${resource.kind} ${resource.type}`;
  return fingerprintOf([memory, what, program].filter((part) => part !== undefined).join(' '));
}

/** A short name that is the same for the same text (FNV-1a, 32 bits). */
export function fingerprintOf(text: string): string {
  let hash = offsetBasis;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

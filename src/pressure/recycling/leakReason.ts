import type { LeakReport } from '../../wire/event.ts';

/** Why something is replaced that is confirmed to leak, in one sentence or two. */
export function leakReason({ evidence, advice }: LeakReport): string {
  return `It is confirmed to leak. ${evidence[0] ?? advice}`;
}

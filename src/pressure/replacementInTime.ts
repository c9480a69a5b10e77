import type { PressureReading } from './PressureGauge.ts';

/** What decides whether a replacement comes soon enough for no load to be shed until then. */
export interface ReplacementProspect extends Pick<PressureReading, 'share' | 'etaMs' | 'cause'> {
  /** About how long a replacement takes, in milliseconds; `undefined` where there is nobody to ask for one. */
  readonly readyInMs: number | undefined;
  /** Whether a replacement of others in the same container helps as well: see `Recycler.relievedByOthers`. @default false */
  readonly relievedByOthers?: boolean;
}

/** From here on there is no time to find out. */
const fullShare = 0.95;
/** Growth may become faster, and the replacement slower. */
export const replacementMargin = 1.5;

/**
 * Whether a fresh process or worker will have taken over before memory is used up: then requests are answered until it has,
 * and none is refused. Where tasks wait for memory already, or where it is not known how fast it grows, nobody can say so.
 *
 * In a container that a fleet shares it need not be in time: should it be late, the kernel ends one of them, whose place another
 * takes, which costs fewer requests than all of them refuse meanwhile.
 */
export function replacementInTime(prospect: ReplacementProspect): boolean {
  const { readyInMs, share, etaMs, cause, relievedByOthers = false } = prospect;
  if (cause === 'container' && relievedByOthers) return true;
  if (readyInMs === undefined || cause === 'stall' || !(share < fullShare)) return false;
  return etaMs > replacementMargin * readyInMs;
}

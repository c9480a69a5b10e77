import type { Case } from './plan.ts';
import type { Outcome, VerdictChange } from './replay.ts';

/** A suspicion from its beginning to its end. */
export interface Suspicion {
  readonly beginSecond: number;
  /** When it was withdrawn; `undefined` where it stood to the end. */
  readonly endSecond: number | undefined;
}

/** The suspicions of a process, in order. */
export function suspicionsOf(changes: readonly VerdictChange[]): Suspicion[] {
  const suspicions: Suspicion[] = [];
  let beginSecond: number | undefined;
  for (const { level, second } of changes) {
    if (level === 'suspected') beginSecond ??= second;
    if (level !== 'withdrawn' || beginSecond === undefined) continue;
    suspicions.push({ beginSecond, endSecond: second });
    beginSecond = undefined;
  }
  if (beginSecond !== undefined) suspicions.push({ beginSecond, endSecond: undefined });
  return suspicions;
}

/** How a leak fared. */
export interface Detection {
  /** A suspicion stood already when the leak began, so that nothing can be said. */
  readonly blurred: boolean;
  /** Seconds from the onset to the next suspicion; infinite where there is none. */
  readonly delaySeconds: number;
  /** Seconds from the onset to the next confirmation, likewise. */
  readonly confirmedSeconds: number;
}

/** What became of a leak. */
export function detectionOf({ leak }: Case, { changes }: Outcome): Detection {
  const onset = leak?.onsetSecond ?? 0;
  const delayTo = (level: VerdictChange['level']): number => {
    const change = changes.find((each) => each.level === level && each.second >= onset);
    return change === undefined ? Number.POSITIVE_INFINITY : change.second - onset;
  };
  const blurred = suspicionsOf(changes).some(
    ({ beginSecond, endSecond = Number.POSITIVE_INFINITY }) => beginSecond < onset && endSecond >= onset,
  );
  return { blurred, delaySeconds: delayTo('suspected'), confirmedSeconds: delayTo('confirmed') };
}

/** Share of the leaks that were suspected in time, of those of which something can be said; `NaN` of none. */
export function shareSuspected(detections: readonly Detection[], minutes: number): number {
  const clear = detections.filter((detection) => !detection.blurred);
  return clear.filter((detection) => detection.delaySeconds <= 60 * minutes).length / clear.length;
}

/** Share of all leaks that were confirmed in time; `NaN` of none. */
export function shareConfirmed(detections: readonly Detection[], minutes: number): number {
  const inTime = detections.filter((detection) => detection.confirmedSeconds <= 60 * minutes);
  return inTime.length / detections.length;
}

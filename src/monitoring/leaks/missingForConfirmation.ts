import type { MemoryKind } from '../../wire/event.ts';
import { durationInWords } from '../quantity.ts';
import {
  type ConfirmationSettings,
  clearPace,
  partlyBeyond,
  type SuspicionState,
  slowFactor,
  youngestMs,
} from './confirmation.ts';

/** Readings, as far as they can say how long growth has lasted. */
export interface ReadingsKept {
  readonly memory: MemoryKind;
  readonly readings: { readonly reachMs: number };
}

/**
 * What growth lacks that has not been confirmed, to follow "to be confirmed it would have to": the first of the
 * conditions of `basisOf` that it does not meet.
 *
 * @param isBounded whether all of it is in caches that cannot grow without end
 */
export function missingForConfirmation(
  state: SuspicionState,
  { confirmAfter }: ConfirmationSettings,
  isBounded: boolean,
  kept: ReadingsKept,
): string {
  const { sensitivity, uptimeMs, pace, lastedMs, beyondShare, withoutSites } = state;
  if (uptimeMs < youngestMs[sensitivity]) {
    return `go on until the process is ${durationInWords(youngestMs[sensitivity])} old`;
  }
  if (!state.undiminished) return 'go on as fast as it began, and it has slowed down';
  if (state.inSteps) return 'grow all the time, and it comes in steps';
  if (state.sites === 'turned-over') {
    return 'come from functions that keep what they allocate, and most of that dies';
  }
  const slow = pace < clearPace;
  if (lastedMs < (slow ? slowFactor : 1) * confirmAfter) {
    const neededMs = (slow ? slowFactor : 1) * confirmAfter;
    const why = slow ? ', being hardly fast enough to be told' : '';
    return `go on for ${durationInWords(neededMs)}${why}${countedInWords(lastedMs, neededMs, kept)}`;
  }
  if (beyondShare < partlyBeyond) return 'go beyond the levels that this process had before';
  if (isBounded) return 'show outside of packages whose caches cannot grow without end';
  return withoutSites
    ? 'be more even, or unlike any change of the last hours'
    : 'come from functions that are seen to keep all that they allocate, or be unlike any change of the last hours';
}

/** Growth that outlasts the readings is seen to last no longer than they reach back, however long it goes on. */
function countedInWords(lastedMs: number, neededMs: number, { memory, readings }: ReadingsKept): string {
  if (readings.reachMs >= neededMs) return `: ${durationInWords(lastedMs)} of it count, flat parts do not`;
  const cure = memory === 'heap' ? 'raise leakDetection.windowSize' : 'lower leakDetection.confirmAfter';
  return `, and the readings that are kept reach back no further than ${durationInWords(readings.reachMs)}: ${cure}`;
}

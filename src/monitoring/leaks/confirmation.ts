import type { ConfirmationBasis } from '../../wire/event.ts';
import type { LeakSensitivity } from '../leakCriteria.ts';
import type { SiteOpinion } from './SiteEvidence.ts';

/** What a suspicion has come to. */
export interface SuspicionState {
  readonly sensitivity: LeakSensitivity;
  readonly uptimeMs: number;
  /** Since the suspicion was told. */
  readonly suspectedForMs: number;
  /** How long the growth would have taken at the pace of its faster half: flat parts do not count. */
  readonly lastedMs: number;
  /** The growth goes on at the pace at which it began, over the run and over longer windows. */
  readonly undiminished: boolean;
  /** It began with the process, or soon after. */
  readonly sinceStart: boolean;
  /** It came by a few jumps, with little between them. */
  readonly inSteps: boolean;
  /** A declared holder has exceeded its bound. */
  readonly exceeded: boolean;
  /** A declared holder fills. */
  readonly filling: boolean;
  readonly sites: SiteOpinion;
  /** Its allocations cannot be sampled: it is not the heap. */
  readonly withoutSites: boolean;
  /** Share of the growth that lies above any level seen before it began. */
  readonly beyondShare: number;
  /** Steady growth as a multiple of any like change in the hours before it; `NaN` where too little is known of them. */
  readonly contrast: number;
  /** Its rate, as a multiple of the least that is suspected. */
  readonly pace: number;
  /** What has grown, as a multiple of the level at the onset. */
  readonly multiple: number;
  /** How many times as busy the event loop is now as it was at the onset; `NaN` where nobody knows. */
  readonly loadRatio: number;
  /** How far the growth stands above a random walk. */
  readonly walkSignificance: number;
  /** Share of the memory that was free at the onset and is taken by now; `NaN` where there is no limit. */
  readonly eatenShare: number;
}

/** The settings that a confirmation depends on. */
export interface ConfirmationSettings {
  readonly confirmAfter: number;
  readonly holdersDeclared: boolean;
}

const minuteMs = 60_000;

/** Nothing is confirmed in a younger process: warm-up looks like a leak until it ends. */
export const youngestMs: Readonly<Record<LeakSensitivity, number>> = {
  low: 60 * minuteMs,
  medium: 15 * minuteMs,
  high: 5 * minuteMs,
};
/** Share of the free memory that growth must have eaten. */
const eaten: Readonly<Record<LeakSensitivity, number>> = { low: 0.5, medium: 0.35, high: 0.25 };
/** With all holders declared, sites that keep everything settle it so long after the suspicion. */
const closedWorldMs = 150_000;
/** And totals alone, where sites cannot tell, settle it after so long. */
const unseenMs = 8 * minuteMs;
/** What is barely fast enough to be suspected may be slow loads and loading; it has time, and needs it. */
export const clearPace = 1.5;
/** So much longer it must last. */
export const slowFactor = 4;
const mostlyBeyond = 0.7;
/** Of the growth, this share must lie above earlier levels, whatever else is known. */
export const partlyBeyond = 0.5;
/** A rise that begins from rest, as that of a slow swing, reaches 1.7. */
const clearContrast = 2.2;
const clearWalk = 5;
/** Where no past is known, growth beside the heap must be as even as this: leaks from the start of a process reached 30 to 1,600. */
const evenWalk = 20;
const beyondFactor = 2;
const loadNoise = 0.25;

/** By when growth is settled that goes on as it does. @returns epoch milliseconds */
export function settledAt(
  onset: number,
  startedAt: number,
  {
    confirmAfter,
    sensitivity,
  }: Pick<ConfirmationSettings, 'confirmAfter'> & Pick<SuspicionState, 'sensitivity'>,
): number {
  return Math.max(onset + confirmAfter, startedAt + youngestMs[sensitivity]);
}

/** What a confirmation would rest on now; `undefined` where it is too early, or other explanations are left. */
export function basisOf(
  state: SuspicionState,
  settings: ConfirmationSettings,
): ConfirmationBasis | undefined {
  const { confirmAfter, holdersDeclared } = settings;
  if (state.exceeded) return 'holder';
  if (state.uptimeMs < youngestMs[state.sensitivity]) return undefined;
  if (!state.undiminished || state.inSteps || state.sites === 'turned-over') return undefined;
  if (state.pace < clearPace && state.lastedMs < slowFactor * confirmAfter) return undefined;
  if (holdersDeclared && isClosedWorldLeak(state, confirmAfter)) return 'sites';
  if (state.eatenShare >= eaten[state.sensitivity] && state.beyondShare >= mostlyBeyond) return 'consuming';
  return isPersistent(state, settings) ? 'persistent' : undefined;
}

function isClosedWorldLeak(state: SuspicionState, confirmAfter: number): boolean {
  if (state.suspectedForMs < closedWorldMs) return false;
  // What fills up after the start keeps everything, too, and slows down late.
  if (state.sinceStart && state.lastedMs < 2 * confirmAfter) return false;
  if (state.sites === 'kept') return !state.filling;
  return state.lastedMs >= unseenMs && isUnlikeThePast(state);
}

function isPersistent(
  state: SuspicionState,
  { confirmAfter, holdersDeclared }: ConfirmationSettings,
): boolean {
  if (state.lastedMs < confirmAfter || state.beyondShare < partlyBeyond) return false;
  if (state.sites === 'kept' || isUnlikeThePast(state)) return true;
  // Whoever has declared everything is told of nothing that is not sure.
  return !holdersDeclared && isEvenFromTheStart(state);
}

/**
 * Growth of which no past is known, and which neither wanders nor follows the load. Beside the heap, evenness has to do:
 * buffers in flight and memory of native code do not follow a load for so long.
 */
function isEvenFromTheStart(state: SuspicionState): boolean {
  const { withoutSites, sinceStart, contrast, walkSignificance } = state;
  if (!sinceStart || !Number.isNaN(contrast)) return false;
  return withoutSites ? walkSignificance >= evenWalk : walkSignificance >= clearWalk && isBeyondLoad(state);
}

/** What is held for the work in hand grows as the load does; twice that, and half of the level, is more than that. */
function isBeyondLoad({ multiple, loadRatio }: SuspicionState): boolean {
  return multiple >= beyondFactor * (Math.max(0, loadRatio - 1) + loadNoise);
}

/** Growth such as this process has not shown before, and that no random walk would. */
function isUnlikeThePast(state: SuspicionState): boolean {
  return state.contrast >= clearContrast && state.walkSignificance >= clearWalk;
}

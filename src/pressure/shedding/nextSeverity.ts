import type { PressureReading } from '../PressureGauge.ts';
import { mostSeverity } from './RequestPriority.ts';

/** Where shedding stands. */
export interface SeverityState {
  /** 0 to 10: see {@link refusedShare}. */
  readonly severity: number;
  /** The used share of a limit that later ones are compared with: the highest since memory was last found to become fuller. */
  readonly share: number;
  /** The lowest since then. */
  readonly lowest: number;
  /** For how long memory has been below `share` by more than a percent of the limit, in milliseconds. */
  readonly lowMs: number;
  /** For how long memory has gone no higher and no lower than that, in milliseconds. */
  readonly flatMs: number;
  /** For how long a step in the direction of the last decision has been due, since it was last made. */
  readonly dueMs: number;
  /** Whether shedding has been eased at this level, because memory did not change by it. */
  readonly eased: boolean;
  /** The used share at which refusing was last found to be in vain; `NaN` where it was not. */
  readonly vainShare: number;
  /** How often in a row that was at more than the time before: what was admitted in between has stayed. */
  readonly risesInVain: number;
}

/** What decides upon the next step. */
export interface SeverityMoment {
  readonly reading: Pick<PressureReading, 'share' | 'shareWithGarbage' | 'cause'>;
  /** The most that the level allows; 0 where memory is not short at this moment. */
  readonly ceiling: number;
  /** Time since the last decision, in milliseconds. */
  readonly elapsedMs: number;
  /** Time from one step up to the next while memory stays as full, in milliseconds. */
  readonly stepUpMs: number;
  /** Time from one step down to the next, in milliseconds. */
  readonly stepDownMs: number;
  /** What the end of shedding takes longer by, where it has ended too early before; easing goes by memory alone. @default 1 */
  readonly slowness?: number;
}

/** Nothing is shed. */
export const unshed: SeverityState = {
  severity: 0,
  share: Number.NaN,
  lowest: Number.NaN,
  lowMs: 0,
  flatMs: 0,
  dueMs: 0,
  eased: false,
  vainShare: Number.NaN,
  risesInVain: 0,
};

/** The first step refuses all of low priority and a third of normal priority: memory may be full within seconds. */
const firstSeverity = 4;
/** Memory has changed if the used share of its limit has by so much. */
const changedShare = 0.01;
/** Shedding that changes nothing for so long is not what helps. */
const patienceMs = 10_000;
/** Then it is eased so much more slowly than it ends. */
const easingFactor = 5;
/** From here on nothing is eased for longer, and nobody waits for the next step: there is hardly any room to find out. */
const fullShare = 0.95;
/** A process that refuses everything and gets no better is worth less than one that ends and is started again. */
const fullPatienceMs = 90_000;
/** Memory that has been below where it was for so long is not going back there with the next garbage. */
const settledMs = 60_000;
/** What has stayed so often is a leak, against which refusing requests is no help at all. */
const enoughRises = 2;
/** All is refused once more for so long where hardly any room is left. */
const lastTryMs = 30_000;
/** Until memory has come down by so much. */
const reliefShare = 0.03;
/** What may be garbage, and may not, keeps shedding from ending where there is so much of it. */
const unsureShare = 0.9;

/**
 * The next step. One up for each percent of its limit by which memory has become fuller, and one while it stays as full, up
 * to what the level allows; none while it is emptier; one down, more slowly, where the level allows less, but not while
 * what is in use, garbage or not, would nearly fill the limit: first somebody has to look. Where memory has been no
 * fuller and no emptier for ten seconds, garbage that comes and goes aside, requests are not what fills it, so refusing them
 * all would be an outage that helps nobody: shedding is eased step by step, until memory becomes fuller again. From 95 % of
 * the limit on that takes ninety. Where what was admitted in between has stayed twice, which is what a leak does, nothing is
 * shed any more until memory has come down, but for one last try at 95 %: the process would refuse nearly everything for as
 * long as it lives.
 */
export function nextSeverity(state: SeverityState, moment: SeverityMoment): SeverityState {
  const { reading, ceiling, elapsedMs, stepUpMs, stepDownMs, slowness = 1 } = moment;
  const { severity } = state;
  const { share } = reading;
  if (severity > ceiling) {
    const flatMs = Number.isNaN(state.share) ? state.flatMs + elapsedMs : 0;
    const falling = { ...state, share: Number.NaN, lowest: Number.NaN, lowMs: 0, flatMs, eased: false };
    if (isUnsure(reading) && flatMs < patienceMs) return { ...falling, dueMs: 0 };
    return moved(falling, severity - 1, elapsedMs, stepDownMs * slowness);
  }
  if (ceiling === 0) return unshed;
  const changed = share - state.share;
  if (state.risesInVain >= enoughRises) return nextOfLeak(state, moment);
  if (changed >= changedShare) {
    const steps = Math.floor(changed / changedShare);
    return { ...state, ...from(share), severity: Math.min(ceiling, severity + steps), dueMs: 0 };
  }
  const isLow = changed <= -changedShare;
  const lowMs = isLow ? state.lowMs + elapsedMs : 0;
  if (share <= state.lowest - changedShare) return { ...state, lowest: share, lowMs, flatMs: 0, dueMs: 0 };
  const flat = { ...state, ...(isUnknown(state) || lowMs >= settledMs ? from(share) : { lowMs }) };
  const flatMs = state.flatMs + elapsedMs;
  const resting = { ...flat, flatMs };
  const patience = share < fullShare ? patienceMs : fullPatienceMs;
  const isPatient = flatMs < patience && !(state.eased && share < fullShare);
  if (reading.cause === 'stall' || Number.isNaN(share) || (isPatient && !isLow)) {
    return moved(resting, Math.min(ceiling, severity + 1), elapsedMs, stepUpMs);
  }
  if (flatMs < patience) return { ...resting, dueMs: 0 };
  const vain = flatMs - elapsedMs < patience ? inVain(state, share) : {};
  return {
    ...moved({ ...resting, ...vain }, severity - 1, elapsedMs, stepDownMs * easingFactor),
    eased: true,
  };
}

/** The next step where memory has risen in vain: what is long under way, and no leak, may still end while all is refused. */
function nextOfLeak(
  state: SeverityState,
  { reading: { share }, ceiling, ...moment }: SeverityMoment,
): SeverityState {
  if (share <= state.share - reliefShare) return { ...unshed, ...from(share) };
  const flatMs = share < fullShare ? 0 : state.flatMs + moment.elapsedMs;
  const higher = { ...state, share: Math.max(share, state.share), flatMs };
  return flatMs > 0 && flatMs < lastTryMs
    ? moved(higher, Math.min(ceiling, state.severity + 1), moment.elapsedMs, moment.stepUpMs)
    : moved(higher, state.severity - 1, moment.elapsedMs, moment.stepDownMs);
}

/** It has been refused for long enough, and memory has not come down. */
function inVain(
  { vainShare, risesInVain }: SeverityState,
  share: number,
): Pick<SeverityState, 'vainShare' | 'risesInVain'> {
  if (Number.isNaN(vainShare) || share <= vainShare - reliefShare)
    return { vainShare: share, risesInVain: 0 };
  const isRise = share >= vainShare + changedShare;
  return { vainShare: isRise ? share : vainShare, risesInVain: risesInVain + (isRise ? 1 : 0) };
}

/** Memory as it is now is what it is compared with. */
function from(share: number): Pick<SeverityState, 'share' | 'lowest' | 'lowMs' | 'flatMs'> {
  return { share, lowest: share, lowMs: 0, flatMs: 0 };
}

function isUnknown({ share }: SeverityState): boolean {
  return Number.isNaN(share);
}

/** Whether nobody knows that memory is no longer short: so much is in use that only a collection can tell. */
export function isUnsure({ shareWithGarbage }: Pick<PressureReading, 'shareWithGarbage'>): boolean {
  return shareWithGarbage >= unsureShare;
}

/** The first step at a level that allows so much. */
export function firstStep(state: SeverityState, ceiling: number, share: number): SeverityState {
  const first = share >= fullShare ? ceiling : Math.min(firstSeverity, ceiling);
  const severity = Math.min(mostSeverity, Math.max(state.severity, first));
  return { ...unshed, severity, ...from(share) };
}

/** Nothing is shed though memory is as full as that, and one step comes for each percent by which it becomes fuller. */
export function eased(share: number): SeverityState {
  return { ...unshed, ...from(share), eased: true };
}

/** One step, if it has been due for long enough. */
function moved(state: SeverityState, severity: number, elapsedMs: number, stepMs: number): SeverityState {
  const dueMs = state.dueMs + elapsedMs;
  return dueMs < stepMs ? { ...state, dueMs } : { ...state, severity: Math.max(0, severity), dueMs: 0 };
}

import type { PressureReading } from '../PressureGauge.ts';
import { mostSeverity } from './RequestPriority.ts';

/** Where shedding stands. */
export interface SeverityState {
  /** 0 to 10: see {@link refusedShare}. */
  readonly severity: number;
  /** The used share of a limit that later ones are compared with. */
  readonly share: number;
  /** For how long that share has been about the same, in milliseconds. */
  readonly flatMs: number;
  /** For how long a step in the direction of the last decision has been due, since it was last made. */
  readonly dueMs: number;
  /** Whether shedding has been eased at this level, because memory did not change by it. */
  readonly eased: boolean;
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
}

/** Nothing is shed. */
export const unshed: SeverityState = {
  severity: 0,
  share: Number.NaN,
  flatMs: 0,
  dueMs: 0,
  eased: false,
};

/** The first step refuses all of low priority and a third of normal priority: memory may be full within seconds. */
const firstSeverity = 4;
/** Memory has changed if the used share of its limit has by so much. */
const changedShare = 0.01;
/** Shedding that changes nothing for so long is not what helps. */
const patienceMs = 10_000;
/** Then it is eased so much more slowly than it ends. */
const easingFactor = 5;
/** From here on nothing is eased, and nobody waits for the next step: there is no room to find out. */
const fullShare = 0.95;
/** What may be garbage, and may not, keeps shedding from ending where there is so much of it. */
const unsureShare = 0.9;

/**
 * The next step. One up for each percent of its limit by which memory has become fuller, and one while it stays as full, up
 * to what the level allows; none while it becomes emptier; one down, more slowly, where the level allows less, but not while
 * what is in use, garbage or not, would nearly fill the limit: first somebody has to look. Where memory has stayed the
 * same for ten seconds, requests are not what fills it, so refusing them all would be an outage that helps nobody: shedding
 * is eased step by step, until memory becomes fuller again.
 */
export function nextSeverity(state: SeverityState, moment: SeverityMoment): SeverityState {
  const { reading, ceiling, elapsedMs, stepUpMs, stepDownMs } = moment;
  const { severity } = state;
  const { share } = reading;
  if (severity > ceiling) {
    const flatMs = Number.isNaN(state.share) ? state.flatMs + elapsedMs : 0;
    const falling = { ...state, share: Number.NaN, flatMs, eased: false };
    if (isUnsure(reading) && flatMs < patienceMs) return { ...falling, dueMs: 0 };
    return moved(falling, severity - 1, elapsedMs, stepDownMs);
  }
  if (ceiling === 0) return unshed;
  const changed = share - state.share;
  if (changed <= -changedShare) return { ...state, share, flatMs: 0, dueMs: 0 };
  if (changed >= changedShare) {
    const steps = Math.floor(changed / changedShare);
    return { ...state, severity: Math.min(ceiling, severity + steps), share, flatMs: 0, dueMs: 0 };
  }
  const flatMs = state.flatMs + elapsedMs;
  const flat = { ...state, share: Number.isNaN(state.share) ? share : state.share, flatMs };
  if (reading.cause === 'stall' || !(share < fullShare) || (flatMs < patienceMs && !state.eased)) {
    return moved(flat, Math.min(ceiling, severity + 1), elapsedMs, stepUpMs);
  }
  if (flatMs < patienceMs) return { ...flat, dueMs: 0 };
  return { ...moved(flat, severity - 1, elapsedMs, stepDownMs * easingFactor), eased: true };
}

/** Whether nobody knows that memory is no longer short: so much is in use that only a collection can tell. */
export function isUnsure({ shareWithGarbage }: Pick<PressureReading, 'shareWithGarbage'>): boolean {
  return shareWithGarbage >= unsureShare;
}

/** The first step at a level that allows so much. */
export function firstStep(state: SeverityState, ceiling: number, share: number): SeverityState {
  const first = share >= fullShare ? ceiling : Math.min(firstSeverity, ceiling);
  const severity = Math.min(mostSeverity, Math.max(state.severity, first));
  return { severity, share, flatMs: 0, dueMs: 0, eased: false };
}

/** One step, if it has been due for long enough. */
function moved(state: SeverityState, severity: number, elapsedMs: number, stepMs: number): SeverityState {
  const dueMs = state.dueMs + elapsedMs;
  return dueMs < stepMs ? { ...state, dueMs } : { ...state, severity: Math.max(0, severity), dueMs: 0 };
}

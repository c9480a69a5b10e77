import type { PressureLevel } from '../wire/event.ts';
import type { PressureReading } from './PressureGauge.ts';
import { pressureLevels } from './pressureCriteria.ts';

type PressureCause = NonNullable<PressureReading['cause']>;

/** What is known of one registered strategy. */
export interface StrategyState {
  readonly level: PressureLevel;
  readonly priority: number;
  readonly cost: number;
  readonly cooldownMs: number;
  /** Whether it is one of those that there are by default. @default false */
  readonly usual?: boolean;
  /** When its last application ended, in epoch milliseconds; -Infinity before the first. */
  readonly endedAt: number;
  /** Applications in a row that are not known to have freed anything worth a word. */
  readonly fruitless: number;
  /** For how long it rests after that, in milliseconds, since it stopped the program for long to free little. @default 0 */
  readonly restMs?: number;
  /** The largest used share of a limit when the last application began. */
  readonly share: number;
  /** Whether its last application has shown that what was only likely to be short was not. @default false */
  readonly disproved?: boolean;
  /** What was short then; `undefined` before the first. */
  readonly cause?: PressureCause | undefined;
}

/** An application that is under way. */
export interface UnderWay<State extends StrategyState = StrategyState> {
  readonly strategy: State;
  /** The level at which it began. */
  readonly level: PressureLevel;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** All that the decision goes by. */
export interface ResponseMoment<State extends StrategyState = StrategyState> {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly level: PressureLevel;
  /** Since when the level has been what it is; -Infinity where it has never been another. */
  readonly levelSince: number;
  /** The largest used share of a limit. */
  readonly share: number;
  /** What is short; what has freed nothing of something else says nothing of it. */
  readonly cause?: PressureCause | undefined;
  /** Whether the garbage that is known of is more than what memory is short of. @default false */
  readonly collectible?: boolean;
  /** Whether it is only likely that memory is so short. @default false */
  readonly unproved?: boolean;
  readonly underWay: readonly UnderWay<State>[];
  /** Whether two of them are the same to the application, so that they never run at once. @default whether they are identical */
  readonly isSame?: (one: State, other: State) => boolean;
  /** When the last application of any strategy ended; -Infinity before the first. */
  readonly lastEndedAt: number;
  /** Whether that one is known to have freed memory; `true` before the first. */
  readonly lastHelped: boolean;
  /** In the order of their registration. */
  readonly strategies: readonly State[];
}

/** How long the effect of one response is waited for before another is tried, in milliseconds. */
const settleMs: Readonly<Record<PressureLevel, number>> = { normal: 0, warning: 2000, critical: 500 };

/** The cooldown doubles with each fruitless application, up to 256-fold. */
const mostDoublings = 8;
/** What has no cooldown of its own doubles this one, in milliseconds, where it frees nothing. */
const leastDoubledMs = 500;
/** Where so much more of a limit is used there is something new to free, and the doubling does not count. */
const worseShare = 0.03;

/** For so long at critical an application of somebody else's holds up others, in milliseconds. */
const patienceMs = 1000;

/**
 * What is to be done at this moment: the strategy to apply, or `undefined`. One at a time; those of the level come before
 * those of a lower level (ours of a lower level have no turn), then the higher priority, then the lower cost, then the earlier registration; none before its
 * cooldown, and none before the last one could have had an effect. Whoever has had a turn while others waited for theirs
 * comes after them, so that one without a cooldown is not all there is. Strategies of `normal` are applied once after each
 * episode of pressure.
 *
 * At `critical` nobody is waited for in vain. What began at a lower level, or is not one of ours and has taken longer than a
 * second, goes on beside what is done next. And where the last application is not known to have freed anything, the next
 * turn is ours, whatever priority the others have.
 */
export function decideResponse<State extends StrategyState>(
  moment: ResponseMoment<State>,
): State | undefined {
  const { time, level, underWay, lastEndedAt, lastHelped, share } = moment;
  if (underWay.some((each) => holdsUp(each, moment))) return undefined;
  const hasSettled = time - lastEndedAt >= settleMs[level];
  const isOurTurn = level === 'critical' && !lastHelped;
  const due = moment.strategies.filter(
    (strategy) => (hasSettled || isNeeded(strategy, share)) && isDue(strategy, moment),
  );
  const longestDueAt = Math.min(...due.map((strategy) => dueAtOf(strategy, moment)));
  let first: State | undefined;
  for (const strategy of due) {
    const isServed = strategy.endedAt > longestDueAt;
    if (isServed && !(isOurTurn && strategy.usual === true)) continue;
    if (first === undefined || goesBefore(strategy, first, isOurTurn)) first = strategy;
  }
  return first;
}

/** Whether its level is there, its cooldown over, and nothing under way in its way. */
function isDue<State extends StrategyState>(strategy: State, moment: ResponseMoment<State>): boolean {
  const { time, level, levelSince, underWay, isSame = Object.is } = moment;
  if (level === 'normal') {
    return strategy.level === 'normal' && Number.isFinite(levelSince) && strategy.endedAt < levelSince;
  }
  if (strategy.level === 'normal' || rankOf(strategy.level) > rankOf(level)) return false;
  if (isOutdone(strategy, moment) || isPremature(strategy, moment)) return false;
  if (underWay.length > 0) {
    // Beside others only what critical is there for.
    if (strategy.usual !== true && strategy.level !== 'critical') return false;
    if (underWay.some((each) => isSame(each.strategy, strategy))) return false;
  }
  return time - strategy.endedAt >= waitOf(strategy, moment);
}

/** Whether it is one of ours for a lower level, where the one for this level does the same and more. */
function isOutdone(
  { usual, level }: StrategyState,
  moment: Pick<ResponseMoment, 'level' | 'strategies'>,
): boolean {
  if (usual !== true || level === moment.level) return false;
  return moment.strategies.some((other) => other.usual === true && other.level === moment.level);
}

/** Whether it is ours, and V8's next collection may show before memory is critical that nothing is short. */
function isPremature(
  { usual }: StrategyState,
  { level, unproved }: Pick<ResponseMoment, 'level' | 'unproved'>,
): boolean {
  return usual === true && level === 'warning' && unproved === true;
}

/** Since when it could have been applied. */
function dueAtOf(
  strategy: StrategyState,
  moment: Pick<ResponseMoment, 'levelSince' | 'share' | 'cause' | 'collectible'>,
): number {
  return Math.max(moment.levelSince, strategy.endedAt + waitOf(strategy, moment));
}

/** Garbage is back sooner than what was pruned: as long as collections help, nobody waits for longer than their effect takes. */
function waitOf(
  strategy: StrategyState,
  { share, cause, collectible = false }: Pick<ResponseMoment, 'share' | 'cause' | 'collectible'>,
): number {
  const collects = strategy.usual === true && strategy.level === 'critical' && strategy.fruitless === 0;
  return (collectible && collects) || isNeeded(strategy, share) ? 0 : cooldownOf(strategy, share, cause);
}

/** Whether it was premature the last time, and memory has grown on since: then there was no effect to wait for. */
function isNeeded({ disproved, share: then }: StrategyState, share: number): boolean {
  return disproved === true && share >= then + worseShare;
}

function holdsUp(
  { strategy, level, startedAt }: UnderWay,
  moment: Pick<ResponseMoment, 'level' | 'time'>,
): boolean {
  if (moment.level !== 'critical') return true;
  if (level !== 'critical' || strategy.level !== 'critical') return false;
  return strategy.usual === true || moment.time - startedAt < patienceMs;
}

/** Least time between two applications as it is now, where so much of a limit is used, and this is short. */
export function cooldownOf(
  { cooldownMs, fruitless, restMs = 0, share, cause }: StrategyState,
  shareNow: number,
  causeNow: PressureCause | undefined = cause,
): number {
  if (shareNow >= share + worseShare) return cooldownMs;
  const isAnother = cause !== undefined && causeNow !== undefined && causeNow !== cause;
  if (fruitless === 0 || isAnother) return Math.max(cooldownMs, restMs);
  const doubledMs = Math.max(cooldownMs, leastDoubledMs) * 2 ** Math.min(fruitless, mostDoublings);
  return Math.max(doubledMs, restMs);
}

function goesBefore(one: StrategyState, other: StrategyState, isOurTurn: boolean): boolean {
  const ranks = rankOf(one.level) - rankOf(other.level);
  if (ranks !== 0) return ranks > 0;
  const isOurs = one.usual === true;
  if (isOurTurn && isOurs !== (other.usual === true)) return isOurs;
  if (one.priority !== other.priority) return one.priority > other.priority;
  return one.cost < other.cost;
}

function rankOf(level: PressureLevel): number {
  return pressureLevels.indexOf(level);
}

import type { PressureLevel } from '../wire/event.ts';
import { pressureLevels } from './pressureCriteria.ts';

/** What is known of one registered strategy. */
export interface StrategyState {
  readonly level: PressureLevel;
  readonly priority: number;
  readonly cost: number;
  readonly cooldownMs: number;
  /** When its last application ended, in epoch milliseconds; -Infinity before the first. */
  readonly endedAt: number;
  /** Applications in a row that are not known to have freed anything worth a word. */
  readonly fruitless: number;
  /** The largest used share of a limit when the last application began. */
  readonly share: number;
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
  /** Whether an application is under way. */
  readonly busy: boolean;
  /** When the last application of any strategy ended; -Infinity before the first. */
  readonly lastEndedAt: number;
  /** In the order of their registration. */
  readonly strategies: readonly State[];
}

/** How long the effect of one response is waited for before another is tried, in milliseconds. */
const settleMs: Readonly<Record<PressureLevel, number>> = { normal: 0, warning: 2000, critical: 500 };

/** The cooldown doubles with each fruitless application, up to 256-fold. */
const mostDoublings = 8;
/** Where so much more of a limit is used there is something new to free, and the doubling does not count. */
const worseShare = 0.03;

/**
 * What is to be done at this moment: the strategy to apply, or `undefined`. One at a time; those of the level come before
 * those of a lower level, then the higher priority, then the lower cost, then the earlier registration; none before its
 * cooldown, and none before the last one could have had an effect. Strategies of `normal` are applied once after each
 * episode of pressure.
 */
export function decideResponse<State extends StrategyState>(
  moment: ResponseMoment<State>,
): State | undefined {
  const { time, level, levelSince, share, busy, lastEndedAt, strategies } = moment;
  if (busy || time - lastEndedAt < settleMs[level]) return undefined;
  const rank = rankOf(level);
  let first: State | undefined;
  for (const strategy of strategies) {
    if (rankOf(strategy.level) > rank || (rank > 0 && strategy.level === 'normal')) continue;
    const due =
      rank > 0
        ? time - strategy.endedAt >= cooldownOf(strategy, share)
        : Number.isFinite(levelSince) && strategy.endedAt < levelSince;
    if (due && (first === undefined || goesBefore(strategy, first))) first = strategy;
  }
  return first;
}

/** Least time between two applications as it is now, where so much of a limit is used. */
export function cooldownOf({ cooldownMs, fruitless, share }: StrategyState, shareNow: number): number {
  const worse = shareNow >= share + worseShare;
  return worse ? cooldownMs : cooldownMs * 2 ** Math.min(fruitless, mostDoublings);
}

function goesBefore(one: StrategyState, other: StrategyState): boolean {
  const ranks = rankOf(one.level) - rankOf(other.level);
  if (ranks !== 0) return ranks > 0;
  if (one.priority !== other.priority) return one.priority > other.priority;
  return one.cost < other.cost;
}

function rankOf(level: PressureLevel): number {
  return pressureLevels.indexOf(level);
}

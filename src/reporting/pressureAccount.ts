import type { MemoryEvent, PressureLevel } from '../wire/event.ts';
import type { Recycling, StrategyResult } from '../wire/response.ts';

/** What one strategy has done over a period. */
export interface StrategyAccount {
  readonly strategy: string;
  /** How often it was applied. */
  readonly times: number;
  /** Bytes that collections have shown to be free, of all times together; `undefined` where that was never measured. */
  readonly freedBytes: number | undefined;
  /** Bytes that it says it has freed where nobody has measured it, of those times together; `undefined` where it says nothing. */
  readonly claimedBytes: number | undefined;
  /** For how long the thread stood still, in milliseconds, as far as it is known. */
  readonly pauseMs: number;
  /** How often it came to what. */
  readonly results: Readonly<Partial<Record<StrategyResult, number>>>;
}

/** Pressure over a period, and what was done about it. */
export interface PressureAccount {
  /** The level at the end. */
  readonly level: PressureLevel;
  /** Milliseconds at each level. */
  readonly timeMs: Readonly<Record<PressureLevel, number>>;
  /** How often each level was entered from a lower one. */
  readonly entered: Readonly<Record<Exclude<PressureLevel, 'normal'>, number>>;
  /** In the order in which they were first applied. */
  readonly strategies: readonly StrategyAccount[];
  /** Workers and processes that were replaced, or were to be; oldest first. */
  readonly recyclings: readonly { readonly time: number; readonly recycling: Recycling }[];
}

const severity: readonly PressureLevel[] = ['normal', 'warning', 'critical'];

/**
 * Adds up what events tell of pressure between two times, in epoch milliseconds.
 *
 * @param events oldest first; those before the period tell the level at its beginning, those after it are left out
 */
export function pressureAccount(
  events: readonly MemoryEvent[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): PressureAccount {
  const timeMs: Record<PressureLevel, number> = { normal: 0, warning: 0, critical: 0 };
  const entered = { warning: 0, critical: 0 };
  const strategies = new Map<string, Mutable<StrategyAccount>>();
  const recyclings: { time: number; recycling: Recycling }[] = [];
  let level: PressureLevel = 'normal';
  let since = fromMs;
  for (const event of events) {
    if (event.time > toMs) break;
    const isWithin = event.time >= fromMs;
    if (event.type === 'memory:pressure_changed') {
      const now = Math.max(fromMs, event.time);
      timeMs[level] += now - since;
      since = now;
      const next = event.payload.level;
      if (isWithin && next !== 'normal' && severity.indexOf(next) > severity.indexOf(level))
        entered[next] += 1;
      level = next;
    } else if (isWithin && event.type === 'memory:strategy_applied') {
      addTo(strategies, event.payload);
    } else if (isWithin && event.type === 'memory:recycling') {
      recyclings.push({ time: event.time, recycling: event.payload });
    }
  }
  timeMs[level] += Math.max(0, toMs - since);
  return { level, timeMs, entered, strategies: [...strategies.values()], recyclings };
}

type Mutable<Account> = { -readonly [Key in keyof Account]: Account[Key] } & {
  results: Partial<Record<StrategyResult, number>>;
};

function addTo(
  strategies: Map<string, Mutable<StrategyAccount>>,
  { strategy, freedBytes, measured, claimedBytes = freedBytes, pauseMs, result = 'unknown' }: Applied,
): void {
  const account = strategies.get(strategy) ?? {
    strategy,
    times: 0,
    freedBytes: undefined,
    claimedBytes: undefined,
    pauseMs: 0,
    results: {},
  };
  strategies.set(strategy, account);
  account.times += 1;
  account.pauseMs += pauseMs ?? 0;
  account.results[result] = (account.results[result] ?? 0) + 1;
  if (measured && freedBytes !== undefined) account.freedBytes = (account.freedBytes ?? 0) + freedBytes;
  if (!measured && claimedBytes !== undefined) {
    account.claimedBytes = (account.claimedBytes ?? 0) + claimedBytes;
  }
}

type Applied = Extract<MemoryEvent, { readonly type: 'memory:strategy_applied' }>['payload'];

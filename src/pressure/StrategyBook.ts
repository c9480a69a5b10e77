import { checkedFunction } from '../configuration/checkedOptions.ts';
import { nearest } from '../configuration/nearest.ts';
import { describe, invalidOption, TidemarkError } from '../TidemarkError.ts';
import type { PressureLevel } from '../wire/event.ts';
import type { StrategyState } from './decideResponse.ts';
import type {
  AppliedStrategy,
  MemoryStrategy,
  PressureSituation,
  StrategyOutcome,
} from './MemoryStrategy.ts';
import type { PressureReading } from './PressureGauge.ts';
import { pressureLevels } from './pressureCriteria.ts';
import type { RunResult } from './StrategyRunner.ts';

/** A strategy may be a function alone. */
export type StrategyFunction = (
  situation: PressureSituation,
) => StrategyOutcome | undefined | Promise<StrategyOutcome | undefined>;

/** A registered strategy, and what is known of it. */
export interface StrategyEntry extends StrategyState {
  readonly strategy: MemoryStrategy;
  /** What was registered: a strategy that is registered twice is one strategy. */
  readonly given: MemoryStrategy | StrategyFunction;
  /** Whether it is applied while automatic management is off, too. */
  readonly always: boolean;
  endedAt: number;
  fruitless: number;
  restMs: number;
  share: number;
  cause: PressureReading['cause'];
  disproved: boolean;
}

/** How a strategy is registered that is one of ours. */
export interface RegistrationOptions {
  /** Applied while automatic management is off, too. @default false */
  readonly always?: boolean;
  /** There by default. @default false */
  readonly usual?: boolean;
}

const numbers = ['priority', 'cost', 'cooldownMs', 'timeoutMs'] as const;
const mostStrategies = 100;
const keptRecords = 100;
const usualCooldownMs = 30_000;
const longestName = 200;
/** Timers of the platform that are to take longer fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** What is known of a strategy before its first application. */
const unapplied = {
  endedAt: Number.NEGATIVE_INFINITY,
  fruitless: 0,
  restMs: 0,
  share: 0,
  cause: undefined,
  disproved: false,
} as const satisfies Partial<StrategyEntry>;

/** The strategies by level, what has come of each, and the last 100 applications. */
export class StrategyBook {
  readonly #applied: AppliedStrategy[] = [];
  #entries: readonly StrategyEntry[] = [];
  #lastEndedAt = Number.NEGATIVE_INFINITY;
  #lastHelped = true;

  /** In the order of their registration. */
  get entries(): readonly StrategyEntry[] {
    return this.#entries;
  }

  /** Applications, newest last; at most 100 are kept. */
  get applied(): readonly AppliedStrategy[] {
    return this.#applied.slice();
  }

  /** When the last application ended, in epoch milliseconds. */
  get lastEndedAt(): number {
    return this.#lastEndedAt;
  }

  /** Whether the last one is known to have freed memory; `true` before the first. */
  get lastHelped(): boolean {
    return this.#lastHelped;
  }

  /**
   * Adds a strategy, in the place of itself, or of one of ours with the same name at that level. Returns a function that
   * takes it out. Functions with equal names are numbered.
   *
   * @throws TidemarkError `INVALID_OPTION`, also where another has its name, or `UNKNOWN_OPTION` where one of its numbers is misspelt
   */
  register(
    level: PressureLevel,
    given: MemoryStrategy | StrategyFunction,
    { always = false, usual = false }: RegistrationOptions = {},
  ): () => void {
    if (!pressureLevels.includes(level)) {
      throw invalidOption('level', 'one of "normal", "warning", "critical"', level);
    }
    const others = this.#entries.filter((other) => other.level !== level || other.given !== given);
    const strategy = this.#checked(given, namesAt(level, others));
    const entry: StrategyEntry = {
      strategy,
      given,
      always,
      usual,
      level,
      priority: amountOf('strategy.priority', strategy.priority, 0, Number.NEGATIVE_INFINITY),
      cost: amountOf('strategy.cost', strategy.cost, 1, 0),
      cooldownMs: amountOf('strategy.cooldownMs', strategy.cooldownMs, usualCooldownMs, 0),
      ...unapplied,
    };
    amountOf('strategy.timeoutMs', strategy.timeoutMs, 1, 1, longestTimerMs);
    const rest = others.filter((other) => other.level !== level || other.strategy.name !== strategy.name);
    if (rest.length >= mostStrategies) {
      throw invalidOption('strategy', `one of at most ${mostStrategies}`, strategy.name);
    }
    this.#entries = [...rest, entry];
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  /**
   * Keeps what came of an application, which began at such a look. Only what a collection has
   * shown, so that it `helped`, proves that a strategy is worth repeating soon.
   */
  record(
    entry: StrategyEntry,
    { applied, helped, disproved, restMs }: RunResult,
    look: Pick<PressureReading, 'share' | 'cause'>,
  ): void {
    this.#applied.push(applied);
    if (this.#applied.length > keptRecords) this.#applied.shift();
    entry.share = look.share;
    entry.cause = look.cause;
    entry.disproved = disproved;
    entry.endedAt = applied.time + applied.durationMs;
    entry.restMs = restMs;
    // Where nothing was short, nothing could be freed.
    if (helped) entry.fruitless = 0;
    else if (!disproved) entry.fruitless += 1;
    this.#lastEndedAt = Math.max(this.#lastEndedAt, entry.endedAt);
    this.#lastHelped = helped || disproved;
  }

  /** What has been told of so far was done by nobody: all are as if they had just been registered. */
  beginAnew(): void {
    for (const entry of this.#entries) Object.assign(entry, unapplied);
    this.#lastEndedAt = Number.NEGATIVE_INFINITY;
    this.#lastHelped = true;
  }

  /** Pressure is over, and has been for long enough: what was fruitless then may help the next time. */
  forgive(): void {
    for (const entry of this.#entries) entry.fruitless = 0;
  }

  #checked(given: MemoryStrategy | StrategyFunction, taken: ReadonlySet<string>): MemoryStrategy {
    if (typeof given === 'function') {
      return { name: freeName(given.name === '' ? 'strategy' : given.name, taken), apply: given };
    }
    if (typeof given?.apply !== 'function') {
      throw invalidOption('strategy', 'a function, or an object with name and apply(situation)', given);
    }
    const { name } = given;
    if (typeof name !== 'string' || name === '' || name.length > longestName) {
      throw invalidOption('strategy.name', `a text of 1 to ${longestName} characters`, name);
    }
    if (taken.has(name)) {
      throw invalidOption('strategy.name', 'a name that no other strategy has at this level', name);
    }
    if (given.describePlan !== undefined) checkedFunction('strategy.describePlan', given.describePlan);
    refuseMisspelt(given);
    return given;
  }
}

/** Names that cannot be had: those of ours can. */
function namesAt(level: PressureLevel, entries: readonly StrategyEntry[]): ReadonlySet<string> {
  const taken = entries.filter((entry) => entry.level === level && entry.usual !== true && !entry.always);
  return new Set(taken.map(({ strategy }) => strategy.name));
}

/** The name, with a number where it is taken. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  return free;
}

/** A strategy may have numbers of its own; one whose name is nearly ours would be taken for ours, and do nothing. */
function refuseMisspelt(strategy: MemoryStrategy): void {
  for (const [name, value] of Object.entries(strategy)) {
    const meant = numbers.some((known) => known === name) ? undefined : nearest(name, numbers);
    if (typeof value !== 'number' || meant === undefined) continue;
    throw new TidemarkError(
      'UNKNOWN_OPTION',
      `strategy.${name} is nothing that a strategy has, received ${describe(value)}; did you mean strategy.${meant}?`,
      { option: `strategy.${name}`, rule: `one of ${numbers.join(', ')}`, received: value },
    );
  }
}

function amountOf(
  option: string,
  given: number | undefined,
  usual: number,
  least: number,
  most = Number.POSITIVE_INFINITY,
): number {
  if (given === undefined) return usual;
  if (typeof given !== 'number' || !Number.isFinite(given) || given < least || given > most) {
    const from = Number.isFinite(least) ? ` of at least ${least}` : '';
    throw invalidOption(
      option,
      `a number${from}${Number.isFinite(most) ? ` and at most ${most}` : ''}`,
      given,
    );
  }
  return given;
}

import type { Configuration, ThresholdPair } from '../configuration/Configuration.ts';
import { LevelSwitch, type LevelSwitchOptions } from '../monitoring/thresholds/LevelSwitch.ts';
import { limitBytesOf, usedBytesOf } from '../monitoring/thresholds/thresholdUse.ts';
import type { OutOfMemoryEstimate, ThresholdMetric } from '../wire/event.ts';
import { column } from '../wire/sample.ts';
import type { GaugeProspects } from './GaugeProspects.ts';
import { HeldLevel } from './HeldLevel.ts';
import { LiveCourse } from './LiveCourse.ts';
import { levelMark } from './levelMark.ts';
import { freeableBytes } from './littleToCollect.ts';
import {
  burstEtaMs,
  closeEtaMs,
  criticalEtaMs,
  nearShare,
  steepCriticalEtaMs,
  steepWarningEtaMs,
  warningEtaMs,
} from './pressureCriteria.ts';
import { soonInWords, useInWords } from './pressureWords.ts';
import { ReturningGrowth } from './ReturningGrowth.ts';
import { replacementMargin } from './replacementInTime.ts';
import { usableBytes } from './usableBytes.ts';

/** What a look at one limit shows. */
export interface LimitLook {
  /** 0 normal, 1 warning, 2 critical. */
  readonly level: number;
  /** Whether that is so at this very moment: a level outlasts what has caused it. */
  readonly pressing: boolean;
  /** Used share of what can be used. */
  readonly share: number;
  /** Whether the next look should come soon. */
  readonly close: boolean;
  /** Milliseconds until nothing is left, at the fastest pace of the last seconds; infinite far from the limit. */
  readonly etaMs: number;
  /** Whether memory grows evenly towards its end. */
  readonly growing: boolean;
  /** Bytes by which memory has to fall for it to be left: to where the first threshold is, and by the hysteresis at least. */
  readonly excessBytes: number;
  /** Whether the garbage that is known of is more than that, and counts. */
  readonly collectible: boolean;
  /** The most that a collection could free; `NaN` where nobody knows. */
  readonly freeableBytes: number;
  /** What disproves that memory is so short, where that is only likely: see {@link PressureReading.disprovedBelowBytes}. */
  readonly disprovedBelowBytes: number | undefined;
  /** One sentence for people. */
  readonly reason: string;
}

/** From this share of a limit on it matters when it is reached. */
const etaShare = 0.5;
/** Beyond this share of a limit, what must come from the kernel has hardly any place left. */
const fullShare = 0.95;

/**
 * Watches how much of one limit is used. Its level is that of the threshold that has been met for the dwell time; or, from
 * the first threshold on, what growth foretells, at once. Below that nothing is short: what is healthy fills, too. Only what
 * would be used up before anything could be done counts from nine tenths of that. All levels are left with hysteresis.
 */
export class LimitWatch {
  readonly metric: ThresholdMetric;
  readonly #settings: Configuration['thresholds'];
  readonly #pair: ThresholdPair;
  readonly #warning: LevelSwitch;
  readonly #critical: LevelSwitch;
  readonly #growth: ReturningGrowth = new ReturningGrowth();
  readonly #raised: HeldLevel = new HeldLevel();
  readonly #live: LiveCourse = new LiveCourse();

  /** @param settings read at each look, so that they may change */
  constructor(metric: ThresholdMetric, settings: Configuration['thresholds'], options: LevelSwitchOptions) {
    this.metric = metric;
    this.#settings = settings;
    this.#pair = settings[metric];
    this.#warning = new LevelSwitch(options);
    this.#critical = new LevelSwitch(options);
  }

  look(row: ArrayLike<number>, { forecast, readyInMs = 0, roomBytes = 0 }: GaugeProspects): LimitLook {
    const { metric } = this;
    const time = row[column.time]!;
    const limitBytes = limitBytesOf(metric, row);
    const limit = usableBytes(metric, limitBytes);
    const charged = usedBytesOf(metric, row);
    const room = metric === 'heap' || charged >= fullShare * limit ? 0 : Math.min(roomBytes, charged);
    const used = charged - room;
    const warning = levelMark(this.#pair.warning, limitBytes, limit);
    const critical = levelMark(this.#pair.critical, limitBytes, limit);
    // Thresholds go by what is known, like alerts; what must be done in time goes by what is likely.
    const live = this.#live.bytes(row);
    const likely = metric === 'heap' ? live : used;
    const first = Number.isNaN(warning) ? critical : warning;
    const eta = this.#growth.etaMs(time, likely, limit);
    const foreseen = forecast?.limit === metric ? forecast : undefined;
    const use = { used: likely, limit, first, critical };
    const raise = raiseOf(use, eta, { forecast: foreseen, readyInMs });
    const isFar = !(likely >= etaShare * limit);
    // Growth may be pressing below that already: then no garbage at all would be enough.
    const excessBytes = Math.max(likely, first) - this.#lowest(first);
    const look = {
      share: likely / limit,
      close: likely >= nearShare * first || this.#growth.etaMs(time, likely, first) < closeEtaMs,
      etaMs: isFar ? Number.POSITIVE_INFINITY : this.#growth.cautiousEtaMs(time, likely, limit),
      growing: !isFar && eta <= steepWarningEtaMs,
      excessBytes,
      collectible: metric !== 'heap' && garbageBytes(row, live) > excessBytes,
      freeableBytes: freeableBytes(row, live),
      disprovedBelowBytes: metric === 'heap' && used < first ? first : undefined,
    };
    this.#growth.add(time, likely, limit);
    const level = this.#levelOf({ time, used, likely }, { warning, critical, first }, raise.level);
    const mark = level === 2 ? critical : first;
    // What growth has raised outlasts a collection, and garbage comes back to where it was without that being growth.
    const isBack = level === 2 && likely >= critical;
    const pressing = raise.level >= level || isBack || (this.#met >= level && used >= this.#lowest(mark));
    const isGuess = likely > used;
    const told = isGuess ? likely : charged;
    const words = { metric, used: told, isGuess, limit: limitBytes, room, why: raise.why };
    const reason = level === 0 ? '' : useInWords({ ...words, thresholdBytes: this.#thresholdBytes(level) });
    return { ...look, level, pressing: level > 0 && pressing, reason };
  }

  get #met(): number {
    return this.#critical.on ? 2 : this.#warning.on ? 1 : 0;
  }

  #levelOf(
    { time, used, likely }: { readonly time: number; readonly used: number; readonly likely: number },
    { warning, critical, first }: Record<'warning' | 'critical' | 'first', number>,
    raise: number,
  ): number {
    this.#warning.update(time, used, warning);
    this.#critical.update(time, used, critical);
    const stays = likely >= this.#lowest(first);
    return Math.max(
      this.#met,
      this.#raised.update({ time, level: raise, stays, dwellMs: this.#settings.dwell }),
    );
  }

  #lowest(mark: number): number {
    return (1 - this.#settings.hysteresis) * mark;
  }

  /** The threshold of a level where it is one in bytes. */
  #thresholdBytes(level: number): number | undefined {
    const threshold = level === 2 ? this.#pair.critical : this.#pair.warning;
    return threshold !== null && threshold > 1 ? threshold : undefined;
  }
}

/** Garbage of the old generation; 0 where nobody knows. */
function garbageBytes(row: ArrayLike<number>, liveBytes: number): number {
  return Math.max(0, row[column.oldUsedBytes]! - liveBytes) || 0;
}

interface Use {
  readonly used: number;
  /** What can be used. */
  readonly limit: number;
  /** Bytes at which the first level begins, and `critical`; `NaN` where it is turned off. */
  readonly first: number;
  readonly critical: number;
}

interface Raise {
  readonly level: number;
  readonly why: string;
}

const noRaise: Raise = { level: 0, why: '' };

/** The level that need not wait for the dwell time: memory is nearly used up, or will be soon. */
function raiseOf(
  { used, limit, first, critical }: Use,
  etaMs: number,
  { forecast, readyInMs }: { readonly forecast: OutOfMemoryEstimate | undefined; readonly readyInMs: number },
): Raise {
  // Half of the way from the mark to the limit: a mark in bytes beyond the limit has no such point.
  if (critical < limit && used >= (critical + limit) / 2) return { level: 2, why: '' };
  if (used >= nearShare * first && etaMs <= burstEtaMs) return { level: 2, why: soonInWords(etaMs) };
  if (!(used >= first)) return noRaise;
  // A fresh process has to be there before the end, however long it takes to start.
  const neededMs = replacementMargin * readyInMs;
  const foreseenMs = forecast?.etaMs ?? Number.POSITIVE_INFINITY;
  if (etaMs <= Math.max(steepCriticalEtaMs, neededMs)) return { level: 2, why: soonInWords(etaMs) };
  if (foreseenMs <= Math.max(criticalEtaMs, neededMs)) return { level: 2, why: soonInWords(foreseenMs) };
  if (etaMs <= steepWarningEtaMs) return { level: 1, why: soonInWords(etaMs) };
  if (foreseenMs <= warningEtaMs) return { level: 1, why: soonInWords(foreseenMs) };
  return noRaise;
}

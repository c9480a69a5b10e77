import type { Configuration, ThresholdPair } from '../configuration/Configuration.ts';
import { schema } from '../configuration/schema.ts';
import { LevelSwitch } from '../monitoring/LevelSwitch.ts';
import { percentInWords } from '../monitoring/quantity.ts';
import { limitBytesOf, thresholdMetrics, usedBytesOf } from '../monitoring/thresholdUse.ts';
import type { OutOfMemoryEstimate, PressureLevel, ThresholdMetric } from '../wire/event.ts';
import { column } from '../wire/sample.ts';
import {
  closeEtaMs,
  criticalEtaMs,
  nearShare,
  pressureLevels,
  seriousShare,
  stallCriticalPercent,
  stallShare,
  stallWarningPercent,
  steepCriticalEtaMs,
  steepWarningEtaMs,
  warningEtaMs,
} from './pressureCriteria.ts';
import { soonInWords, useInWords } from './pressureWords.ts';
import { ReturningGrowth } from './ReturningGrowth.ts';
import { replacementMargin } from './replacementInTime.ts';
import { usableBytes } from './usableBytes.ts';

/** How bad it is, and why. */
export interface PressureReading {
  readonly level: PressureLevel;
  /** What is short; `undefined` while nothing is. */
  readonly cause: ThresholdMetric | 'stall' | undefined;
  /** One sentence for people; empty while nothing is short. */
  readonly reason: string;
  /** The largest used share of a limit. */
  readonly share: number;
  /** The same with garbage that V8 has not collected yet: what may be used, as long as nobody has looked. */
  readonly shareWithGarbage: number;
  /**
   * Whether memory is short at this very moment. A level outlasts what has caused it by the dwell time, so that it does not
   * flap; responses do not.
   */
  readonly pressing: boolean;
  /**
   * Milliseconds until a limit is reached at the fastest pace of the last seconds, or by the forecast, whichever is sooner;
   * infinite where nothing grows, 0 where too little is known.
   */
  readonly etaMs: number;
  /** Whether memory grows evenly, or by the forecast, so that a limit will be reached. A step is not that. */
  readonly growing: boolean;
  /** Whether memory is near to a mark, so that the next look should come soon. */
  readonly close: boolean;
}

interface Watch {
  readonly metric: ThresholdMetric;
  readonly pair: ThresholdPair;
  readonly warning: LevelSwitch;
  readonly critical: LevelSwitch;
  readonly growth: ReturningGrowth;
  /** Why the last look has raised the level; empty where it has not. */
  why: string;
  /** A level that steep growth, or a forecast, has raised before its time, and until when it holds. */
  raised: number;
  raisedUntil: number;
  /** Whether the last look has met the level, or raised it. */
  pressing: boolean;
}

/** From this share of a limit on it matters when it is reached. */
const etaShare = 0.5;

/** Beyond this share of a limit, what must come from the kernel has hardly any place left. */
const fullShare = 0.95;

/** What a look goes by besides the sample. */
export interface GaugeProspects {
  /** When a limit is reached by growth that has lasted, as of now; absent where nobody says so. */
  readonly forecast?: OutOfMemoryEstimate | undefined;
  /** How long a replacement takes, where one can be asked for: what has less time left is critical. */
  readonly readyInMs?: number | undefined;
  /** Memory that was freed and that the allocator keeps for this process: `KeptRoom` tells how much. */
  readonly roomBytes?: number;
}

/** What a look shows while nothing is short. */
export const calm: PressureReading = {
  level: 'normal',
  cause: undefined,
  reason: '',
  share: 0,
  shareWithGarbage: 0,
  pressing: false,
  etaMs: Number.POSITIVE_INFINITY,
  growing: false,
  close: false,
};

/**
 * How near memory is to what kills: the worst of old generation (as far as it is {@link usableBytes}), container and host
 * against their limits, of waiting for memory (PSI), and of growth that reaches a limit soon. Levels that are met count
 * after the dwell time, with hysteresis; where memory would be used up within a minute, or is nearly, they count at once.
 * The only clock is that of the samples.
 *
 * Resident memory counts where its thresholds were set: by default they are fixed bytes, which know nothing of the machine.
 */
export class PressureGauge {
  readonly #watches: readonly Watch[];
  readonly #dwellMs: number;
  readonly #hysteresis: number;
  readonly #stallWarning: LevelSwitch;
  readonly #stallCritical: LevelSwitch;

  /** @param longestGapMs looks further apart leave the time between them unknown, and it does not count as dwelling */
  constructor(settings: Configuration['thresholds'], longestGapMs: number) {
    const options = { hysteresis: settings.hysteresis, dwellMs: settings.dwell, longestGapMs };
    this.#dwellMs = settings.dwell;
    this.#hysteresis = settings.hysteresis;
    this.#watches = thresholdMetrics
      .filter((metric) => metric !== 'rss' || isSet(settings.rss))
      .map((metric) => ({
        metric,
        pair: settings[metric],
        warning: new LevelSwitch(options),
        critical: new LevelSwitch(options),
        growth: new ReturningGrowth(),
        raised: 0,
        raisedUntil: Number.NEGATIVE_INFINITY,
        why: '',
        pressing: false,
      }));
    this.#stallWarning = new LevelSwitch(options);
    this.#stallCritical = new LevelSwitch(options);
  }

  /**
   * Takes a look.
   *
   * Room inside the process counts as free, since what is allocated next goes there; where a limit is nearly reached it does
   * not, since there is none for what has to come from the kernel.
   */
  read(
    row: ArrayLike<number>,
    { forecast, readyInMs = 0, roomBytes = 0 }: GaugeProspects = {},
  ): PressureReading {
    const time = row[column.time]!;
    let worst = calm;
    let highestShare = 0;
    let shareWithGarbage = 0;
    let close = false;
    let growing = forecast !== undefined;
    let etaMs = forecast?.etaMs ?? Number.POSITIVE_INFINITY;
    for (const watch of this.#watches) {
      const charged = usedBytesOf(watch.metric, row);
      const limit = usableBytes(watch.metric, limitBytesOf(watch.metric, row));
      const room = watch.metric === 'heap' || charged >= fullShare * limit ? 0 : Math.min(roomBytes, charged);
      const used = charged - room;
      const mark = markOf(watch.pair.warning ?? watch.pair.critical, limit);
      if (watch.metric !== 'rss' && used / limit > highestShare) highestShare = used / limit;
      if (watch.metric === 'heap') shareWithGarbage = row[column.oldUsedBytes]! / limit;
      close ||= used >= nearShare * mark || watch.growth.etaMs(time, used, mark) < closeEtaMs;
      // Far from its limit nothing needs to be known of it.
      if (used >= etaShare * limit) {
        etaMs = Math.min(etaMs, watch.growth.cautiousEtaMs(time, used, limit));
        growing ||= watch.growth.etaMs(time, used, limit) <= steepWarningEtaMs;
      }
      const level = this.#levelOf(watch, time, { used, limit, readyInMs }, forecast);
      if (level > pressureLevels.indexOf(worst.level))
        worst = readingOf(watch, level, { charged, room }, row);
    }
    const stalled = this.#stallLevel(time, highestShare >= stallShare ? row[column.stallPercent]! : 0);
    if (stalled > pressureLevels.indexOf(worst.level)) worst = stallReading(stalled, row);
    return {
      ...worst,
      share: highestShare,
      shareWithGarbage: shareWithGarbage > highestShare ? shareWithGarbage : highestShare,
      etaMs,
      growing,
      close: close || worst.level !== 'normal',
    };
  }

  #levelOf(
    watch: Watch,
    time: number,
    { used, limit, readyInMs }: Pick<Use, 'used' | 'limit' | 'readyInMs'>,
    forecast: OutOfMemoryEstimate | undefined,
  ): number {
    const warning = markOf(watch.pair.warning, limit);
    const critical = markOf(watch.pair.critical, limit);
    watch.warning.update(time, used, warning);
    watch.critical.update(time, used, critical);
    const met = watch.critical.on ? 2 : watch.warning.on ? 1 : 0;
    const { level, why } = raiseOf(watch, time, { used, limit, warning, critical, readyInMs }, forecast);
    watch.growth.add(time, used, limit);
    watch.why = why;
    if (level >= watch.raised || time > watch.raisedUntil) {
      watch.raised = level;
      watch.raisedUntil = time + this.#dwellMs;
    }
    const lowest =
      (1 - this.#hysteresis) * (met === 2 ? critical : Math.min(orInfinity(warning), orInfinity(critical)));
    watch.pressing = level > 0 || (met > 0 && used >= lowest);
    return Math.max(met, watch.raised);
  }

  #stallLevel(time: number, percent: number): number {
    this.#stallWarning.update(time, percent, stallWarningPercent);
    this.#stallCritical.update(time, percent, stallCriticalPercent);
    return this.#stallCritical.on ? 2 : this.#stallWarning.on ? 1 : 0;
  }
}

interface Use {
  readonly used: number;
  readonly limit: number;
  /** Bytes at which the levels begin; `NaN` where one is turned off. */
  readonly warning: number;
  readonly critical: number;
  /** How long a replacement takes; 0 where there is none. */
  readonly readyInMs: number;
}

interface Raise {
  readonly level: number;
  readonly why: string;
}

const noRaise: Raise = { level: 0, why: '' };

/** The level that need not wait for the dwell time: memory is nearly used up, or will be soon. */
function raiseOf(
  { metric, growth }: Watch,
  time: number,
  { used, limit, warning, critical, readyInMs }: Use,
  forecast: OutOfMemoryEstimate | undefined,
): Raise {
  // Half of the way from the mark to the limit: a mark in bytes beyond the limit has no such point.
  if (critical < limit && used >= (critical + limit) / 2) return { level: 2, why: '' };
  const first = Number.isNaN(warning) ? critical : warning;
  // The live heap has no garbage in it. All else has, and turns round below the mark where V8 collects.
  const counts = used >= (metric === 'heap' ? nearShare * first : first);
  const etaMs = counts ? growth.etaMs(time, used, limit) : Number.POSITIVE_INFINITY;
  // A fresh process has to be there before the end, however long it takes to start.
  const neededMs = replacementMargin * readyInMs;
  if (etaMs <= Math.max(steepCriticalEtaMs, neededMs) && used >= first)
    return { level: 2, why: soonInWords(etaMs) };
  const foreseenMs =
    forecast?.limit === metric && used >= seriousShare * limit ? forecast.etaMs : Number.POSITIVE_INFINITY;
  if (foreseenMs <= Math.max(criticalEtaMs, neededMs)) return { level: 2, why: soonInWords(foreseenMs) };
  if (etaMs <= steepWarningEtaMs) return { level: 1, why: soonInWords(etaMs) };
  if (foreseenMs <= warningEtaMs) return { level: 1, why: soonInWords(foreseenMs) };
  return noRaise;
}

function orInfinity(mark: number): number {
  return Number.isNaN(mark) ? Number.POSITIVE_INFINITY : mark;
}

function readingOf(
  { metric, pressing, why }: Watch,
  level: number,
  { charged, room }: { readonly charged: number; readonly room: number },
  row: ArrayLike<number>,
): PressureReading {
  return {
    level: pressureLevels[level]!,
    cause: metric,
    reason: useInWords({ metric, used: charged, limit: limitBytesOf(metric, row), room, why }),
    share: 0,
    shareWithGarbage: 0,
    etaMs: Number.POSITIVE_INFINITY,
    growing: false,
    pressing,
    close: true,
  };
}

function stallReading(level: number, row: ArrayLike<number>): PressureReading {
  const share = percentInWords(row[column.stallPercent]! / 100);
  const reason = `Tasks have waited for memory for ${share} of the last 10 s.`;
  return { ...calm, level: pressureLevels[level]!, cause: 'stall', reason, pressing: true, close: true };
}

/** Bytes at which a level begins; `NaN` where it is turned off, or a share of an unknown limit. */
function markOf(threshold: number | null, limitBytes: number): number {
  if (threshold === null) return Number.NaN;
  return threshold <= 1 ? threshold * limitBytes : threshold;
}

function isSet({ warning, critical }: ThresholdPair): boolean {
  return (
    warning !== schema['thresholds.rss.warning'].default ||
    critical !== schema['thresholds.rss.critical'].default
  );
}

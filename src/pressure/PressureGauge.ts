import type { Configuration, ThresholdPair } from '../configuration/Configuration.ts';
import { schema } from '../configuration/schema.ts';
import { percentInWords } from '../monitoring/quantity.ts';
import { LevelSwitch } from '../monitoring/thresholds/LevelSwitch.ts';
import { limitBytesOf, thresholdMetrics } from '../monitoring/thresholds/thresholdUse.ts';
import type { PressureLevel, ThresholdMetric } from '../wire/event.ts';
import { column } from '../wire/sample.ts';
import type { GaugeProspects } from './GaugeProspects.ts';
import { type LimitLook, LimitWatch } from './LimitWatch.ts';
import { pressureLevels, stallCriticalPercent, stallShare, stallWarningPercent } from './pressureCriteria.ts';
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
   * Whether memory is as short as the level says at this very moment. A level outlasts what has caused it by the dwell time,
   * so that it does not flap; responses do not.
   */
  readonly pressing: boolean;
  /**
   * Milliseconds until a limit is reached at the fastest pace of the last seconds, or by the forecast, whichever is sooner;
   * infinite where nothing grows, 0 where too little is known.
   */
  readonly etaMs: number;
  /** Whether memory grows evenly, or by the forecast, so that a limit will be reached. A step is not that. */
  readonly growing: boolean;
  /** By how many bytes memory has to fall for the level to end, at least by the hysteresis; 0 while nothing is short. */
  readonly excessBytes: number;
  /** Whether the garbage that is known of is more than that: then a collection alone may end it. */
  readonly collectible: boolean;
  /** The most that a collection could free, in bytes, as far as is known, where a container is short. @default NaN */
  readonly freeableBytes?: number;
  /**
   * Where it is only likely that the heap is so full, since nobody has looked, or that it will be at once, as it has grown: a
   * collection that leaves less than so many bytes in the old generation disproves it. @default undefined
   */
  readonly disprovedBelowBytes?: number | undefined;
  /** Whether memory is near to a mark, so that the next look should come soon. */
  readonly close: boolean;
  /** Bytes in use on the heap, and in external memory, garbage among them; `NaN` where nobody knows. */
  readonly usedBytes: number;
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
  excessBytes: 0,
  collectible: false,
  close: false,
  usedBytes: Number.NaN,
};

/**
 * How near memory is to what kills: the worst of old generation, container and host against their limits, each with a
 * {@link LimitWatch}, and of waiting for memory (PSI). The only clock is that of the samples.
 *
 * Resident memory counts where its thresholds were set: by default they are fixed bytes, which know nothing of the machine.
 */
export class PressureGauge {
  readonly #watches: readonly LimitWatch[];
  readonly #stallWarning: LevelSwitch;
  readonly #stallCritical: LevelSwitch;

  /**
   * @param settings read at each look, so that they may change: what has been met so far is not forgotten
   * @param longestGapMs looks further apart, and further than the dwell time, leave the time between them unknown
   */
  constructor(settings: Configuration['thresholds'], longestGapMs: number) {
    const options = {
      get hysteresis() {
        return settings.hysteresis;
      },
      get dwellMs() {
        return settings.dwell;
      },
      // Where the event loop is held up again and again, levels would otherwise never change.
      get longestGapMs() {
        return Math.max(longestGapMs, settings.dwell);
      },
    };
    this.#watches = thresholdMetrics
      .filter((metric) => metric !== 'rss' || isSet(settings.rss))
      .map((metric) => new LimitWatch(metric, settings, options));
    this.#stallWarning = new LevelSwitch(options);
    this.#stallCritical = new LevelSwitch(options);
  }

  /**
   * Takes a look.
   *
   * Room inside the process counts as free, since what is allocated next goes there; where a limit is nearly reached it does
   * not, since there is none for what has to come from the kernel.
   */
  read(row: ArrayLike<number>, prospects: GaugeProspects = {}): PressureReading {
    const { forecast } = prospects;
    let worst = calm;
    let highestShare = 0;
    let kernelShare = 0;
    let shareWithGarbage = 0;
    let close = false;
    let growing = forecast !== undefined;
    let etaMs = forecast?.etaMs ?? Number.POSITIVE_INFINITY;
    for (const watch of this.#watches) {
      const { metric } = watch;
      const look = watch.look(row, prospects);
      if (metric !== 'rss' && look.share > highestShare) highestShare = look.share;
      if ((metric === 'container' || metric === 'host') && look.share > kernelShare) kernelShare = look.share;
      if (metric === 'heap')
        shareWithGarbage = row[column.oldUsedBytes]! / usableBytes(metric, limitBytesOf(metric, row));
      close ||= look.close;
      growing ||= look.growing;
      etaMs = Math.min(etaMs, look.etaMs);
      if (look.level > pressureLevels.indexOf(worst.level)) worst = readingOf(metric, look);
    }
    // V8 makes nobody wait for memory: its limit says nothing of whose business that is.
    const stalled = this.#stallLevel(
      row[column.time]!,
      kernelShare >= stallShare ? row[column.stallPercent]! : 0,
    );
    if (stalled > pressureLevels.indexOf(worst.level)) worst = stallReading(stalled, row);
    return {
      ...worst,
      share: highestShare,
      shareWithGarbage: shareWithGarbage > highestShare ? shareWithGarbage : highestShare,
      etaMs,
      growing,
      close: close || worst.level !== 'normal',
      usedBytes: row[column.heapUsedBytes]! + (row[column.externalBytes]! || 0),
    };
  }

  #stallLevel(time: number, percent: number): number {
    this.#stallWarning.update(time, percent, stallWarningPercent);
    this.#stallCritical.update(time, percent, stallCriticalPercent);
    return this.#stallCritical.on ? 2 : this.#stallWarning.on ? 1 : 0;
  }
}

function readingOf(metric: ThresholdMetric, look: LimitLook): PressureReading {
  const { reason, pressing, excessBytes, collectible, freeableBytes, disprovedBelowBytes } = look;
  const level = pressureLevels[look.level]!;
  const short = { level, cause: metric, reason, pressing, excessBytes, collectible };
  return {
    ...calm,
    ...short,
    ...(metric === 'container' && { freeableBytes }),
    disprovedBelowBytes,
    close: true,
  };
}

function stallReading(level: number, row: ArrayLike<number>): PressureReading {
  const share = percentInWords(row[column.stallPercent]! / 100);
  const reason = `Tasks have waited for memory for ${share} of the last 10 s.`;
  return { ...calm, level: pressureLevels[level]!, cause: 'stall', reason, pressing: true, close: true };
}

function isSet({ warning, critical }: ThresholdPair): boolean {
  return (
    warning !== schema['thresholds.rss.warning'].default ||
    critical !== schema['thresholds.rss.critical'].default
  );
}

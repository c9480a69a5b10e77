import type { Configuration, ThresholdPair } from '../../configuration/Configuration.ts';
import type { PressureLevel, ThresholdCrossing, ThresholdMetric } from '../../wire/event.ts';
import { column } from '../../wire/sample.ts';
import { bytesInWords, percentInWords } from '../quantity.ts';
import { LevelSwitch } from './LevelSwitch.ts';
import { limitBytesOf, thresholdMetrics, usedBytesOf } from './thresholdUse.ts';

/** From good to bad. */
const pressureLevels: readonly PressureLevel[] = ['normal', 'warning', 'critical'];

interface Watch {
  readonly metric: ThresholdMetric;
  readonly pair: ThresholdPair;
  readonly warning: LevelSwitch;
  readonly critical: LevelSwitch;
  level: PressureLevel;
}

const names: Readonly<Record<ThresholdMetric, string>> = {
  heap: 'The live heap',
  rss: 'Resident memory',
  container: 'Memory of the container',
  host: 'Memory of the host',
};

/**
 * Turns samples into levels: normal, warning, critical for heap, resident set, container and host. A level is entered
 * when its threshold has been met in every sample of the dwell time, and left when memory has been below it by the
 * hysteresis for as long; each crossing is told once. The only clock is the time of the samples.
 */
export class Thresholds {
  readonly #watches: readonly Watch[];

  /**
   * @param settings read at each sample, so that they may change: what has been met so far is not forgotten
   * @param longestGapMs samples further apart leave the time between them unknown, and it does not count as dwelling
   */
  constructor(settings: Configuration['thresholds'], longestGapMs: number) {
    const options = {
      get hysteresis() {
        return settings.hysteresis;
      },
      get dwellMs() {
        return settings.dwell;
      },
      longestGapMs,
    };
    this.#watches = thresholdMetrics.map((metric) => ({
      metric,
      pair: settings[metric],
      warning: new LevelSwitch(options),
      critical: new LevelSwitch(options),
      level: 'normal',
    }));
  }

  /** The worst level of all metrics. */
  get level(): PressureLevel {
    let worst = 0;
    for (const watch of this.#watches) worst = Math.max(worst, pressureLevels.indexOf(watch.level));
    return pressureLevels[worst]!;
  }

  /** The level of one metric. */
  levelOf(metric: ThresholdMetric): PressureLevel {
    return this.#watches.find((watch) => watch.metric === metric)!.level;
  }

  /** Takes one sample, and calls `crossed` for each level that was entered or left by it. */
  update(row: ArrayLike<number>, crossed: (crossing: ThresholdCrossing) => void): void {
    const time = row[column.time]!;
    for (const watch of this.#watches) {
      const used = usedBytesOf(watch.metric, row);
      const limit = limitBytesOf(watch.metric, row);
      watch.warning.update(time, used, markOf(watch.pair.warning, limit));
      watch.critical.update(time, used, markOf(watch.pair.critical, limit));
      const level = watch.critical.on ? 'critical' : watch.warning.on ? 'warning' : 'normal';
      if (level === watch.level) continue;
      const previousLevel = watch.level;
      watch.level = level;
      crossed(crossingOf(watch, previousLevel, used, limit));
    }
  }
}

/** Bytes at which a level begins; `NaN` where it is turned off, or a share of an unknown limit. */
function markOf(threshold: number | null, limitBytes: number): number {
  if (threshold === null) return Number.NaN;
  return threshold <= 1 ? threshold * limitBytes : threshold;
}

function crossingOf(
  watch: Watch,
  previousLevel: PressureLevel,
  usedBytes: number,
  limit: number,
): ThresholdCrossing {
  const { metric, level } = watch;
  const rises = pressureLevels.indexOf(level) > pressureLevels.indexOf(previousLevel);
  const crossedLevel = (rises ? level : previousLevel) as 'warning' | 'critical';
  const limitBytes = limit > 0 ? limit : undefined;
  const ratio = limitBytes === undefined ? undefined : usedBytes / limitBytes;
  const where =
    ratio === undefined
      ? bytesInWords(usedBytes)
      : `${bytesInWords(usedBytes)}, ${percentInWords(ratio)} of ${bytesInWords(limitBytes!)}`;
  const mark = `the ${crossedLevel} threshold of ${markInWords(watch.pair[crossedLevel], limit)}`;
  const ended = `${names[metric]} is at ${where}; it has no ${crossedLevel} threshold any more.`;
  return {
    metric,
    level,
    previousLevel,
    usedBytes,
    thresholdBytes: watch[crossedLevel].mark,
    limitBytes,
    ratio,
    message: rises
      ? `${names[metric]} is at ${where}, above ${mark}.`
      : markOf(watch.pair[crossedLevel], limit) > 0
        ? `${names[metric]} is back at ${where}, below ${mark}.`
        : ended,
  };
}

function markInWords(threshold: number | null, limitBytes: number): string {
  if (threshold === null || threshold > 1) return bytesInWords(threshold ?? Number.NaN);
  return `${percentInWords(threshold)} (${bytesInWords(markOf(threshold, limitBytes))})`;
}

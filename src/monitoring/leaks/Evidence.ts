import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { Configuration } from '../../configuration/Configuration.ts';
import { criteriaAt, type LeakSensitivity, startUpMs } from '../leakCriteria.ts';
import type { MemoryRoom } from './exhaustion.ts';
import type { GrowthSeries } from './GrowthSeries.ts';
import type { GrowthPlace } from './growthSearch.ts';
import { LevelHistory } from './LevelHistory.ts';
import type { SiteEvidence } from './SiteEvidence.ts';

/** What counts at a look. */
export interface LeakMoment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** When the watch began. */
  readonly startedAt: number;
  /** What the series can grow to; `NaN` where nobody knows. */
  readonly limitBytes: number;
  /** What growth beside the heap can still take; `undefined` for the heap, and where nobody knows. */
  readonly room?: MemoryRoom | undefined;
  /** Since when it has been worth looking at sites; `NaN` while it is not. */
  readonly wantedSince: number;
}

const daySeconds = 86_400;
const historyFactor = 2;
const shortestHistoryMs = 1_200_000;
/** What a process did longer ago says little of what it does now. */
const comparedMs = 4 * 3_600_000;
const noiseBytes = 64 * 1024;

/** What is known of one kind of memory: its readings, the levels that it has had, and who allocates. */
export class Evidence {
  readonly series: GrowthSeries;
  /** Present for the heap, whose allocations can be sampled. */
  readonly sites: SiteEvidence | undefined;
  readonly #settings: Pick<Configuration['leakDetection'], 'growthThreshold'>;
  readonly #levels: LevelHistory = new LevelHistory();
  #rememberedAt = Number.NaN;

  /** @param settings read whenever they count, so that they may change */
  constructor(
    series: GrowthSeries,
    settings: Pick<Configuration['leakDetection'], 'growthThreshold'>,
    sites: SiteEvidence | undefined,
  ) {
    this.series = series;
    this.sites = sites;
    this.#settings = settings;
  }

  /** A number that grows with what is known. */
  get amount(): number {
    return this.series.readings.blocks + (this.sites?.survivors.bytes.blocks ?? 0);
  }

  /** Remembers the level of the newest reading. */
  remember({ startedAt }: LeakMoment): void {
    const { lastTime, lastValue } = this.series.readings;
    if (!(lastTime >= startedAt + startUpMs) || lastTime === this.#rememberedAt) return;
    this.#rememberedAt = lastTime;
    this.#levels.add(lastTime, lastValue);
  }

  /** What growth must show, the share of the level that is worth a word included. */
  criteria(sensitivity: LeakSensitivity): GrowthCriteria {
    const preset = this.series.criteria[sensitivity];
    const worthAWord = (this.#settings.growthThreshold * this.series.readings.lastValue) / daySeconds;
    return { ...preset, rateBytesPerSecond: Math.max(preset.rateBytesPerSecond, worthAWord || 0) };
  }

  /** Where growth is looked for. */
  place(sensitivity: LeakSensitivity, { startedAt, now }: LeakMoment): GrowthPlace {
    return {
      kept: this.sites?.kept(now),
      declared: this.sites?.declared(now),
      usualChange: (durationMs) => this.usualChange(durationMs, now, startedAt) || 0,
      readings: this.series.readings,
      survivors: this.sites?.survivors,
      fromMs: startedAt + startUpMs,
      criteria: criteriaAt(now - startedAt, this.criteria(sensitivity)),
    };
  }

  /** The highest level of the last day before a time; 0 where none is known. */
  highestBefore(time: number): number {
    return this.#levels.between(Number.NEGATIVE_INFINITY, time)?.highest ?? 0;
  }

  /**
   * Growth within so long, as a multiple of the largest change that came as gradually within as long in the hours before
   * its onset: at 1 the process has done the like before. `NaN` where less is known of the past than twice that time.
   */
  contrast(steadyBytes: number, durationMs: number, onset: number, { startedAt }: LeakMoment): number {
    return steadyBytes / Math.max(this.usualChange(durationMs, onset, startedAt), noiseBytes);
  }

  /**
   * The largest change that came gradually within so long in the hours before a time; `NaN` where less is known of the past
   * than twice that time.
   */
  usualChange(durationMs: number, before: number, startedAt: number): number {
    const from = Math.max(startedAt + startUpMs, before - comparedMs);
    if (before - from < Math.max(historyFactor * durationMs, shortestHistoryMs)) return Number.NaN;
    return this.#levels.steadyChange(durationMs, from, before);
  }
}

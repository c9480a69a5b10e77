import { fewestPoints, type GrowthPattern, growthPatternOf } from '../analysis/growthPattern.ts';
import { Intervals } from '../analysis/Intervals.ts';
import { LowerOutline } from '../analysis/LowerOutline.ts';
import { type Points, thinned } from '../analysis/thinning.ts';
import { trendOf, valueAt } from '../analysis/trend.ts';
import { RecordedReadings } from '../sampling/RecordedReadings.ts';
import { SampleHistory } from '../sampling/SampleHistory.ts';
import { invalidOption } from '../TidemarkError.ts';
import { capacityOf, type LimitKind, type MemoryLimit } from '../wire/capacity.ts';
import { column, type MemorySample, type SampleRow, sampleFields, toRow, toSample } from '../wire/sample.ts';
import { type LeakHistory, LeakReplay } from './LeakReplay.ts';
import { betweenLooksMs, graceMs, type LeakSensitivity, leakCriteria, startUpMs } from './leakCriteria.ts';
import type {
  AnalyzedPeriod,
  ByteField,
  Collections,
  MemorySummary,
  MemoryTrend,
  OutOfMemoryAlarm,
  Peak,
} from './MemorySummary.ts';
import { type MonitorSettings, type MonitorSettingsOptions, monitorSettings } from './monitorSettings.ts';
import { OutOfMemoryWatch } from './OutOfMemoryWatch.ts';
import type { OutOfMemoryPrediction } from './outOfMemory.ts';
import { ThresholdReplay } from './ThresholdReplay.ts';

/** Settings of a {@link MemoryAnalyzer}: those of the monitor that would have watched. */
export interface MemoryAnalyzerOptions {
  /** All thresholds, as in the configuration. */
  readonly thresholds?: MonitorSettingsOptions['thresholds'];
  /** Settings of leak detection, as in the configuration. */
  readonly leakDetection?: MonitorSettingsOptions['leakDetection'];
}

const mostPoints = 512;
const trendPoints = 40;
const noiseFloorBytes = 24 * 1024;
/** Standard errors on either side that hold 95 % of a normal distribution. */
const interval95 = 1.96;
const sensitivities = Object.keys(leakCriteria) as LeakSensitivity[];
const byteFields = sampleFields.filter((field) => field.endsWith('Bytes')) as ByteField[];

/**
 * The door to analysis: what samples of one process tell, live or recorded. They are shown to the same detector,
 * thresholds and forecast that run live, at the pace of their own time, so the answers are those that a monitor would
 * have given, and when; uptime counts from the first sample. Nothing is told to anybody.
 *
 * Holds no samples: of each counter 512 points of its lower outline, whatever the length, and the windows of the detector.
 */
export class MemoryAnalyzer {
  readonly #settings: MonitorSettings;
  readonly #readings: RecordedReadings = new RecordedReadings();
  readonly #leaks: Readonly<Record<LeakSensitivity, LeakReplay>>;
  readonly #thresholds: ThresholdReplay;
  readonly #outOfMemory: OutOfMemoryWatch;
  readonly #outOfMemoryAlarms: OutOfMemoryAlarm[] = [];
  readonly #outlines: ReadonlyMap<ByteField, LowerOutline>;
  readonly #peaks: Map<ByteField, Peak> = new Map();
  readonly #fullest: Map<LimitKind, MemoryLimit & { readonly time: number }> = new Map();
  readonly #intervals: Intervals = new Intervals();
  readonly #last: SampleRow = new Float64Array(sampleFields.length).fill(Number.NaN);
  #firstTime = Number.NaN;
  #firstCount = Number.NaN;
  #lastLook = Number.NEGATIVE_INFINITY;
  #samples = 0;
  #outOfOrder = 0;
  #readingCount = 0;

  /**
   * @param samples of one process, oldest first: the history of a monitor, of which the samples at full resolution are
   * read, or any others; more may be added
   * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
   */
  constructor(
    samples: SampleHistory | Iterable<MemorySample | SampleRow> = [],
    options: MemoryAnalyzerOptions = {},
  ) {
    this.#settings = monitorSettings(options);
    const { leakDetection, thresholds } = this.#settings;
    this.#leaks = Object.fromEntries(
      sensitivities.map((sensitivity) => [sensitivity, new LeakReplay({ ...leakDetection, sensitivity })]),
    ) as Record<LeakSensitivity, LeakReplay>;
    this.#thresholds = new ThresholdReplay(thresholds);
    this.#outOfMemory = new OutOfMemoryWatch(this.#leaks[leakDetection.sensitivity].readings);
    this.#outlines = new Map(byteFields.map((field) => [field, new LowerOutline(mostPoints)]));
    for (const sample of samples instanceof SampleHistory ? samples.samples() : samples) this.add(sample);
  }

  /** Samples taken in. */
  get length(): number {
    return this.#samples;
  }

  /** Takes the next sample. One that has no time, or is not later than the one before, is left out and counted. */
  add(sample: MemorySample | SampleRow): void {
    const row = 'length' in sample ? sample : toRow(sample);
    const time = row[column.time]!;
    if (!(time > this.#last[column.time]! || (this.#samples === 0 && Number.isFinite(time)))) {
      this.#outOfOrder += 1;
      return;
    }
    if (this.#samples === 0) {
      this.#firstTime = time;
      this.#firstCount = row[column.majorCollections]!;
    }
    this.#samples += 1;
    this.#last.set(row);
    this.#intervals.add(time);
    this.#outline(row);
    this.#replay(row);
  }

  /**
   * What the growth of a counter looks like, after the first 90 s where there are more than four minutes: every process
   * grows when it starts.
   */
  growthPattern(field: ByteField = 'liveBytes'): GrowthPattern {
    const { times, values } = this.#points(field);
    return growthPatternOf(times, values);
  }

  /**
   * A robust line through a counter's lower outline, likewise after the first 90 s; `undefined` with fewer than six
   * points. The interval allows for noise and its autocorrelation, not for a future change of pace.
   */
  trend(field: ByteField = 'liveBytes'): MemoryTrend | undefined {
    const points = this.#points(field);
    if (points.times.length < fewestPoints) return undefined;
    const { times, values } = thinned(points.times, points.values, trendPoints);
    const trend = trendOf(times, values, { noiseFloor: noiseFloorBytes });
    const rate = trend.slope * 1000;
    const margin = interval95 * trend.standardError * 1000;
    return {
      rateBytesPerSecond: rate,
      lowBytesPerSecond: rate - margin,
      highBytesPerSecond: rate + margin,
      grownBytes: trend.growth,
      spanMs: trend.span,
      levelBytes: valueAt(trend, times.at(-1)!),
      significance: trend.z,
      points: points.times.length,
    };
  }

  /**
   * What the live detector would have said and when, and its verdict as of the last sample.
   *
   * @param sensitivity that of the settings where it is left out
   * @throws TidemarkError `INVALID_OPTION`
   */
  detectLeak(sensitivity: LeakSensitivity = this.#settings.leakDetection.sensitivity): LeakHistory {
    if (!Object.hasOwn(leakCriteria, sensitivity)) {
      throw invalidOption('sensitivity', 'one of "low", "medium", "high"', sensitivity);
    }
    return this.#leaks[sensitivity].history();
  }

  /** When memory runs out, counted from the last sample, with a 90 % interval; or why that cannot be said. */
  predictOutOfMemory(): OutOfMemoryPrediction {
    return this.#outOfMemory.predict();
  }

  /** Major collections, as far as changes of the live size and of the process's own count tell of them. */
  collections(): Collections {
    const count = this.#last[column.majorCollections]! - this.#firstCount;
    const { times, values } = this.#outlines.get('liveBytes')!.points();
    return {
      count: Number.isNaN(count) ? undefined : count,
      readings: this.#readingCount,
      times,
      liveBytes: values,
    };
  }

  /** Everything but the verdict on leaks, for which there is {@link detectLeak}; `undefined` before the first sample. */
  summary(): MemorySummary | undefined {
    if (this.#samples === 0) return undefined;
    const { count, readings } = this.collections();
    return {
      period: this.#period(),
      peaks: Object.fromEntries(this.#peaks),
      last: toSample(this.#last),
      trend: this.trend(),
      pattern: this.growthPattern(),
      capacity: capacityOf(this.#last),
      fullest: [...this.#fullest.values()],
      collections: { count, readings },
      thresholds: this.#thresholds.levels(),
      outOfMemoryAlarms: this.#outOfMemoryAlarms.slice(),
    };
  }

  #period(): AnalyzedPeriod {
    const toMs = this.#last[column.time]!;
    return {
      fromMs: this.#firstTime,
      toMs,
      durationMs: toMs - this.#firstTime,
      samples: this.#samples,
      outOfOrder: this.#outOfOrder,
      ...this.#intervals.summary(),
    };
  }

  #points(field: ByteField): Points {
    const outline = this.#outlines.get(field);
    if (outline === undefined) throw invalidOption('field', `one of ${byteFields.join(', ')}`, field);
    const isLong = this.#last[column.time]! - this.#firstTime > graceMs;
    return outline.points(isLong ? this.#firstTime + startUpMs : undefined);
  }

  #outline(row: SampleRow): void {
    const time = row[column.time]!;
    for (const field of byteFields) {
      const bytes = row[column[field]]!;
      if (bytes > (this.#peaks.get(field)?.bytes ?? Number.NEGATIVE_INFINITY)) {
        this.#peaks.set(field, { bytes, time });
      }
      // The live size is a reading's, and holds until the next one.
      if (field !== 'liveBytes') this.#outlines.get(field)!.add(time, bytes);
    }
    for (const limit of capacityOf(row).limits) {
      if (limit.ratio > (this.#fullest.get(limit.kind)?.ratio ?? -1)) {
        this.#fullest.set(limit.kind, { ...limit, time });
      }
    }
  }

  #replay(row: SampleRow): void {
    const time = row[column.time]!;
    const reading = this.#readings.next(row);
    if (reading !== undefined) {
      this.#readingCount += 1;
      this.#outlines.get('liveBytes')!.add(time, reading.liveBytes);
      for (const sensitivity of sensitivities) this.#leaks[sensitivity].addReading(reading);
    }
    for (const sensitivity of sensitivities) this.#leaks[sensitivity].addSample(row);
    this.#thresholds.addSample(row);
    this.#outOfMemory.addSample(row);
    if (time - this.#lastLook < betweenLooksMs) return;
    this.#lastLook = time;
    const estimate = this.#outOfMemory.look();
    if (estimate !== undefined) this.#outOfMemoryAlarms.push({ time, estimate });
  }
}

import { fewestPoints, type GrowthPattern, growthPatternOf } from '../analysis/growthPattern.ts';
import { Intervals } from '../analysis/Intervals.ts';
import { LowerOutline } from '../analysis/LowerOutline.ts';
import { type Points, thinned } from '../analysis/thinning.ts';
import { trendOf, valueAt } from '../analysis/trend.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import { RecordedReadings } from '../sampling/RecordedReadings.ts';
import { invalidOption } from '../TidemarkError.ts';
import { capacityOf, type LimitKind, type MemoryLimit } from '../wire/capacity.ts';
import { column, type SampleRow, sampleFields, toSample } from '../wire/sample.ts';
import { graceMs, startUpMs } from './leakCriteria.ts';
import type {
  AnalyzedPeriod,
  ByteField,
  Collections,
  MemoryFigures,
  MemoryTrend,
  Peak,
} from './MemorySummary.ts';

/** A sample that was taken in, and the reading of the live size that it tells of. */
export interface TakenSample {
  readonly reading: LiveReading | undefined;
}

const mostPoints = 512;
const trendPoints = 40;
const noiseFloorBytes = 24 * 1024;
/** Standard errors on either side that hold 95 % of a normal distribution. */
const interval95 = 1.96;
const byteFields = sampleFields.filter((field) => field.endsWith('Bytes')) as ByteField[];

/**
 * What the samples of one process come to: period, peaks, trend, the fullest of each limit. It judges nothing.
 *
 * Holds no samples: of each counter 512 points of its lower outline, whatever the length.
 */
export class SampleFigures {
  readonly #readings: RecordedReadings = new RecordedReadings();
  readonly #outlines: ReadonlyMap<ByteField, LowerOutline>;
  readonly #peaks: Map<ByteField, Peak> = new Map();
  readonly #fullest: Map<LimitKind, MemoryLimit & { readonly time: number }> = new Map();
  readonly #intervals: Intervals = new Intervals();
  readonly #last: SampleRow = new Float64Array(sampleFields.length).fill(Number.NaN);
  #firstTime = Number.NaN;
  #firstCount = Number.NaN;
  #samples = 0;
  #outOfOrder = 0;
  #readingCount = 0;

  constructor() {
    this.#outlines = new Map(byteFields.map((field) => [field, new LowerOutline(mostPoints)]));
  }

  /** Samples taken in. */
  get length(): number {
    return this.#samples;
  }

  /** Takes the next sample. One that has no time, or is not later than the one before, is left out and counted. */
  add(row: SampleRow): TakenSample | undefined {
    const time = row[column.time]!;
    if (!(time > this.#last[column.time]! || (this.#samples === 0 && Number.isFinite(time)))) {
      this.#outOfOrder += 1;
      return undefined;
    }
    if (this.#samples === 0) {
      this.#firstTime = time;
      this.#firstCount = row[column.majorCollections]!;
    }
    this.#samples += 1;
    this.#last.set(row);
    this.#intervals.add(time);
    this.#outline(row);
    const reading = this.#readings.next(row);
    if (reading !== undefined) {
      this.#readingCount += 1;
      this.#outlines.get('liveBytes')!.add(time, reading.liveBytes);
    }
    return { reading };
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

  /** All of it in one object; `undefined` before the first sample. */
  figures(): MemoryFigures | undefined {
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
}

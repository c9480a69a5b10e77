import { forecastLimit, type LimitForecast, type NoForecast } from '../../analysis/forecast.ts';
import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { Points } from '../../analysis/thinning.ts';
import type { LimitKind } from '../../wire/capacity.ts';
import type { OutOfMemoryEstimate } from '../../wire/event.ts';
import { column } from '../../wire/sample.ts';
import { type GrowthQuestion, growthRun, sustainedRun } from '../growthRun.ts';
import { betweenLooksMs, graceMs, startUpMs } from '../leakCriteria.ts';
import { missingEvidence } from '../leakWords.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import { bytesInWords, durationInWords, rateInWords } from '../quantity.ts';
import type { Excursion } from './Excursions.ts';
import { LongCourse } from './LongCourse.ts';
import { type OutOfMemoryPrediction, outOfMemoryOf, usableShare } from './outOfMemory.ts';
import { SeriesExcursions } from './SeriesExcursions.ts';

const kib = 1024;
const mib = kib ** 2;
/** An end that may come sooner than this is worth an event. */
const horizonMs = 600_000;
/** The early end of an interval may be far too early for growth that is perfectly steady: the estimate itself counts, too. */
const likelyMs = 3 * horizonMs;
/** An episode is over when the end has been twice as far away for this long. */
const episodeEndMs = 120_000;
/** A process that starts fills its heap at a pace that soon ends; it is taken seriously from this share of the limit on. */
const seriousShare = 0.5;
/** What has come back before is waited for up to this share of the limit: beyond it there is no room to be wrong. */
const nearShare = 0.85;
/** While less than half of the limit is used, a look may go by what was made of a series so long ago. */
const calmLookMs = 60_000;
const blockMs = 30_000;
const pointsKept = 240;

interface Projection {
  readonly prediction: OutOfMemoryPrediction & { readonly predicted: true };
  /** How much of the limit is used already. */
  readonly share: number;
  /** It was as high before and fell again, and the limit is not near. */
  readonly excursion: Excursion | undefined;
}

/** What was made of a series, to be made anew when it has gone on. */
interface Outlook {
  readonly madeAt: number;
  readonly blocks: number;
  readonly limitBytes: number;
  /** What is projected. */
  readonly grown: { readonly points: Points; readonly count: number; readonly spanMs: number } | undefined;
  readonly forecast: LimitForecast | NoForecast | undefined;
}

interface Course {
  readonly kind: LimitKind;
  readonly used: MinimumSeries;
  readonly past: SeriesExcursions;
  /** Present for the heap. */
  readonly long?: LongCourse;
  readonly limitColumn: number;
  readonly shortestMs: number;
  readonly shortestSpanMs: number;
  readonly criteria: GrowthCriteria;
  /** Alarms begin at this share of the limit. */
  readonly alarmShare: number;
}

/** Container and host are measured with garbage and with other people's memory, so they must grow for longer. */
const charged = {
  shortestMs: 240_000,
  shortestSpanMs: 180_000,
  criteria: { significance: 6, rateBytesPerSecond: 30 * kib, grownBytes: 4 * mib, noiseFloorBytes: mib },
};

/**
 * Projects the live size onto the heap's limit, and the memory of container and host onto theirs, and tells once per
 * episode when the end may come within ten minutes.
 */
export class OutOfMemoryWatch {
  readonly #courses: readonly Course[];
  readonly #long: LongCourse;
  readonly #outlooks: Map<LimitKind, Outlook> = new Map();
  readonly #limits: Float64Array = new Float64Array(3).fill(Number.NaN);
  readonly #container: MinimumSeries = new MinimumSeries({ size: pointsKept, blockMs });
  readonly #host: MinimumSeries = new MinimumSeries({ size: pointsKept, blockMs });
  #startedAt = Number.NaN;
  #now = Number.NaN;
  #lastAlarm = Number.NaN;
  #lastLook = Number.NEGATIVE_INFINITY;

  /** `liveSizes`: the readings of the live size, which others fill. */
  constructor(liveSizes: MinimumSeries) {
    this.#long = new LongCourse(liveSizes);
    this.#courses = [
      {
        kind: 'heap',
        used: liveSizes,
        past: new SeriesExcursions(liveSizes),
        long: this.#long,
        limitColumn: column.heapLimitBytes,
        shortestMs: 60_000,
        shortestSpanMs: 45_000,
        criteria: { significance: 4, rateBytesPerSecond: kib, grownBytes: mib, noiseFloorBytes: 24 * kib },
        alarmShare: 0,
      },
      {
        kind: 'container',
        used: this.#container,
        past: new SeriesExcursions(this.#container),
        limitColumn: column.containerLimitBytes,
        alarmShare: 0.5,
        ...charged,
      },
      // Others grow on the host too, and not everything that is used there is lost: what is not yet near is not told.
      {
        kind: 'host',
        used: this.#host,
        past: new SeriesExcursions(this.#host),
        limitColumn: column.hostTotalBytes,
        alarmShare: 0.8,
        ...charged,
      },
    ];
  }

  /** Bytes that its own series take. */
  get heldBytes(): number {
    return this.#container.heldBytes + this.#host.heldBytes + this.#long.heldBytes;
  }

  /** Takes a sample: its time is the clock. */
  addSample(row: ArrayLike<number>): void {
    this.#now = row[column.time]!;
    if (Number.isNaN(this.#startedAt)) this.#startedAt = this.#now;
    this.#container.add(this.#now, row[column.containerUsedBytes]!);
    this.#host.add(this.#now, row[column.hostUsedBytes]!);
    this.#long.update();
    for (let index = 0; index < this.#courses.length; index++) {
      const course = this.#courses[index]!;
      course.past.update();
      this.#limits[index] = row[course.limitColumn]!;
    }
  }

  /** The limit that is reached first, if growth goes on as it does, whether or not it has come back before. Tells nobody. */
  predict(): OutOfMemoryPrediction {
    const nearest = this.#nearest(0, () => true);
    if (nearest) return nearest.prediction;
    const run = growthRun(this.#courses[0]!.used, this.#question(this.#courses[0]!));
    const [missing] = missingEvidence(run, Number.POSITIVE_INFINITY);
    return {
      predicted: false,
      reason: missing ?? 'Nothing grows steadily towards a limit that is less than 30 days away.',
    };
  }

  /**
   * The estimate, when its low end comes within ten minutes, and itself within half an hour, for the first time in this
   * episode. A young process and a container must have used half of the limit for that, a host four fifths; what has come
   * back from there before must go beyond its earlier peak, last far longer, or use 85 % of the limit.
   */
  look(): OutOfMemoryEstimate | undefined {
    const leastShare = this.#now - this.#startedAt < graceMs ? seriousShare : 0;
    const nearest = this.#nearest(
      calmLookMs,
      ({ share, excursion }, { alarmShare }) =>
        excursion === undefined && share >= Math.max(alarmShare, leastShare),
    );
    if (!nearest) return undefined;
    const { etaMs, lowMs, highMs, limit } = nearest.prediction;
    const inEpisode = this.#now - this.#lastAlarm < episodeEndMs;
    const patience = inEpisode ? 2 : 1;
    if (lowMs > patience * horizonMs || etaMs > patience * likelyMs) return undefined;
    this.#lastAlarm = this.#now;
    return inEpisode ? undefined : { etaMs, lowMs, highMs, limit };
  }

  /** {@link look}, as often as is worth it: to be called after every sample. */
  lookNowAndThen(): OutOfMemoryEstimate | undefined {
    if (this.#now - this.#lastLook < betweenLooksMs) return undefined;
    this.#lastLook = this.#now;
    return this.look();
  }

  #nearest(
    calmMs: number,
    counts: (projection: Projection, course: Course) => boolean,
  ): Projection | undefined {
    let nearest: Projection | undefined;
    this.#courses.forEach((course, index) => {
      const projection = this.#project(course, this.#limits[index]!, calmMs);
      if (projection === undefined || !counts(projection, course)) return;
      if (!(nearest && nearest.prediction.etaMs <= projection.prediction.etaMs)) nearest = projection;
    });
    return nearest;
  }

  #question(course: Course): GrowthQuestion {
    return { ...course, fromMs: this.#startedAt, toMs: this.#now };
  }

  #project(course: Course, limitBytes: number, calmMs: number): Projection | undefined {
    const { kind } = course;
    const { grown, forecast } = this.#outlook(course, limitBytes, calmMs);
    if (grown === undefined || !forecast?.reaches) return undefined;
    const { points, count, spanMs } = grown;
    const estimate = outOfMemoryOf(forecast, kind, this.#now - points.times.at(-1)!)!;
    const level = levelInWords(forecast.levelBytes, limitBytes);
    const pace = `${rateInWords(forecast.rateBytesPerSecond)} over ${durationInWords(spanMs)}`;
    const share = forecast.levelBytes / limitBytes;
    const excursion = share < nearShare ? course.past.comparable(forecast.levelBytes, spanMs) : undefined;
    const basis = `${subjects[kind]} is at ${level} and grows by ${pace} (${count} points, ${forecast.kind}).`;
    const returnedFromBytes = excursion?.peakBytes;
    return {
      prediction: {
        predicted: true,
        ...estimate,
        basis: excursion === undefined ? basis : `${basis} ${returnInWords(excursion)}`,
        ...(returnedFromBytes !== undefined && { returnedFromBytes }),
      },
      share,
      excursion,
    };
  }

  #outlook(course: Course, limitBytes: number, calmMs: number): Outlook {
    const { kind, used } = course;
    const { blocks } = used;
    const known = this.#outlooks.get(kind);
    if (known?.limitBytes === limitBytes) {
      const calm = used.lastValue < seriousShare * limitBytes && this.#now - known.madeAt < calmMs;
      if (calm || known.blocks === blocks) return known;
    }
    const grown = limitBytes > 0 ? this.#grown(course, limitBytes) : undefined;
    const forecast =
      grown && forecastLimit(grown.points.times, grown.points.values, usableShare * limitBytes);
    const outlook = { madeAt: this.#now, blocks, limitBytes, grown, forecast };
    this.#outlooks.set(kind, outlook);
    return outlook;
  }

  /** What grows steadily now; where that is a wave of what has grown for long, or a rest in it, the long course. */
  #grown({ used, long, ...course }: Course, limitBytes: number): Outlook['grown'] {
    const run = sustainedRun(used, this.#question({ used, ...course }));
    const isNear = used.lastValue >= nearShare * limitBytes;
    const floor = isNear ? undefined : long?.behind(run, this.#startedAt + startUpMs, this.#now);
    if (floor) {
      const spanMs = floor.times.at(-1)! - floor.times[0]!;
      return { points: floor, count: floor.times.length, spanMs };
    }
    return run && { points: run.points, count: run.count, spanMs: run.test.spanMs };
  }
}

const subjects: Readonly<Record<LimitKind, string>> = {
  heap: 'The live heap',
  container: 'Memory of the container',
  host: 'Memory of the host',
};

/** What is measured may be more than the limit counts, and the line through it higher than what was measured. */
function levelInWords(levelBytes: number, limitBytes: number): string {
  const limit = bytesInWords(limitBytes);
  return levelBytes > limitBytes
    ? `${bytesInWords(levelBytes)}, beyond its limit of ${limit},`
    : `${bytesInWords(levelBytes)} of ${limit}`;
}

function returnInWords({ peakBytes, lowBytes }: Excursion): string {
  return `It has risen like this before, to ${bytesInWords(peakBytes)}, and came back to ${bytesInWords(lowBytes)}.`;
}

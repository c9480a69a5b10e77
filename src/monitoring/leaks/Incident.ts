import { trendOf, valueAt } from '../../analysis/trend.ts';
import type { LeakReport } from '../../wire/event.ts';
import { type LeakSensitivity, shortestWindowMs, startUpMs } from '../leakCriteria.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import type { SuspicionState } from './confirmation.ts';
import type { Evidence, LeakMoment } from './Evidence.ts';
import { type Growth, keptGrowth, survivingGrowth } from './growthSearch.ts';
import type { ToldConfirmation } from './LeakReporter.ts';
import { Rise } from './Rise.ts';
import type { SiteOpinion } from './SiteEvidence.ts';

/** How a level moves now. */
export interface Pace {
  readonly rateBytesPerSecond: number;
  readonly spanMs: number;
  readonly levelBytes: number;
}

/** How far a level has fallen from its height. */
export interface Fall {
  readonly fallenBytes: number;
  readonly levelBytes: number;
  /** When it was at its height, in epoch milliseconds. */
  readonly since: number;
}

const fewestForPace = 4;
/** A fall by this share of what had grown is worth a word. */
const fallShare = 0.5;
/** What is left of the growth then counts as nothing. */
const returnedShare = 0.25;
const returnedReadings = 2;
const steadyShare = 0.3;
/** Growth that begins within ten minutes of the start may be the start itself. */
const earlyMs = 600_000;
/** Growth counts as undiminished when it has been so for this long: noise makes it seem so now and then. */
const undiminishedMs = 60_000;

/** One leak, from suspicion to withdrawal. */
export class Incident {
  readonly id: string;
  readonly in: Growth['in'];
  readonly suspectedAt: number;
  /** When the growth began, as far back as it was seen. */
  readonly onset: number;
  /** The level then. */
  readonly onsetBytes: number;
  /** What was told last. */
  report: LeakReport;
  confirmation: ToldConfirmation | undefined;
  /** What it lacks to be confirmed, as of the last time that was weighed. */
  missing: string | undefined;
  /** Since when growth has stopped; `NaN` while it goes on. */
  quietSince: number = Number.NaN;
  readonly #evidence: Evidence;
  #weighed = -1;
  #undiminishedSince = Number.NaN;
  #sitesKept = false;

  constructor(evidence: Evidence, growth: Growth, report: LeakReport, now: number) {
    const { test, points } = growth.run;
    const { readings } = evidence.series;
    this.id = report.id;
    this.in = growth.in;
    this.suspectedAt = now;
    this.onset = points.times[0]!;
    this.onsetBytes =
      growth.in === 'readings'
        ? valueAt(test.trend, this.onset)
        : (readings.between(this.onset, now).values[0] ?? readings.lastValue);
    this.report = report;
    this.#evidence = evidence;
  }

  /**
   * By how much it had grown at most until a time, and how long that took in milliseconds: no less than was told, which may
   * have been seen in what survives while the level swung.
   */
  height(until: number): { readonly grownBytes: number; readonly spanMs: number } {
    const { times, values } = this.#evidence.series.readings.between(this.onset, until);
    const highest = Math.max(this.onsetBytes, ...values);
    const highestAt = times[values.indexOf(highest)] ?? until;
    const { grownBytes: toldBytes, sinceMs } = this.report;
    const grownBytes = highest - this.onsetBytes;
    return grownBytes < toldBytes
      ? { grownBytes: toldBytes, spanMs: sinceMs }
      : { grownBytes, spanMs: highestAt - this.onset };
  }

  /** How far it has come down; `undefined` where that is less than half of what it had grown by. */
  fall(now: number): Fall | undefined {
    const { readings, levels = readings } = this.#evidence.series;
    const { times, values } = levels.between(this.onset, now);
    const highest = Math.max(...values);
    const levelBytes = values.at(-1) ?? Number.NaN;
    const fallenBytes = highest - levelBytes;
    if (!(fallenBytes > fallShare * this.height(now).grownBytes)) return undefined;
    // A level that swings comes down time and again, while what survives goes on to grow.
    const own = (this.in === 'readings' ? levels : this.#series(now)).between(this.onset, now).values;
    const ownHighest = Math.max(...own);
    const hasFallen = ownHighest - own.at(-1)! > fallShare * (ownHighest - own[0]!);
    return hasFallen ? { fallenBytes, levelBytes, since: times[values.lastIndexOf(highest)]! } : undefined;
  }

  /**
   * The fall after which hardly anything is left of what had grown, at two readings in a row; `undefined` where there was
   * none. What is flushed and fills again at once does so, and never stops growing for long.
   */
  returned(now: number): Fall | undefined {
    const fall = this.fall(now);
    if (fall === undefined) return undefined;
    const { readings, levels = readings } = this.#evidence.series;
    const last = levels.between(fall.since, now).values.slice(-returnedReadings);
    const most = this.onsetBytes + returnedShare * this.height(fall.since).grownBytes;
    return last.length === returnedReadings && Math.max(...last) <= most ? fall : undefined;
  }

  /** Whether there is something to weigh that was not there the last time. */
  isToWeigh(): boolean {
    const before = this.#weighed;
    this.#weighed = this.#evidence.amount;
    return this.#weighed !== before;
  }

  /** All growth since the onset, or since another. */
  riseAt({ now, startedAt }: LeakMoment, onset: number = this.onset): Rise {
    return new Rise({
      series: this.#series(now),
      fromMs: startedAt + startUpMs,
      onset,
      now,
    });
  }

  /** Where the growth shows. */
  #series(now: number): MinimumSeries {
    const { series, sites } = this.#evidence;
    const survivors = this.in === 'survivors' ? sites?.survivors.bytes : undefined;
    const kept = this.in === 'kept' ? sites?.kept(now) : undefined;
    return survivors ?? kept ?? series.readings;
  }

  /** How the level moves: over the last window, or the last four readings where they are rarer. */
  paceAt(moment: LeakMoment, sensitivity: LeakSensitivity): Pace | undefined {
    const { now, startedAt } = moment;
    const { series, sites } = this.#evidence;
    const within = series.readings.between(now - shortestWindowMs, now);
    const enough = within.times.length >= fewestForPace;
    const { times, values } = enough ? within : series.readings.between(startedAt + startUpMs, now);
    if (times.length < fewestForPace) return undefined;
    const first = enough ? 0 : times.length - fewestForPace;
    const trend = trendOf(times.slice(first), values.slice(first));
    const place = this.#evidence.place(sensitivity, moment);
    const survivors =
      this.in === 'survivors' && sites
        ? survivingGrowth(place, sites.survivors, now)
        : this.in === 'kept'
          ? keptGrowth(place, now)
          : undefined;
    return {
      rateBytesPerSecond: Math.max(
        trend.slope * 1000,
        survivors?.test.rateBytesPerSecond ?? Number.NEGATIVE_INFINITY,
      ),
      spanMs: trend.span,
      levelBytes: values.at(-1)!,
    };
  }

  /** What a confirmation goes by, besides declared holders. */
  stateAt(
    rise: Rise,
    moment: LeakMoment,
    sensitivity: LeakSensitivity,
  ): Omit<SuspicionState, 'exceeded' | 'filling' | 'loadRatio'> {
    const { now, startedAt, limitBytes, wantedSince } = moment;
    const { series, sites } = this.#evidence;
    const level = series.readings.lastValue;
    const grown = level - this.onsetBytes;
    const { steadyBytes, rateBytesPerSecond } = rise;
    const criteria = this.#evidence.criteria(sensitivity);
    const highest = Math.max(this.#evidence.highestBefore(this.onset), this.onsetBytes);
    return {
      sensitivity,
      uptimeMs: now - startedAt,
      suspectedForMs: now - this.suspectedAt,
      lastedMs: rise.lastedMs,
      undiminished: this.#isUndiminished(rise, now),
      sinceStart: this.onset - startedAt < earlyMs,
      inSteps: steadyBytes < steadyShare * rise.grownBytes && steadyBytes < criteria.grownBytes,
      sites: this.#remembered(sites?.opinion(now, rateBytesPerSecond, wantedSince) ?? 'unseen'),
      withoutSites: sites === undefined,
      beyondShare: (level - highest) / grown,
      contrast: this.#evidence.contrast(steadyBytes, now - this.onset, this.onset, moment),
      pace: rateBytesPerSecond / criteria.rateBytesPerSecond,
      multiple: grown / this.onsetBytes,
      walkSignificance: rise.walkSignificance,
      eatenShare: grown / (limitBytes - this.onsetBytes),
    };
  }

  /** What grows may become too large to be looked at: that its sites kept everything until then still counts. */
  #remembered(opinion: SiteOpinion): SiteOpinion {
    if (opinion === 'unseen') return this.#sitesKept ? 'kept' : 'unseen';
    this.#sitesKept = opinion === 'kept';
    return opinion;
  }

  #isUndiminished(rise: Rise, now: number): boolean {
    if (!rise.undiminished) this.#undiminishedSince = Number.NaN;
    else if (Number.isNaN(this.#undiminishedSince)) this.#undiminishedSince = now;
    return now - this.#undiminishedSince >= undiminishedMs;
  }
}

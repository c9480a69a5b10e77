import { growthPatternOf } from '../../analysis/growthPattern.ts';
import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import { trendOf, valueAt } from '../../analysis/trend.ts';
import type { Configuration } from '../../configuration/Configuration.ts';
import type { LeakReport } from '../../wire/event.ts';
import { graceMs, type LeakSensitivity, quietMs, shortestWindowMs, startUpMs } from '../leakCriteria.ts';
import { leakFingerprint } from '../leakFingerprint.ts';
import { basisOf } from './confirmation.ts';
import type { GrowthSeries } from './GrowthSeries.ts';
import { hintsAtGrowth } from './growthHint.ts';
import { type Growth, type GrowthPlace, growthAt, survivingGrowth } from './growthSearch.ts';
import { LeakReporter, type ToldConfirmation, type ToldGrowth } from './LeakReporter.ts';
import type { LeakSurroundings } from './LeakSurroundings.ts';
import { LevelHistory } from './LevelHistory.ts';
import { type PastRise, PastRises } from './PastRises.ts';
import { Rise } from './Rise.ts';
import type { SiteEvidence } from './SiteEvidence.ts';

/** What counts at a look. */
export interface LeakMoment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** When the watch began. */
  readonly startedAt: number;
  /** What the series can grow to; `NaN` where nobody knows. */
  readonly limitBytes: number;
  /** Since when it has been worth looking at sites; `NaN` while it is not. */
  readonly wantedSince: number;
}

/** One leak, from suspicion to withdrawal. */
interface Incident {
  readonly id: string;
  readonly in: Growth['in'];
  readonly suspectedAt: number;
  /** When the growth began, as far back as it was seen, and the level then. */
  readonly onset: number;
  readonly onsetBytes: number;
  report: LeakReport;
  /** Since when growth has stopped; `NaN` while it goes on. */
  quietSince: number;
  confirmation: ToldConfirmation | undefined;
  /** What there was when it was weighed last, to be weighed anew when there is more. */
  weighed: number;
}

/** How a level moves now. */
interface Pace {
  readonly rateBytesPerSecond: number;
  readonly spanMs: number;
  readonly levelBytes: number;
}

const daySeconds = 86_400;
const fewestForPace = 4;
const holdRateShare = 0.3;
const mostSuspicion = 0.5;
const confirmedConfidence = { holder: 0.99, sites: 0.95, consuming: 0.9, persistent: 0.9 } as const;
/** A confirmed leak that has not grown for this long is over. */
const confirmedQuietMs = 600_000;
/** For so long a suspicion waits for the name of its culprit. */
const namingMs = 45_000;
/** For so long growth by what is in turnover is not told. */
const turnoverPatienceMs = 600_000;
const historyFactor = 2;
const shortestHistoryMs = 1_200_000;

/**
 * The case against one kind of memory: nothing, *suspected*, *confirmed*, *withdrawn*. A suspicion needs sustained growth
 * at two looks 10 s apart; {@link basisOf} says what a confirmation needs. Both are withdrawn when the growth stops, and
 * what is withdrawn is remembered, so that the same rise is not told each time.
 */
export class LeakCase {
  readonly series: GrowthSeries;
  readonly #settings: Configuration['leakDetection'];
  readonly #surroundings: LeakSurroundings;
  readonly #sites: SiteEvidence | undefined;
  readonly #reporter: LeakReporter;
  readonly #levels: LevelHistory = new LevelHistory();
  readonly #past: PastRises = new PastRises();
  #incident: Incident | undefined;
  #heldBackSince = Number.NaN;
  #seenAt = Number.NaN;

  /** @param sites present for the heap, whose allocations can be sampled */
  constructor(
    series: GrowthSeries,
    settings: Configuration['leakDetection'],
    surroundings: LeakSurroundings,
    sites?: SiteEvidence,
  ) {
    this.series = series;
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#sites = sites;
    this.#reporter = new LeakReporter(series, surroundings, settings.holdersDeclared);
  }

  /** What is told of it at present. */
  get report(): LeakReport | undefined {
    return this.#incident?.report;
  }

  /** What is told of it, with the numbers of now where it still grows. */
  reportAt(moment: LeakMoment): LeakReport | undefined {
    const incident = this.#incident;
    if (!incident) return undefined;
    const rise = this.#rise(incident, moment);
    const goesOn = rise.isKnown && Number.isNaN(incident.quietSince);
    return goesOn ? this.#reportOf(incident, rise, moment) : incident.report;
  }

  /** Whether growth is hinted at: too little for a word, enough to look closer. */
  hints({ now, startedAt }: LeakMoment): boolean {
    const { sensitivity } = this.#settings;
    return (
      this.#incident !== undefined ||
      hintsAtGrowth(this.series.readings, startedAt + startUpMs, now, this.criteria(sensitivity))
    );
  }

  /** Says what changed. Worth calling every 10 s. */
  look(moment: LeakMoment): LeakReport | undefined {
    this.#remember(moment);
    return this.#incident ? this.#follow(this.#incident, moment) : this.#suspect(moment);
  }

  /** Growth that would be told now, with that sensitivity. Changes nothing. */
  growth(sensitivity: LeakSensitivity, moment: LeakMoment): Growth | undefined {
    if (moment.now - moment.startedAt < graceMs) return undefined;
    return growthAt(this.#place(sensitivity, moment), moment.now);
  }

  /** A past rise that the growth repeats. */
  repeated(growth: Growth, moment: LeakMoment): PastRise | undefined {
    const { now } = moment;
    return this.#past.repeated(
      {
        id: this.#idOf(growth, moment),
        rateBytesPerSecond: growth.run.test.rateBytesPerSecond,
        lastedMs: now - growth.run.points.times[0]!,
        levelBytes: this.series.readings.lastValue,
        sites: this.#sites?.keeping(now) ?? [],
        saturatesSince: (onset) => this.#saturates(onset, now),
      },
      now,
    );
  }

  /** Whether all growth since then is one that levels off. */
  #saturates(onset: number, now: number): boolean {
    const { times, values } = this.series.readings.between(onset, now);
    return growthPatternOf(times, values).label === 'saturating';
  }

  /** What the growth would be told as. */
  suspicionOf(growth: Growth, sensitivity: LeakSensitivity, moment: LeakMoment): LeakReport {
    const { points, count, test } = growth.run;
    const { rateBytesPerSecond, grownBytes, spanMs: sinceMs } = test;
    const { significance } = this.series.criteria[sensitivity];
    const told: ToldGrowth = {
      id: this.#idOf(growth, moment),
      points,
      count,
      bySurvivors: growth.in === 'survivors',
      rateBytesPerSecond,
      grownBytes,
      sinceMs,
      sites: this.#sites?.named(moment.now, rateBytesPerSecond) ?? [],
      sitesSince: this.#sites?.observedSince(moment.now) ?? Number.NaN,
      confidence: Math.min(mostSuspicion, test.trend.z / (4 * significance)),
    };
    const settledAt = this.#settledAt(points.times[0]!, moment.now);
    return this.#reporter.suspicion(told, moment.now, moment.limitBytes, settledAt);
  }

  /** `growthThreshold` is the growth per day that is worth a word, as a share of the level. */
  criteria(sensitivity: LeakSensitivity): GrowthCriteria {
    const preset = this.series.criteria[sensitivity];
    const worthAWord = (this.#settings.growthThreshold * this.series.readings.lastValue) / daySeconds;
    return { ...preset, rateBytesPerSecond: Math.max(preset.rateBytesPerSecond, worthAWord || 0) };
  }

  #place(sensitivity: LeakSensitivity, { startedAt }: LeakMoment): GrowthPlace {
    return {
      readings: this.series.readings,
      survivors: this.#sites?.survivors,
      fromMs: startedAt + startUpMs,
      criteria: this.criteria(sensitivity),
    };
  }

  #idOf(growth: Growth, { now }: LeakMoment): string {
    const sites = this.#sites?.named(now, growth.run.test.rateBytesPerSecond) ?? [];
    return leakFingerprint(this.series.memory, sites);
  }

  #remember({ startedAt }: LeakMoment): void {
    const { lastTime, lastValue } = this.series.readings;
    if (!(lastTime >= startedAt + startUpMs) || lastTime === this.#seenAt) return;
    this.#seenAt = lastTime;
    this.#levels.add(lastTime, lastValue);
  }

  #suspect(moment: LeakMoment): LeakReport | undefined {
    const { sensitivity } = this.#settings;
    const growth = this.growth(sensitivity, moment);
    if (growth === undefined) {
      this.#heldBackSince = Number.NaN;
      return undefined;
    }
    if (this.repeated(growth, moment) || this.#isToWait(growth, moment)) return undefined;
    const { now } = moment;
    const onset = growth.run.points.times[0]!;
    const report = this.suspicionOf(growth, sensitivity, moment);
    const onsetBytes =
      growth.in === 'readings'
        ? valueAt(growth.run.test.trend, onset)
        : (this.series.readings.between(onset, now).values[0] ?? this.series.readings.lastValue);
    this.#heldBackSince = Number.NaN;
    this.#incident = {
      id: report.id,
      in: growth.in,
      suspectedAt: now,
      onset,
      onsetBytes,
      report,
      quietSince: Number.NaN,
      confirmation: undefined,
      weighed: 0,
    };
    return report;
  }

  /** The culprit has no name yet, and may have one soon; or what grows is seen to die, and gets some minutes to show it. */
  #isToWait({ run }: Growth, { now, wantedSince }: LeakMoment): boolean {
    if (this.#sites === undefined) return false;
    if (Number.isNaN(this.#heldBackSince)) this.#heldBackSince = now;
    const heldMs = now - this.#heldBackSince;
    const rate = run.test.rateBytesPerSecond;
    if (this.#sites.opinion(now, rate, wantedSince) === 'turned-over') return heldMs < turnoverPatienceMs;
    return this.#sites.isFresh(now) && this.#sites.named(now, rate).length === 0 && heldMs < namingMs;
  }

  #follow(incident: Incident, moment: LeakMoment): LeakReport | undefined {
    const pace = this.#pace(incident, moment);
    if (pace === undefined) return undefined;
    const { sensitivity } = this.#settings;
    const { rateBytesPerSecond } = this.series.criteria[sensitivity];
    const still = Math.max(rateBytesPerSecond / 2, holdRateShare * incident.report.rateBytesPerSecond);
    if (pace.rateBytesPerSecond > still) {
      incident.quietSince = Number.NaN;
      return incident.report.level === 'suspected' ? this.#confirm(incident, moment) : undefined;
    }
    if (Number.isNaN(incident.quietSince)) incident.quietSince = moment.now;
    const quietForMs = incident.report.level === 'confirmed' ? confirmedQuietMs : quietMs;
    const readSince = this.series.readings.lastTime > incident.quietSince;
    if (!readSince || moment.now - incident.quietSince < quietForMs) return undefined;
    return this.#withdraw(incident, pace, moment);
  }

  #withdraw(incident: Incident, pace: Pace, { now }: LeakMoment): LeakReport {
    this.#incident = undefined;
    const { values } = this.series.readings.between(incident.onset, now);
    this.#past.add({
      id: incident.id,
      rateBytesPerSecond: incident.report.rateBytesPerSecond,
      lastedMs: incident.quietSince - incident.onset,
      reachedBytes: Math.max(pace.levelBytes, ...values),
      onset: incident.onset,
      endedAt: now,
      sites: this.#sites?.keeping(now) ?? [],
    });
    const { rateBytesPerSecond, spanMs, levelBytes } = pace;
    return this.#reporter.withdrawal(incident.report, {
      rateBytesPerSecond,
      spanMs,
      levelBytes,
      grownBytes: levelBytes - incident.onsetBytes,
      sinceMs: now - incident.onset,
    });
  }

  /** How the level moves: over the last window, or the last four readings where they are rarer. */
  #pace(incident: Incident, moment: LeakMoment): Pace | undefined {
    const { now, startedAt } = moment;
    const { readings } = this.series;
    const within = readings.between(now - shortestWindowMs, now);
    const { times, values } =
      within.times.length >= fewestForPace ? within : readings.between(startedAt + startUpMs, now);
    if (times.length < fewestForPace) return undefined;
    const recent = within.times.length >= fewestForPace ? 0 : times.length - fewestForPace;
    const trend = trendOf(times.slice(recent), values.slice(recent));
    const survivors =
      incident.in === 'survivors' && this.#sites
        ? survivingGrowth(this.#place(this.#settings.sensitivity, moment), this.#sites.survivors, now)
        : undefined;
    return {
      rateBytesPerSecond: Math.max(trend.slope * 1000, survivors?.test.rateBytesPerSecond ?? 0),
      spanMs: trend.span,
      levelBytes: valueAt(trend, times.at(-1)!),
    };
  }

  #confirm(incident: Incident, moment: LeakMoment): LeakReport | undefined {
    const { now, startedAt, limitBytes, wantedSince } = moment;
    const { holders } = this.#surroundings;
    const excess = this.series.memory === 'heap' ? holders?.exceeded[0] : undefined;
    const seen = this.series.readings.blocks + (this.#sites?.survivors.bytes.blocks ?? 0);
    if (seen === incident.weighed && excess === undefined) return undefined;
    incident.weighed = seen;
    const rise = this.#rise(incident, moment);
    if (!rise.isKnown) return undefined;
    const level = this.series.readings.lastValue;
    const grown = level - incident.onsetBytes;
    const before = this.#levels.between(Number.NEGATIVE_INFINITY, incident.onset);
    const { lastedMs } = rise;
    const rate = rise.rateBytesPerSecond;
    const eatenShare = grown / (limitBytes - incident.onsetBytes);
    const { sensitivity } = this.#settings;
    const basis = basisOf(
      {
        sensitivity,
        uptimeMs: now - startedAt,
        suspectedForMs: now - incident.suspectedAt,
        lastedMs,
        undiminished: rise.undiminished,
        inSteps: rise.inSteps,
        exceeded: excess !== undefined,
        filling: (holders?.filling.length ?? 0) > 0,
        sites: this.#sites?.opinion(now, rate, wantedSince) ?? 'unseen',
        beyondShare: (level - Math.max(before?.highest ?? 0, incident.onsetBytes)) / grown,
        contrast: this.#contrast(incident, grown, moment),
        walkSignificance: rise.walkSignificance,
        eatenShare,
      },
      this.#settings,
    );
    if (basis === undefined) return undefined;
    incident.confirmation = { basis, lastedMs, eatenShare, excess };
    incident.report = this.#reportOf(incident, rise, moment);
    return incident.report;
  }

  /** What is told of an incident, with the numbers of now. */
  #reportOf(incident: Incident, rise: Rise, moment: LeakMoment): LeakReport {
    const { confirmation } = incident;
    const { now, limitBytes } = moment;
    const told: ToldGrowth = {
      id: incident.id,
      points: rise.points,
      count: rise.count,
      bySurvivors: incident.in === 'survivors',
      rateBytesPerSecond: rise.rateBytesPerSecond,
      grownBytes: rise.grownBytes,
      sinceMs: now - incident.onset,
      sites: this.#sites?.named(now, rise.rateBytesPerSecond) ?? [],
      sitesSince: this.#sites?.observedSince(now) ?? Number.NaN,
      confidence: confirmation ? confirmedConfidence[confirmation.basis] : incident.report.confidence,
    };
    return confirmation
      ? this.#reporter.confirmation(told, confirmation, now, limitBytes)
      : this.#reporter.suspicion(told, now, limitBytes, this.#settledAt(incident.onset, now));
  }

  #settledAt(onset: number, now: number): number {
    return Math.max(onset + this.#settings.confirmAfter, now + quietMs);
  }

  #rise({ in: place, onset }: Incident, { now, startedAt }: LeakMoment): Rise {
    const survivors = place === 'survivors' ? this.#sites?.survivors : undefined;
    const series = survivors?.bytes ?? this.series.readings;
    return new Rise({ series, fromMs: startedAt + startUpMs, onset, now });
  }

  /** Growth as a multiple of the range in which the level was before, over twice the time; `NaN` where less is known. */
  #contrast({ onset }: Incident, grownBytes: number, { now, startedAt }: LeakMoment): number {
    const from = onset - Math.max(historyFactor * (now - onset), shortestHistoryMs);
    if (from < startedAt + startUpMs) return Number.NaN;
    const before = this.#levels.between(from, onset);
    return before ? grownBytes / (before.highest - before.lowest) : Number.NaN;
  }
}

import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { Configuration } from '../../configuration/Configuration.ts';
import type { LeakReport } from '../../wire/event.ts';
import { growthGraceMs, type LeakSensitivity, quietMs, startUpMs } from '../leakCriteria.ts';
import { leakFingerprint } from '../leakFingerprint.ts';
import { areBoundedCaches } from './boundedCacheOf.ts';
import { basisOf, type SuspicionState, settledAt } from './confirmation.ts';
import { Evidence, type LeakMoment } from './Evidence.ts';
import type { GrowthSeries } from './GrowthSeries.ts';
import { hintsAtGrowth } from './growthHint.ts';
import { type Growth, growthAt, saturates } from './growthSearch.ts';
import { Hesitation } from './Hesitation.ts';
import { Incident, type Pace } from './Incident.ts';
import { LeakReporter, type ToldConfirmation, type ToldGrowth } from './LeakReporter.ts';
import type { LeakSurroundings } from './LeakSurroundings.ts';
import { missingForConfirmation } from './missingForConfirmation.ts';
import { type PastRise, PastRises } from './PastRises.ts';
import type { Rise } from './Rise.ts';
import type { SiteEvidence } from './SiteEvidence.ts';
import { withoutPace } from './siteWords.ts';

const holdRateShare = 0.3;
const mostSuspicion = 0.5;
/** Growth at the least rate that is told can hide in a level that changes by this share of it within so long, time and again. */
const hidingMs = 300_000;
const hidingShare = 0.5;
const confirmedConfidence = { holder: 0.99, sites: 0.95, consuming: 0.9, persistent: 0.9 } as const;
/** A confirmed leak that has not grown for this long is over. */
const confirmedQuietMs = 600_000;

/**
 * The case against one kind of memory: nothing, *suspected*, *confirmed*, *withdrawn*. A suspicion needs sustained growth
 * at two looks 10 s apart; {@link basisOf} says what a confirmation needs. Both are withdrawn when the growth stops, and
 * what is withdrawn is remembered, so that the same rise is not told each time.
 */
export class LeakCase {
  readonly series: GrowthSeries;
  readonly #settings: Configuration['leakDetection'];
  readonly #surroundings: LeakSurroundings;
  readonly #evidence: Evidence;
  readonly #reporter: LeakReporter;
  readonly #past: PastRises = new PastRises();
  readonly #hesitation: Hesitation;
  #incident: Incident | undefined;

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
    this.#evidence = new Evidence(series, settings, sites);
    this.#hesitation = new Hesitation(this.#evidence, surroundings.loading);
    this.#reporter = new LeakReporter(series, surroundings, settings);
  }

  /** What is told of it at present. */
  get report(): LeakReport | undefined {
    return this.#incident?.report;
  }

  /** What is told of it, with the numbers of now where it still grows. */
  reportAt(moment: LeakMoment): LeakReport | undefined {
    const incident = this.#incident;
    if (!incident) return undefined;
    const fall = incident.fall(moment.now);
    if (fall) return this.#reporter.fallen(incident.report, fall);
    const rise = incident.riseAt(moment);
    const goesOn = rise.isKnown && Number.isNaN(incident.quietSince);
    return goesOn ? this.#reportOf(incident, rise, moment) : incident.report;
  }

  /**
   * What is told of it where overdue objects confirm it, with the numbers of now; `undefined` where nothing is told of it,
   * or no numbers are known. Changes nothing.
   */
  confirmedBy(overdue: LeakReport, moment: LeakMoment): LeakReport | undefined {
    const incident = this.#incident;
    const rise = incident?.riseAt(moment);
    if (!incident || !rise?.isKnown) return undefined;
    const { lastedMs } = rise;
    const confirmation = { basis: 'holder', lastedMs, eatenShare: Number.NaN, overdue } as const;
    return this.#reportOf(incident, rise, moment, confirmation);
  }

  /** Whether growth is hinted at, too little for a word, enough to look closer; or could hide in what is usual here. */
  hints({ now, startedAt }: LeakMoment): boolean {
    const criteria = this.criteria(this.#settings.sensitivity);
    return (
      this.#incident !== undefined ||
      this.#evidence.usualChange(hidingMs, now, startedAt) >
        hidingShare * criteria.rateBytesPerSecond * (hidingMs / 1000) ||
      hintsAtGrowth(this.series.readings, startedAt + startUpMs, now, criteria)
    );
  }

  /** Ends what is told of it at once where half of what had grown is gone again; `undefined` where it is not. */
  endFallen(moment: LeakMoment): LeakReport | undefined {
    const incident = this.#incident;
    const fall = incident?.fall(moment.now);
    const pace = fall && incident?.paceAt(moment, this.#settings.sensitivity);
    if (!incident || !fall || !pace) return undefined;
    return this.#withdraw(incident, pace, moment, fall.since);
  }

  /** Says what changed. Worth calling every 10 s. */
  look(moment: LeakMoment): LeakReport | undefined {
    this.#evidence.remember(moment);
    return this.#incident ? this.#follow(this.#incident, moment) : this.#suspect(moment);
  }

  /** What growth must show to be told. */
  criteria(sensitivity: LeakSensitivity): GrowthCriteria {
    return this.#evidence.criteria(sensitivity);
  }

  /** Growth that would be told now, with that sensitivity. Changes nothing. */
  growth(sensitivity: LeakSensitivity, moment: LeakMoment): Growth | undefined {
    if (moment.now - moment.startedAt < growthGraceMs) return undefined;
    return growthAt(this.#evidence.place(sensitivity, moment), moment.now);
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
        sites: this.#evidence.sites?.keeping(now) ?? [],
        bySites: growth.in === 'kept',
        saturatesSince: (onset) => saturates(this.series.readings.between(onset, now)),
      },
      now,
    );
  }

  /** Whether the process has done the like before, for as long at least: the top of a tooth. */
  isUsual(growth: Growth, moment: LeakMoment): boolean {
    return this.#hesitation.repeatsPast(growth, moment);
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
      bySurvivors: growth.in !== 'readings',
      rateBytesPerSecond,
      grownBytes,
      sinceMs,
      ...this.#sitesOf(rateBytesPerSecond, moment),
      confidence: Math.min(mostSuspicion, test.trend.z / (4 * significance)),
    };
    const settled = settledAt(points.times[0]!, moment.startedAt, this.#settings);
    return this.#reporter.suspicion(told, moment, settled);
  }

  #idOf(growth: Growth, moment: LeakMoment): string {
    const overdueId = this.#surroundings.overdueId?.();
    if (overdueId !== undefined) return overdueId;
    const { times } = growth.run.points;
    const { sites } = this.#sitesOf(growth.run.test.rateBytesPerSecond, moment);
    const resource = this.series.particulars?.(times[0]!, times.at(-1)!).resource;
    const { program } = this.#surroundings;
    return leakFingerprint(this.series.memory, sites, { resource, program });
  }

  #sitesOf(rateBytesPerSecond: number, { now }: LeakMoment): Pick<ToldGrowth, 'sites' | 'sitesSince'> {
    const { sites } = this.#evidence;
    return {
      sites: sites?.culprits(now, rateBytesPerSecond) ?? [],
      sitesSince: sites?.observedSince(now) ?? Number.NaN,
    };
  }

  #suspect(moment: LeakMoment): LeakReport | undefined {
    const { sensitivity } = this.#settings;
    const growth = this.growth(sensitivity, moment);
    if (growth === undefined) return undefined;
    if (this.repeated(growth, moment) || this.#hesitation.holds(growth, moment)) return undefined;
    const report = this.suspicionOf(growth, sensitivity, moment);
    this.#hesitation.end();
    this.#incident = new Incident(this.#evidence, growth, report, moment.now);
    return report;
  }

  #follow(incident: Incident, moment: LeakMoment): LeakReport | undefined {
    const { sensitivity } = this.#settings;
    const pace = incident.paceAt(moment, sensitivity);
    if (pace === undefined) return undefined;
    const { rateBytesPerSecond } = this.series.criteria[sensitivity];
    const still = Math.max(rateBytesPerSecond / 2, holdRateShare * incident.report.rateBytesPerSecond);
    const isConfirmed = incident.confirmation !== undefined;
    const returned = isConfirmed ? undefined : incident.returned(moment.now);
    if (returned) return this.#withdraw(incident, pace, moment, returned.since);
    if (pace.rateBytesPerSecond > still) {
      incident.quietSince = Number.NaN;
      return isConfirmed ? undefined : this.#confirm(incident, moment);
    }
    if (Number.isNaN(incident.quietSince)) incident.quietSince = moment.now;
    const readSince = this.series.readings.lastTime > incident.quietSince;
    const quietForMs = moment.now - incident.quietSince;
    if (!readSince || quietForMs < (isConfirmed ? confirmedQuietMs : quietMs)) return undefined;
    return this.#withdraw(incident, pace, moment);
  }

  #confirm(incident: Incident, moment: LeakMoment): LeakReport | undefined {
    const { holders, load } = this.#surroundings;
    const excess = holders?.exceeded.find(({ memory }) => memory === this.series.memory);
    if (!incident.isToWeigh() && excess === undefined) return undefined;
    const rise = incident.riseAt(moment);
    const { rateBytesPerSecond } = this.criteria(this.#settings.sensitivity);
    if (!rise.isKnown || rise.rateBytesPerSecond < rateBytesPerSecond) return undefined;
    const state = incident.stateAt(rise, moment, this.#settings.sensitivity);
    const filling = holders?.fillsUnseen ?? (holders?.filling.length ?? 0) > 0;
    const loadRatio = load?.ratio(incident.onset, moment.now) ?? Number.NaN;
    const suspicion: SuspicionState = { ...state, exceeded: excess !== undefined, filling, loadRatio };
    const basis = basisOf(suspicion, this.#settings);
    const isBounded =
      basis !== 'holder' &&
      basis !== 'consuming' &&
      areBoundedCaches(this.#sitesOf(rise.rateBytesPerSecond, moment).sites);
    if (basis === undefined || (basis === 'persistent' && isBounded)) {
      incident.missing = missingForConfirmation(suspicion, this.#settings, isBounded);
      return undefined;
    }
    const { lastedMs, eatenShare } = state;
    incident.confirmation = { basis, lastedMs, eatenShare, excess };
    incident.report = this.#reportOf(incident, rise, moment);
    return incident.report;
  }

  /** What is told of an incident, with the numbers of now. */
  #reportOf(
    incident: Incident,
    rise: Rise,
    moment: LeakMoment,
    confirmation: ToldConfirmation | undefined = incident.confirmation,
  ): LeakReport {
    const { id, onset, report, missing } = incident;
    const { points, count, rateBytesPerSecond } = rise;
    const seen = this.#sitesOf(rateBytesPerSecond, moment);
    const told: ToldGrowth = {
      id,
      points,
      count,
      bySurvivors: incident.in !== 'readings',
      rateBytesPerSecond,
      ...rise.told,
      // What has become too large to be looked at still has the culprits that it had.
      ...(seen.sites.length > 0 ? seen : { sites: withoutPace(report.sites), sitesSince: Number.NaN }),
      confidence: confirmation ? confirmedConfidence[confirmation.basis] : report.confidence,
    };
    return confirmation
      ? this.#reporter.confirmation(told, this.#withPresentExcess(confirmation), moment)
      : this.#reporter.suspicion(told, moment, settledAt(onset, moment.startedAt, this.#settings), missing);
  }

  /** A holder beyond its bound goes on to fill. */
  #withPresentExcess(confirmation: ToldConfirmation): ToldConfirmation {
    const { excess } = confirmation;
    const exceeded = excess && this.#surroundings.holders?.exceeded;
    return { ...confirmation, excess: exceeded?.find(({ name }) => name === excess?.name) ?? excess };
  }

  #withdraw(incident: Incident, pace: Pace, { now }: LeakMoment, since = incident.quietSince): LeakReport {
    const { id, onset, report } = incident;
    const { levelBytes } = pace;
    const fall = incident.fall(now);
    const { values } = this.series.readings.between(onset, now);
    this.#incident = undefined;
    this.#past.add({
      id,
      rateBytesPerSecond: report.rateBytesPerSecond,
      lastedMs: since - onset,
      reachedBytes: Math.max(levelBytes, ...values),
      onset,
      endedAt: now,
      sites: this.#evidence.sites?.keeping(now) ?? [],
    });
    const height = incident.height(since);
    const end = { ...pace, stoppedForMs: now - (fall?.since ?? since), height, fall };
    return this.#reporter.withdrawal(report, end);
  }
}

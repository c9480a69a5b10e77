import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { Configuration } from '../../configuration/Configuration.ts';
import type { LeakReport } from '../../wire/event.ts';
import { growthGraceMs } from '../../wire/growthGrace.ts';
import { type LeakSensitivity, quietMs, startUpMs } from '../leakCriteria.ts';
import { areBoundedCaches } from './boundedCacheOf.ts';
import { Course } from './Course.ts';
import { basisOf, type SuspicionState } from './confirmation.ts';
import { Evidence, type LeakMoment } from './Evidence.ts';
import type { GrowthSeries } from './GrowthSeries.ts';
import { GrowthTelling } from './GrowthTelling.ts';
import { hintsAtGrowth } from './growthHint.ts';
import { type Growth, growthAt, saturates } from './growthSearch.ts';
import { Hesitation } from './Hesitation.ts';
import { Incident, type Pace } from './Incident.ts';
import type { LeakSurroundings } from './LeakSurroundings.ts';
import { missingForConfirmation } from './missingForConfirmation.ts';
import { type PastRise, PastRises, type PresentRise } from './PastRises.ts';
import type { SiteEvidence } from './SiteEvidence.ts';

const holdRateShare = 0.3;
/** Growth at the least rate that is told can hide in a level that changes by this share of it within so long, time and again. */
const hidingMs = 300_000;
const hidingShare = 0.5;
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
  readonly #telling: GrowthTelling;
  readonly #past: PastRises = new PastRises();
  readonly #hesitation: Hesitation;
  #incident: Incident | undefined;
  /** What goes on from where it was, after rests. */
  #course: Course | undefined;

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
    this.#telling = new GrowthTelling(this.#evidence, surroundings, settings);
  }

  /** What is told of it at present. */
  get report(): LeakReport | undefined {
    return this.#standing?.report;
  }

  /** What is told of it, with the numbers of now where it still grows. */
  reportAt(moment: LeakMoment): LeakReport | undefined {
    const incident = this.#standing;
    if (!incident) return undefined;
    const fall = incident.fall(moment.now);
    if (fall) return this.#telling.fallen(incident.report, fall);
    const rise = incident.riseAt(moment, Math.min(incident.onset, this.#course?.onset ?? incident.onset));
    const goesOn = rise.isKnown && Number.isNaN(incident.quietSince);
    return goesOn ? this.#asOneCourse(this.#telling.reportOf(incident, rise, moment)) : incident.report;
  }

  /**
   * What is told of it where overdue objects confirm it, with the numbers of now; `undefined` where nothing is told of it,
   * or no numbers are known. Changes nothing.
   */
  confirmedBy(overdue: LeakReport, moment: LeakMoment): LeakReport | undefined {
    const incident = this.#standing;
    const rise = incident?.riseAt(moment);
    if (!incident || !rise?.isKnown) return undefined;
    const { lastedMs } = rise;
    const confirmation = { basis: 'holder', lastedMs, eatenShare: Number.NaN, overdue } as const;
    return this.#asOneCourse(this.#telling.reportOf(incident, rise, moment, confirmation));
  }

  /** Whether growth is hinted at, too little for a word, enough to look closer; or could hide in what is usual here. */
  hints({ now, startedAt }: LeakMoment): boolean {
    const criteria = this.criteria(this.#settings.sensitivity);
    return (
      this.#standing !== undefined ||
      this.#evidence.usualChange(hidingMs, now, startedAt) >
        hidingShare * criteria.rateBytesPerSecond * (hidingMs / 1000) ||
      hintsAtGrowth(this.series.readings, startedAt + startUpMs, now, criteria)
    );
  }

  /** Ends what is told of it at once where half of what had grown is gone again; `undefined` where it is not. */
  endFallen(moment: LeakMoment): LeakReport | undefined {
    const incident = this.#standing;
    const fall = incident?.fall(moment.now);
    const pace = fall && incident?.paceAt(moment, this.#settings.sensitivity);
    if (!incident || !fall || !pace) return undefined;
    if (incident === this.#incident) this.#withdraw(incident, pace, moment, fall.since);
    this.#course = undefined;
    return this.#telling.end(incident, pace, fall.since, moment.now);
  }

  /** Says what changed. Worth calling every 10 s. */
  look(moment: LeakMoment): LeakReport | undefined {
    this.#evidence.remember(moment);
    const ended = this.#endRest(moment);
    if (ended) return ended;
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
    return this.#past.repeated(this.#riseOf(growth, moment), moment.now);
  }

  /** What the growth would be told as. */
  suspicionOf(growth: Growth, sensitivity: LeakSensitivity, moment: LeakMoment): LeakReport {
    return this.#telling.suspicionOf(growth, sensitivity, moment);
  }

  /** Whether the process has done the like before, for as long at least: the top of a tooth. */
  isUsual(growth: Growth, moment: LeakMoment): boolean {
    return this.#hesitation.repeatsPast(growth, moment);
  }

  /** What is told, and has not been withdrawn. */
  get #standing(): Incident | undefined {
    return this.#incident ?? this.#course?.resting;
  }

  #riseOf(growth: Growth, moment: LeakMoment): PresentRise {
    const { now } = moment;
    return {
      id: this.#telling.idOf(growth, moment),
      rateBytesPerSecond: growth.run.test.rateBytesPerSecond,
      lastedMs: now - growth.run.points.times[0]!,
      levelBytes: this.series.readings.lastValue,
      sites: this.#evidence.sites?.keeping(now) ?? [],
      bySites: growth.in === 'kept',
      saturatesSince: (onset) => saturates(this.series.readings.between(onset, now)),
    };
  }

  #suspect(moment: LeakMoment): LeakReport | undefined {
    const { sensitivity } = this.#settings;
    this.#past.follow(this.series.readings.lastValue);
    const growth = this.growth(sensitivity, moment);
    if (growth === undefined) return undefined;
    const rise = this.#riseOf(growth, moment);
    const past = this.#past.repeated(rise, moment.now);
    if (past) this.#past.keepSilent(rise, past);
    if (past || this.#hesitation.holds(growth, moment)) return undefined;
    this.#hesitation.end();
    if (!this.#course?.goesOn(moment.now)) this.#course = undefined;
    const isTold = this.#course?.resting !== undefined;
    this.#course?.resume(moment.now);
    const report = this.#asOneCourse(this.suspicionOf(growth, sensitivity, moment));
    this.#incident = new Incident(this.#evidence, growth, report, moment.now);
    return isTold ? undefined : report;
  }

  #asOneCourse(report: LeakReport): LeakReport {
    return this.#course ? this.#course.told(report) : report;
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
      areBoundedCaches(this.#telling.sitesOf(rise.rateBytesPerSecond, moment).sites);
    if (basis === undefined || (basis === 'persistent' && isBounded)) {
      incident.missing = missingForConfirmation(suspicion, this.#settings, isBounded, this.series);
      return undefined;
    }
    const { lastedMs, eatenShare } = state;
    incident.confirmation = { basis, lastedMs, eatenShare, excess };
    incident.report = this.#asOneCourse(this.#telling.reportOf(incident, rise, moment));
    return incident.report;
  }

  /** Ends an incident; says so, unless it is a rest in a course that has had others. */
  #withdraw(
    incident: Incident,
    pace: Pace,
    moment: LeakMoment,
    since = incident.quietSince,
  ): LeakReport | undefined {
    const { report, onset } = incident;
    const { values } = this.series.readings.between(onset, moment.now);
    const reachedBytes = Math.max(pace.levelBytes, ...values);
    this.#incident = undefined;
    this.#past.add({
      id: report.id,
      rateBytesPerSecond: report.rateBytesPerSecond,
      lastedMs: since - onset,
      reachedBytes,
      onset,
      endedAt: moment.now,
      sites: this.#evidence.sites?.keeping(moment.now) ?? [],
    });
    if (incident.confirmation) this.#course = undefined;
    else if (!this.#settings.holdersDeclared) {
      if (!this.#course?.goesOn(moment.now)) this.#course = new Course(this.#evidence, incident);
      if (this.#course.stop(incident, since, reachedBytes, moment.now)) return undefined;
    }
    return this.#telling.end(incident, pace, since, moment.now);
  }

  /** Ends a course that has rested for too long, or has come down. */
  #endRest(moment: LeakMoment): LeakReport | undefined {
    const course = this.#course;
    const incident = course?.resting;
    if (!course || !incident || !course.isOver(moment.now)) return undefined;
    const pace = incident.paceAt(moment, this.#settings.sensitivity);
    if (pace === undefined) return undefined;
    course.resting = undefined;
    return this.#telling.end(incident, pace, course.stoppedAt, moment.now);
  }
}

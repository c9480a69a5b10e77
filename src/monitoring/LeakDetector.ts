import type { Configuration } from '../configuration/Configuration.ts';
import type { ObservedSite, SiteLook } from '../sampling/AllocationObserver.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import type { LeakReport } from '../wire/event.ts';
import { column } from '../wire/sample.ts';
import { type GrowthQuestion, growthRun } from './growthRun.ts';
import type { LeakVerdict } from './LeakVerdict.ts';
import {
  criteriaAt,
  isMoreSensitive,
  type LeakSensitivity,
  shortestSpanMs,
  shortestWindowMs,
  startUpMs,
} from './leakCriteria.ts';
import type { LeakMoment } from './leaks/Evidence.ts';
import { type MemoryRoom, roomOf } from './leaks/exhaustion.ts';
import { HeapSeries } from './leaks/HeapSeries.ts';
import { HeapTelling } from './leaks/HeapTelling.ts';
import { LeakCase } from './leaks/LeakCase.ts';
import type { LeakSurroundings } from './leaks/LeakSurroundings.ts';
import { OverdueCase } from './leaks/OverdueCase.ts';
import { SiteEvidence } from './leaks/SiteEvidence.ts';
import { innocence, missingEvidence, stillWeighed } from './leakWords.ts';
import type { MinimumSeries } from './MinimumSeries.ts';
import { bytesInWords } from './quantity.ts';

/** A case, and what is told of it. */
interface Found {
  readonly each: LeakCase;
  readonly report: LeakReport | undefined;
}

/** Once it is worth knowing who allocates, it is for this long. */
const wantedMs = 300_000;

/**
 * Weighs the evidence for leaks over time: readings, looks at allocations and declared holders in; *suspected*,
 * *confirmed* and *withdrawn* out, for each kind of memory by itself. A suspicion comes after minutes of sustained
 * growth and is advisory; a confirmation is an alert, and rests on one of the bases of `ConfirmationBasis`.
 *
 * All times are those of samples and readings, so that a recording is judged like the process that it was.
 */
export class LeakDetector {
  readonly #settings: Configuration['leakDetection'];
  readonly #heap: HeapSeries;
  readonly #sites: SiteEvidence;
  readonly #heapCase: LeakCase;
  readonly #cases: readonly LeakCase[];
  readonly #heapTelling: HeapTelling;
  #startedAt = Number.NaN;
  #now = Number.NaN;
  #heapLimitBytes = Number.NaN;
  #room: MemoryRoom | undefined;
  #wantedSince = Number.NaN;
  #hintedAt = Number.NEGATIVE_INFINITY;

  /** `windowSize` readings are kept; those within 10 s of each other count as one, the smallest. */
  constructor(settings: Configuration['leakDetection'], surroundings: LeakSurroundings = {}) {
    this.#settings = settings;
    this.#sites = new SiteEvidence(surroundings.holders);
    this.#heap = new HeapSeries(settings.windowSize, surroundings.holders);
    const overdue = new OverdueCase(surroundings, this.#heap.liveSizes);
    const heapSurroundings = { ...surroundings, overdueId: () => overdue.risingId };
    this.#heapCase = new LeakCase(this.#heap, settings, heapSurroundings, this.#sites);
    this.#heapTelling = new HeapTelling(this.#heapCase, overdue);
    const others = (surroundings.series ?? []).map((series) => new LeakCase(series, settings, surroundings));
    this.#cases = [this.#heapCase, ...others];
  }

  /** The live sizes of the heap that verdicts come from, declared holders included. */
  get readings(): MinimumSeries {
    return this.#heap.liveSizes;
  }

  /** Whether a leak is suspected or confirmed, and has not been withdrawn. */
  get suspects(): boolean {
    return this.#cases.some(({ report }) => report !== undefined);
  }

  /** What is told of the heap at present. */
  get heapReport(): LeakReport | undefined {
    return this.#heapCase.report;
  }

  /** Whether growth of the heap is hinted at, or was within five minutes, so that it is worth knowing who allocates. */
  get wantsSites(): boolean {
    return !Number.isNaN(this.#wantedSince);
  }

  /** Takes a reading. */
  addReading(reading: LiveReading): void {
    for (const { series } of this.#cases) series.addReading(reading);
  }

  /** Takes a look at the sampled allocations; its reading of the live size comes by {@link addReading}, like any other. */
  addSiteLook(look: SiteLook): void {
    this.#sites.addLook(look);
  }

  /** Takes the sites of the last look, once they have names: those that grow fastest first. */
  setSites(sites: readonly ObservedSite[]): void {
    this.#sites.setSites(sites);
  }

  /** Takes a sample: its time is the detector's clock. */
  addSample(row: ArrayLike<number>): void {
    this.#now = row[column.time]!;
    this.#heapLimitBytes = row[column.heapLimitBytes]!;
    this.#room = roomOf(row);
    if (Number.isNaN(this.#startedAt)) this.#startedAt = this.#now;
    for (const { series } of this.#cases) series.addSample(row);
  }

  /** Says what changed since the look before: nothing, most of the time. Worth calling every 10 s. */
  look(): readonly LeakReport[] {
    const reports = this.#heapTelling.look(this.#momentOf(this.#heapCase));
    for (const each of this.#cases) {
      const report = each === this.#heapCase ? undefined : each.look(this.#momentOf(each));
      if (report) reports.push(report);
    }
    this.#followHints();
    return reports;
  }

  /** What is suspected or confirmed, with the numbers of now. */
  present(): readonly LeakReport[] {
    return this.#cases.flatMap((each) => {
      const moment = this.#momentOf(each);
      return this.#asTold(each, each.reportAt(moment), moment) ?? [];
    });
  }

  /**
   * The verdict of this moment on what is worst, the heap where nothing is; with another sensitivity if wanted. What is
   * told of stands at a higher one, and at a lower one where its growth is enough for that. Changes nothing and tells
   * nobody.
   */
  verdict(sensitivity: LeakSensitivity = this.#settings.sensitivity): LeakVerdict {
    const { each: worst, report: known } = worstOf(
      this.#cases.map((each) => ({ each, report: this.#reportOf(each, sensitivity) })),
    );
    const { series } = worst;
    const moment = this.#momentOf(worst);
    const run = growthRun(series.readings, this.#question(worst, sensitivity));
    const missing = missingEvidence(run, this.#uptimeMs);
    const report = known?.level === 'confirmed' ? known : (this.#heapTelling.overdue ?? known);
    const { test, count, windowMs, enough } = run;
    return {
      level: report ? levelOf(report) : missing.length > 0 ? 'not-enough-evidence' : 'none',
      memory: report?.memory ?? series.memory,
      sensitivity,
      reasons:
        report?.evidence ?? (missing.length > 0 ? missing : this.#innocence(worst, sensitivity, moment)),
      readings: count,
      windowMs,
      rateBytesPerSecond: enough ? test.rateBytesPerSecond : undefined,
      grownBytes: enough ? test.grownBytes : undefined,
      significance: enough ? test.trend.z : undefined,
      report,
    };
  }

  get #uptimeMs(): number {
    return this.#now - this.#startedAt || 0;
  }

  #momentOf({ series }: LeakCase): LeakMoment {
    return {
      now: this.#now,
      startedAt: this.#startedAt,
      limitBytes: series.memory === 'heap' ? this.#heapLimitBytes : Number.NaN,
      room: series.memory === 'heap' ? undefined : this.#room,
      wantedSince: this.#wantedSince,
    };
  }

  #followHints(): void {
    if (this.#uptimeMs < startUpMs) return;
    if (this.#heapCase.hints(this.#momentOf(this.#heapCase))) this.#hintedAt = this.#now;
    if (this.#now - this.#hintedAt > wantedMs) this.#wantedSince = Number.NaN;
    else if (Number.isNaN(this.#wantedSince)) this.#wantedSince = this.#now;
  }

  /** What is told of a case; where nothing is, what would be told next. */
  #reportOf(leakCase: LeakCase, sensitivity: LeakSensitivity): LeakReport | undefined {
    const moment = this.#momentOf(leakCase);
    const told = this.#asTold(leakCase, leakCase.reportAt(moment), moment);
    if (told && !isMoreSensitive(this.#settings.sensitivity, sensitivity)) return told;
    const growth = leakCase.growth(sensitivity, moment);
    if (growth === undefined) return undefined;
    if (told) return told;
    if (leakCase.repeated(growth, moment) || leakCase.isUsual(growth, moment)) return undefined;
    return leakCase.suspicionOf(growth, sensitivity, moment);
  }

  #asTold(leakCase: LeakCase, report: LeakReport | undefined, moment: LeakMoment): LeakReport | undefined {
    return leakCase === this.#heapCase ? this.#heapTelling.asTold(report, moment) : report;
  }

  #question(leakCase: LeakCase, sensitivity: LeakSensitivity): GrowthQuestion {
    return {
      fromMs: this.#startedAt + startUpMs,
      toMs: this.#now,
      shortestMs: shortestWindowMs,
      shortestSpanMs,
      criteria: criteriaAt(this.#now - this.#startedAt, leakCase.criteria(sensitivity)),
    };
  }

  #innocence(leakCase: LeakCase, sensitivity: LeakSensitivity, moment: LeakMoment): string[] {
    const run = growthRun(leakCase.series.readings, this.#question(leakCase, sensitivity));
    const reasons = innocence(leakCase.series.subject, run);
    const growth = leakCase.growth(sensitivity, moment);
    const past = growth && leakCase.repeated(growth, moment);
    if (past) {
      reasons.push(`It has been at ${bytesInWords(past.reachedBytes)} before, and is not beyond it.`);
    } else if (growth && leakCase.isUsual(growth, moment)) {
      reasons.push('It has risen like this before, and has fallen again each time.');
    }
    return reasons.length > 0 ? reasons : [stillWeighed(run.test.spanMs)];
  }
}

function levelOf({ level }: LeakReport): 'suspected' | 'confirmed' {
  return level === 'confirmed' ? 'confirmed' : 'suspected';
}

/**
 * What a verdict is on: what is confirmed before what is suspected, and what is on the heap before the rest, since it is
 * known who allocates there. Of external and native memory the smaller may be a part of the larger.
 */
function worstOf(found: readonly Found[]): Found {
  const told = found.filter(({ report }) => report !== undefined);
  const confirmed = told.filter(({ report }) => report?.level === 'confirmed');
  const [first = found[0]!, ...others] = confirmed.length > 0 ? confirmed : told;
  if (first.report?.memory === 'heap') return first;
  return others.reduce((worst, each) => (rateOf(each) > rateOf(worst) ? each : worst), first);
}

function rateOf({ report }: Found): number {
  return report?.rateBytesPerSecond ?? 0;
}

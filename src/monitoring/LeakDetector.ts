import { forecastLimit } from '../analysis/forecast.ts';
import { growthPatternOf } from '../analysis/growthPattern.ts';
import { median } from '../analysis/robustStatistics.ts';
import type { GrowthCriteria } from '../analysis/sustainedGrowth.ts';
import { trendOf, valueAt } from '../analysis/trend.ts';
import type { Configuration } from '../configuration/Configuration.ts';
import type { ObservedSite, SiteLook } from '../sampling/AllocationObserver.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import type { LeakReport } from '../wire/event.ts';
import { column } from '../wire/sample.ts';
import { type GrowthQuestion, type GrowthRun, growthRun, sustainedRun } from './growthRun.ts';
import type { LeakVerdict } from './LeakVerdict.ts';
import {
  betweenLooksMs,
  graceMs,
  type LeakSensitivity,
  leakCriteria,
  quietMs,
  shortestSpanMs,
  shortestWindowMs,
  startUpMs,
} from './leakCriteria.ts';
import { leakFingerprint } from './leakFingerprint.ts';
import type { LeakSurroundings } from './leaks/LeakSurroundings.ts';
import { OldSurvivors } from './leaks/OldSurvivors.ts';
import {
  innocence,
  isLeakPattern,
  missingEvidence,
  suspicionAdvice,
  suspicionEvidence,
  withdrawalAdvice,
  withdrawalEvidence,
} from './leakWords.ts';
import { MinimumSeries } from './MinimumSeries.ts';
import { outOfMemoryOf, usableShare } from './outOfMemory.ts';
import { bytesInWords } from './quantity.ts';

const daySeconds = 86_400;
const fewestForHold = 4;
const holdRateShare = 0.3;
const mostConfidence = 0.5;
const beyondShare = 0.02;
const mostSites = 5;

interface Suspicion {
  readonly report: LeakReport;
  /** Sample time at which the growth began, as far back as it was seen, and the live size then. */
  readonly onset: number;
  readonly onsetBytes: number;
  /** Sample time since which growth has stopped; `NaN` while it goes on. */
  quietSince: number;
}

/**
 * Weighs the evidence for a heap leak over time: live-size readings in, *suspected* and *withdrawn* out.
 *
 * A leak is suspected when, after four minutes of uptime, the live size shows sustained growth over at least 150 s
 * (longer where readings are rarer), at two looks 10 s apart. It is withdrawn when the growth has stopped for a
 * minute; what then grows again is suspected only beyond the level that was reached.
 *
 * Nothing is ever *confirmed* here yet. Until it is full, a cache that fills and a leak of the same rate look the same
 * in every number that this detector sees, so a confirmation needs causal evidence: which sites allocated what
 * survives, and which holders are declared to be bounded. That is not there yet.
 */
export class LeakDetector {
  readonly #settings: Configuration['leakDetection'];
  readonly #surroundings: LeakSurroundings;
  readonly #readings: MinimumSeries;
  readonly #survivors: OldSurvivors = new OldSurvivors();
  #sites: readonly ObservedSite[] = [];
  #startedAt = Number.NaN;
  #now = Number.NaN;
  #heapLimitBytes = Number.NaN;
  #highWaterBytes = 0;
  #suspicion: Suspicion | undefined;

  /** `windowSize` readings are kept; those within 10 s of each other count as one, the smallest. */
  constructor(settings: Configuration['leakDetection'], surroundings: LeakSurroundings = {}) {
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#readings = new MinimumSeries({ size: settings.windowSize, blockMs: betweenLooksMs });
  }

  /** The readings that verdicts come from. */
  get readings(): MinimumSeries {
    return this.#readings;
  }

  /** Whether a leak is suspected, and has not been withdrawn. */
  get suspects(): boolean {
    return this.#suspicion !== undefined;
  }

  /** Whether growth is hinted at, so that it is worth knowing who allocates. */
  get wantsSites(): boolean {
    return this.suspects;
  }

  /** Takes a reading. */
  addReading(reading: LiveReading): void {
    const heldBytes = this.#surroundings.holders?.heldBytes(reading.time, reading.liveBytes) ?? 0;
    this.#readings.add(reading.time, reading.liveBytes - heldBytes);
  }

  /** Takes a look at the sampled allocations; its reading of the live size comes by {@link addReading}, like any other. */
  addSiteLook(look: SiteLook): void {
    this.#survivors.add(look);
  }

  /** Takes the sites of the last look, once they have names: those that grow fastest first. */
  setSites(sites: readonly ObservedSite[]): void {
    this.#sites = sites;
  }

  /** Takes a sample: its time is the detector's clock. */
  addSample(row: ArrayLike<number>): void {
    this.#now = row[column.time]!;
    this.#heapLimitBytes = row[column.heapLimitBytes]!;
    if (Number.isNaN(this.#startedAt)) this.#startedAt = this.#now;
  }

  /** Says what changed: a leak is suspected now, or no more. Worth calling every 10 s. */
  look(): readonly LeakReport[] {
    const report = this.#suspicion === undefined ? this.#suspect() : this.#withdraw(this.#suspicion);
    return report ? [report] : [];
  }

  /** The verdict of this moment, with another sensitivity if wanted. Changes nothing and tells nobody. */
  verdict(sensitivity: LeakSensitivity = this.#settings.sensitivity): LeakVerdict {
    const run = growthRun(this.#readings, this.#question(sensitivity, this.#now));
    const missing = missingEvidence(run, this.#uptimeMs);
    const report = this.#reportNow(sensitivity, missing.length === 0);
    const { test, count, windowMs, enough } = run;
    return {
      level: report ? 'suspected' : missing.length > 0 ? 'not-enough-evidence' : 'none',
      memory: 'heap',
      sensitivity,
      reasons: report?.evidence ?? (missing.length > 0 ? missing : this.#innocence(run)),
      readings: count,
      windowMs,
      rateBytesPerSecond: enough ? test.rateBytesPerSecond : undefined,
      grownBytes: enough ? test.grownBytes : undefined,
      significance: enough ? test.trend.z : undefined,
      report,
    };
  }

  /** The suspicion that is held, with the numbers of now where it still grows, or the one that would be told now. */
  #reportNow(sensitivity: LeakSensitivity, enough: boolean): LeakReport | undefined {
    const held = sensitivity === this.#settings.sensitivity ? this.#suspicion?.report : undefined;
    const run = held
      ? sustainedRun(this.#readings, this.#question(sensitivity, this.#now))
      : enough && this.#wasGrowing(sensitivity)
        ? this.#growth(sensitivity)
        : undefined;
    return run ? this.#reportOf(run, sensitivity) : held;
  }

  get #uptimeMs(): number {
    return this.#now - this.#startedAt || 0;
  }

  #suspect(): LeakReport | undefined {
    const { sensitivity } = this.#settings;
    if (this.#uptimeMs < graceMs) return undefined;
    // Without a new reading the answer may still change: the windows move on, and leave behind what was before the leak.
    const run = this.#growth(sensitivity);
    if (run === undefined || !this.#wasGrowing(sensitivity)) return undefined;
    const report = this.#reportOf(run, sensitivity);
    const onset = run.points.times[0]!;
    this.#suspicion = { report, onset, onsetBytes: valueAt(run.test.trend, onset), quietSince: Number.NaN };
    return report;
  }

  /** Growth that is sustained now, and goes beyond what was suspected before. */
  #growth(sensitivity: LeakSensitivity): GrowthRun | undefined {
    const run = sustainedRun(this.#readings, this.#question(sensitivity, this.#now));
    return run && this.#isBeyondHighWater(run) ? run : undefined;
  }

  /** Growth must be there at two looks. */
  #wasGrowing(sensitivity: LeakSensitivity): boolean {
    const before = this.#question(sensitivity, this.#now - betweenLooksMs);
    return sustainedRun(this.#readings, before) !== undefined;
  }

  #withdraw(suspicion: Suspicion): LeakReport | undefined {
    const { times, values } = this.#recent();
    if (times.length < fewestForHold) return undefined;
    const trend = trendOf(times, values);
    const rate = trend.slope * 1000;
    const { rateBytesPerSecond } = leakCriteria[this.#settings.sensitivity];
    if (rate > Math.max(rateBytesPerSecond / 2, holdRateShare * suspicion.report.rateBytesPerSecond)) {
      suspicion.quietSince = Number.NaN;
      return undefined;
    }
    if (Number.isNaN(suspicion.quietSince)) suspicion.quietSince = this.#now;
    const readSince = this.#readings.lastTime > suspicion.quietSince;
    if (!readSince || this.#now - suspicion.quietSince < quietMs) return undefined;
    const levelBytes = valueAt(trend, times.at(-1)!);
    this.#suspicion = undefined;
    this.#highWaterBytes = Math.max(this.#highWaterBytes, ...values);
    const { outOfMemory: _, ...report } = suspicion.report;
    return {
      ...report,
      level: 'withdrawn',
      rateBytesPerSecond: rate,
      grownBytes: levelBytes - suspicion.onsetBytes,
      sinceMs: this.#now - suspicion.onset,
      evidence: withdrawalEvidence(rate, trend.span, levelBytes),
      advice: withdrawalAdvice,
    };
  }

  /** The readings of the last window, or the last four where they are rarer. */
  #recent(): { readonly times: readonly number[]; readonly values: readonly number[] } {
    const within = this.#readings.between(this.#now - shortestWindowMs, this.#now);
    if (within.times.length >= fewestForHold) return within;
    const { times, values } = this.#readings.between(this.#startedAt + startUpMs, this.#now);
    return { times: times.slice(-fewestForHold), values: values.slice(-fewestForHold) };
  }

  #question(sensitivity: LeakSensitivity, toMs: number): GrowthQuestion {
    return {
      fromMs: this.#startedAt + startUpMs,
      toMs,
      shortestMs: shortestWindowMs,
      shortestSpanMs,
      criteria: this.#criteria(sensitivity),
    };
  }

  /** `growthThreshold` is the growth per day that is worth a word, as a share of the live size. */
  #criteria(sensitivity: LeakSensitivity): GrowthCriteria {
    const preset = leakCriteria[sensitivity];
    const worthAWord = (this.#settings.growthThreshold * this.#readings.lastValue) / daySeconds;
    return { ...preset, rateBytesPerSecond: Math.max(preset.rateBytesPerSecond, worthAWord || 0) };
  }

  #isBeyondHighWater({ points }: GrowthRun): boolean {
    return median(points.values.slice(-3)) > (1 + beyondShare) * this.#highWaterBytes;
  }

  #innocence(run: GrowthRun): string[] {
    const reasons = innocence(run);
    if (run.test.sustained && !this.#isBeyondHighWater(run)) {
      reasons.push(`It has been at ${bytesInWords(this.#highWaterBytes)} before, and is not beyond it.`);
    }
    return reasons.length > 0
      ? reasons
      : ['Growth has only just begun; it must be there at two looks 10 s apart.'];
  }

  #reportOf(run: GrowthRun, sensitivity: LeakSensitivity): LeakReport {
    const { points, test } = run;
    const label = growthPatternOf(points.times, points.values).label;
    const pattern = isLeakPattern(label) ? label : 'linear';
    const forecast = forecastLimit(points.times, points.values, usableShare * this.#heapLimitBytes);
    const outOfMemory = outOfMemoryOf(forecast, 'heap', this.#now - points.times.at(-1)!);
    return {
      id: leakFingerprint('heap', this.#sites),
      level: 'suspected',
      memory: 'heap',
      rateBytesPerSecond: test.rateBytesPerSecond,
      grownBytes: test.grownBytes,
      sinceMs: test.spanMs,
      pattern,
      confidence: Math.min(mostConfidence, test.trend.z / (4 * leakCriteria[sensitivity].significance)),
      sites: this.#sites.slice(0, mostSites),
      ...(outOfMemory && { outOfMemory }),
      evidence: suspicionEvidence(run, pattern),
      advice: suspicionAdvice,
    };
  }
}

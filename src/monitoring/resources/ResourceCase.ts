import { growthPatternOf } from '../../analysis/growthPattern.ts';
import type { Points } from '../../analysis/thinning.ts';
import { thinned } from '../../analysis/thinning.ts';
import { trendOf } from '../../analysis/trend.ts';
import type { Configuration } from '../../configuration/Configuration.ts';
import type { CodePlace } from '../../sampling/ResourceCounter.ts';
import type { AllocationSite, GrowingResource, LeakReport } from '../../wire/event.ts';
import { betweenLooksMs, graceMs, type LeakSensitivity, quietMs } from '../leakCriteria.ts';
import { leakFingerprint } from '../leakFingerprint.ts';
import type { MemoryRoom } from '../leaks/exhaustion.ts';
import { isLeakPattern, withdrawalAdvice } from '../leaks/reportWords.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import type { ResourceCounts } from './ResourceCounts.ts';
import { type Descriptors, resourceEnd } from './resourceEnd.ts';
import { descriptorType } from './resourceTypes.ts';
import { type ResourceGrowth, resourceEvidence, resourceWithdrawal } from './resourceWords.ts';

/** What a {@link ResourceCase} goes by. */
export interface ResourceCaseOptions {
  readonly counts: ResourceCounts;
  readonly settings: Configuration['leakDetection'];
  /** Native memory over time. */
  readonly native: MinimumSeries;
  /** What names the program in the ids of its leaks. */
  readonly program?: string | undefined;
  /** How many of them others hold that have been opened since then: a worker holds four descriptors. */
  readonly held: (sinceMs: number, now: number) => number;
  /** What container or host have left; `undefined` where nobody knows. */
  readonly room: () => MemoryRoom | undefined;
  /** Descriptors of the process; `undefined` where their limit is not known. */
  readonly descriptors: () => Descriptors | undefined;
}

/** Where the growth began, and how fast it was when it was found. */
interface Beginning {
  readonly onset: number;
  readonly onsetCount: number;
  readonly onsetEnded: number | undefined;
  /** How many a second. */
  readonly pace: number;
}

interface Incident extends Beginning {
  report: LeakReport;
  quietSince: number;
}

const hourMs = 3_600_000;
const holdShare = 0.3;
const undiminishedShare = 0.5;
const loadPatience = 2;
/** Where others hold that much of what has been opened, it is those others that are told of; workers of pools have nine descriptors, not four. */
const heldShare = 0.4;
const confirmedQuietMs = 600_000;
const fewestBytePoints = 6;
const mostPoints = 40;
const byteSignificance = 3;
const confidence = { suspected: 0.5, confirmed: 0.9 };
/** Patterns are told apart in bytes; a thing counts as one megabyte. */
const bytesForPattern = 1024 ** 2;

/** The case against things of one type that are opened and not closed: nothing, *suspected*, *confirmed*, *withdrawn*. */
export class ResourceCase {
  readonly #counts: ResourceCounts;
  readonly #options: ResourceCaseOptions;
  #incident: Incident | undefined;

  constructor(options: ResourceCaseOptions) {
    this.#counts = options.counts;
    this.#options = options;
  }

  /** What is told of it at present, with the numbers of the last look at which it grew. */
  get report(): LeakReport | undefined {
    return this.#incident?.report;
  }

  /** Says what changed. */
  look(startedAt: number, now: number): LeakReport | undefined {
    return this.#incident ? this.#follow(this.#incident, now) : this.#suspect(startedAt, now);
  }

  /** What it would be told as, with that sensitivity. Changes nothing. */
  suspicion(startedAt: number, now: number, sensitivity: LeakSensitivity): LeakReport | undefined {
    const begin = this.#beginning(startedAt, now, sensitivity);
    return begin && this.#report('suspected', begin, begin.pace, now);
  }

  #beginning(startedAt: number, now: number, sensitivity: LeakSensitivity): Beginning | undefined {
    if (now - startedAt < graceMs) return undefined;
    const run = this.#counts.growth(startedAt, now, sensitivity);
    if (!(run && this.#counts.growth(startedAt, now - betweenLooksMs, sensitivity))) return undefined;
    const { times, values } = run.points;
    const onset = times[0]!;
    if (this.#options.held(onset, now) > heldShare * run.test.grownBytes) return undefined;
    const pace = run.test.rateBytesPerSecond;
    return { onset, onsetCount: values[0]!, onsetEnded: this.#counts.ended, pace };
  }

  #suspect(startedAt: number, now: number): LeakReport | undefined {
    const begin = this.#beginning(startedAt, now, this.#options.settings.sensitivity);
    if (begin === undefined) return undefined;
    const report = this.#report('suspected', begin, begin.pace, now);
    this.#incident = { ...begin, report, quietSince: Number.NaN };
    return report;
  }

  #follow(incident: Incident, now: number): LeakReport | undefined {
    const pace = this.#counts.pace(incident.onset, now);
    if (pace === undefined) return undefined;
    if (this.#counts.hasFallen(incident.onset, now)) return this.#withdraw(incident, pace, now);
    if (pace > holdShare * incident.pace) {
      incident.quietSince = Number.NaN;
      const { level } = incident.report;
      const isConfirmed = level === 'confirmed' || this.#isToConfirm(incident, pace, now);
      const { id } = incident.report;
      incident.report = { ...this.#report(isConfirmed ? 'confirmed' : 'suspected', incident, pace, now), id };
      return isConfirmed && level !== 'confirmed' ? incident.report : undefined;
    }
    if (Number.isNaN(incident.quietSince)) incident.quietSince = now;
    const quietForMs = incident.report.level === 'confirmed' ? confirmedQuietMs : quietMs;
    return now - incident.quietSince < quietForMs ? undefined : this.#withdraw(incident, pace, now);
  }

  #isToConfirm(incident: Incident, pace: number, now: number): boolean {
    const { confirmAfter, sensitivity } = this.#options.settings;
    const { followsLoad, fewest } = this.#counts.about;
    const lastedMs = now - incident.onset;
    const grown = this.#counts.count - incident.onsetCount;
    if (lastedMs < (followsLoad ? loadPatience : 1) * confirmAfter) return false;
    if (grown < 2 * fewest[sensitivity] || pace < undiminishedShare * incident.pace) return false;
    return this.#counts.goesOn(incident.onset, now);
  }

  #withdraw(incident: Incident, pace: number, now: number): LeakReport {
    this.#incident = undefined;
    const { onset, onsetCount, quietSince } = incident;
    const { basis: _, outOfMemory: __, ...report } = incident.report;
    const most = report.resource!.count;
    return {
      ...report,
      level: 'withdrawn',
      rateBytesPerSecond: 0,
      stoppedForMs: now - (quietSince || now),
      resource: this.#resource(pace),
      evidence: resourceWithdrawal(this.#counts.about, onsetCount, most, this.#counts.count, now - onset),
      advice: withdrawalAdvice(incident.report.level === 'confirmed'),
    };
  }

  /** Who opens them names the leak in every program; where nobody knows it is their type, and the program. */
  #idOf({ kind, type }: GrowingResource, place: CodePlace | undefined): string {
    if (place === undefined) {
      return leakFingerprint('native', [], { resource: { kind, type }, program: this.#options.program });
    }
    const opener = `${place.package ?? ''} ${place.file} ${place.function}`;
    return leakFingerprint('native', [], { resource: { kind, type: opener } });
  }

  #resource(pace: number): GrowingResource {
    const { kind, type, count } = this.#counts;
    return { kind, type, count, perHour: Math.round((pace * hourMs) / 1000) };
  }

  #report(
    level: 'suspected' | 'confirmed',
    { onset, onsetCount, onsetEnded }: Beginning,
    pace: number,
    now: number,
  ): LeakReport {
    const { about, count, ended, place } = this.#counts;
    const counts = this.#counts.between(onset, now);
    const { times, values } = thinned(counts.times, counts.values, mostPoints);
    const { label } = growthPatternOf(
      times,
      values.map((value) => value * bytesForPattern),
    );
    const rateBytesPerSecond = this.#byteRate(onset, now, count - onsetCount);
    const sinceMs = now - onset;
    const grownBytes = (rateBytesPerSecond * sinceMs) / 1000;
    const growth: ResourceGrowth = {
      about,
      from: onsetCount,
      to: count,
      spanMs: sinceMs,
      ended: level === 'suspected' || ended === undefined ? ended : ended - (onsetEnded ?? 0),
      bytesEach: grownBytes / (count - onsetCount),
      place,
    };
    const { type } = this.#counts;
    const end = resourceEnd({
      counts: { times, values },
      descriptorsEach: type === descriptorType ? 1 : (about.includes[descriptorType] ?? 0),
      bytes: grownBytes > 0 ? this.#bytes(onset, now) : undefined,
      room: this.#options.room(),
      descriptors: this.#options.descriptors(),
      now,
    });
    const resource = { ...this.#resource(pace), ...(end.limit && { limit: end.limit }) };
    const sites: AllocationSite[] = place
      ? [{ ...place, bytesPerSecond: rateBytesPerSecond, survival: 1 }]
      : [];
    return {
      id: this.#idOf(resource, place),
      level,
      memory: 'native',
      rateBytesPerSecond,
      grownBytes,
      sinceMs,
      pattern: isLeakPattern(label) ? label : 'linear',
      confidence: confidence[level],
      sites,
      ...(level === 'confirmed' && { basis: 'persistent' }),
      resource,
      ...(end.outOfMemory && { outOfMemory: end.outOfMemory }),
      evidence: resourceEvidence(growth, end.sentences, level === 'confirmed'),
      advice: about.advice,
    };
  }

  /** By how much native memory grows meanwhile, if that stands out, and they can be what it is; else 0. */
  #byteRate(onset: number, now: number, grown: number): number {
    const { times, values } = this.#bytes(onset, now);
    if (times.length < fewestBytePoints) return 0;
    const { slope, growth, z } = trendOf(times, values);
    const stands = z > byteSignificance && growth < this.#counts.about.mostBytesEach * grown;
    return stands ? slope * 1000 : 0;
  }

  #bytes(onset: number, now: number): Points {
    const { times, values } = this.#options.native.between(onset, now);
    return thinned(times, values, mostPoints);
  }
}

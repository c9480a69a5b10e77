import { growthPatternOf } from '../../analysis/growthPattern.ts';
import type { Points } from '../../analysis/thinning.ts';
import { thinned } from '../../analysis/thinning.ts';
import { trendOf } from '../../analysis/trend.ts';
import type { Configuration } from '../../configuration/Configuration.ts';
import type { CodePlace } from '../../sampling/ResourceCounter.ts';
import type { AllocationSite, ConfirmationBasis, GrowingResource, LeakReport } from '../../wire/event.ts';
import { type LeakSensitivity, quietMs } from '../leakCriteria.ts';
import { leakFingerprint } from '../leakFingerprint.ts';
import type { MemoryRoom } from '../leaks/exhaustion.ts';
import { isLeakPattern, withdrawalAdvice } from '../leaks/reportWords.ts';
import { withoutPace } from '../leaks/siteWords.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import { type Beginning, beginningOf, growingOf, type OpenThings } from './beginningOf.ts';
import type { ForgottenSockets } from './ForgottenSockets.ts';
import type { ResourceCounts } from './ResourceCounts.ts';
import { type Descriptors, isAtLimit, type ResourceEnd, resourceEnd } from './resourceEnd.ts';
import { limitAdvice, type ResourceGrowth, resourceEvidence, resourceWithdrawal } from './resourceWords.ts';

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
  /** Looks at sockets one by one; absent of what is none. */
  readonly sockets?: ForgottenSockets | undefined;
}

interface Incident extends Beginning {
  report: LeakReport;
  quietSince: number;
  /** Since when it has stood at the limit on its number; `NaN` while it does not. */
  fullSince: number;
}

const hourMs = 3_600_000;
const holdShare = 0.3;
const undiminishedShare = 0.5;
const loadPatience = 2;
const confirmedQuietMs = 600_000;
const fewestBytePoints = 6;
const mostPoints = 40;
const byteSignificance = 3;
const confidence = { suspected: 0.5, confirmed: 0.9 };
/** Patterns are told apart in bytes; a thing counts as one megabyte. */
const bytesForPattern = 1024 ** 2;

/**
 * The case against things of one type that are opened and not closed: nothing, *suspected*, *confirmed*, *withdrawn*. What
 * stands still because the limit on its number is reached has not come to rest: it is confirmed after a minute there.
 */
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
    this.#options.sockets?.follow(now, this.#grown(startedAt, now));
    return this.#incident ? this.#follow(this.#incident, now) : this.#suspect(startedAt, now);
  }

  /** What it would be told as, with that sensitivity. Changes nothing. */
  suspicion(startedAt: number, now: number, sensitivity: LeakSensitivity): LeakReport | undefined {
    const begin = this.#beginning(startedAt, now, sensitivity);
    return begin && this.#report(undefined, begin, begin.pace, now);
  }

  /** Their growth, where it is steady and not told of. Changes nothing. */
  growing(startedAt: number, now: number): LeakReport | undefined {
    if (this.#incident) return undefined;
    const begin = growingOf(this.#things, startedAt, now, this.#options.settings.sensitivity);
    return begin && this.#report(undefined, begin, begin.pace, now);
  }

  /** By how many they have grown as steadily as a leak's, be it for minutes; 0 where they have not. */
  #grown(startedAt: number, now: number): number {
    const begin =
      this.#incident ?? growingOf(this.#things, startedAt, now, this.#options.settings.sensitivity);
    return begin ? this.#counts.count - begin.onsetCount : 0;
  }

  #beginning(startedAt: number, now: number, sensitivity: LeakSensitivity): Beginning | undefined {
    return beginningOf(this.#things, startedAt, now, sensitivity);
  }

  get #things(): OpenThings {
    const { held, descriptors } = this.#options;
    const areForgotten = this.#options.sockets?.finding !== undefined;
    return { counts: this.#counts, held, descriptors: descriptors(), areForgotten };
  }

  #suspect(startedAt: number, now: number): LeakReport | undefined {
    const begin = this.#beginning(startedAt, now, this.#options.settings.sensitivity);
    if (begin === undefined) return undefined;
    const report = this.#report(undefined, begin, begin.pace, now);
    this.#incident = { ...begin, report, quietSince: Number.NaN, fullSince: Number.NaN };
    return report;
  }

  #follow(incident: Incident, now: number): LeakReport | undefined {
    const pace = this.#counts.pace(incident.onset, now);
    if (pace === undefined) return undefined;
    if (this.#counts.hasFallen(incident.onset, now)) return this.#withdraw(incident, now);
    const isFull = this.#isAtLimit;
    incident.fullSince = isFull ? incident.fullSince || now : Number.NaN;
    if (isFull || pace > holdShare * incident.pace) {
      incident.quietSince = Number.NaN;
      const { id, level, basis } = incident.report;
      const standing = basis ?? this.#basis(incident, pace, now);
      incident.report = { ...this.#report(standing, incident, pace, now), id };
      return standing !== undefined && level !== 'confirmed' ? incident.report : undefined;
    }
    if (Number.isNaN(incident.quietSince)) incident.quietSince = now;
    const quietForMs = incident.report.level === 'confirmed' ? confirmedQuietMs : quietMs;
    return now - incident.quietSince < quietForMs ? undefined : this.#withdraw(incident, now);
  }

  #basis(incident: Incident, pace: number, now: number): ConfirmationBasis | undefined {
    if (now - incident.fullSince >= quietMs) return 'consuming';
    return this.#isToConfirm(incident, pace, now) ? 'persistent' : undefined;
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

  #withdraw(incident: Incident, now: number): LeakReport {
    this.#incident = undefined;
    const { onset, onsetCount, quietSince } = incident;
    const { basis: _, outOfMemory: __, ...report } = incident.report;
    const most = report.resource!.count;
    return {
      ...report,
      level: 'withdrawn',
      rateBytesPerSecond: 0,
      stoppedForMs: now - (quietSince || now),
      resource: this.#resource(0),
      sites: withoutPace(report.sites),
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

  get #isAtLimit(): boolean {
    return isAtLimit(this.#counts.count, this.#counts.descriptorsEach, this.#options.descriptors());
  }

  #end(onset: number, now: number, grownBytes: number): ResourceEnd {
    const counts = this.#counts.between(onset, now);
    return resourceEnd({
      counts: thinned(counts.times, counts.values, mostPoints),
      descriptorsEach: this.#counts.descriptorsEach,
      bytes: grownBytes > 0 ? this.#bytes(onset, now) : undefined,
      room: this.#options.room(),
      descriptors: this.#options.descriptors(),
      now,
    });
  }

  /** @param basis present where it is confirmed */
  #report(
    basis: ConfirmationBasis | undefined,
    { onset, onsetCount, onsetEnded }: Beginning,
    pace: number,
    now: number,
  ): LeakReport {
    const { about, count, ended, place } = this.#counts;
    const level = basis === undefined ? 'suspected' : 'confirmed';
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
      forgotten: this.#options.sockets?.finding,
    };
    const end = this.#end(onset, now, grownBytes);
    const resource = {
      ...this.#resource(this.#isAtLimit ? 0 : pace),
      ...(end.limit && { limit: end.limit }),
    };
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
      ...(basis && { basis }),
      resource,
      ...(end.outOfMemory && { outOfMemory: end.outOfMemory }),
      evidence: resourceEvidence(growth, end, basis),
      advice: end.limit && end.isUrgent ? `${limitAdvice(end.limit)} ${about.advice}` : about.advice,
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

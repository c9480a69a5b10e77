import { forecastLimit } from '../../analysis/forecast.ts';
import { growthPatternOf } from '../../analysis/growthPattern.ts';
import type { Points } from '../../analysis/thinning.ts';
import type { FoundHolder, HolderFinding } from '../../sampling/HolderFinder.ts';
import type { AllocationSite, ConfirmationBasis, LeakReport, OutOfMemoryEstimate } from '../../wire/event.ts';
import { outOfMemoryOf, usableShare } from '../forecast/outOfMemory.ts';
import type { HolderExcess } from '../holders/Holder.ts';
import type { ConfirmationSettings } from './confirmation.ts';
import type { LeakMoment } from './Evidence.ts';
import { exhaustionOf } from './exhaustion.ts';
import type { GrowthSeries } from './GrowthSeries.ts';
import { holderAdvice, holderSentences, unnamedSentence } from './holderWords.ts';
import type { Fall } from './Incident.ts';
import type { LeakSurroundings } from './LeakSurroundings.ts';
import { overdueAdvice, overdueReason, overdueSentences } from './OverdueCase.ts';
import {
  confirmationAdvice,
  confirmationSentence,
  endSentence,
  fallSentence,
  growthEvidence,
  isLeakPattern,
  noEndSentence,
  suspicionAdvice,
  suspicionOutlook,
  urgentAdvice,
  urgentCure,
  withdrawalAdvice,
  withdrawalEvidence,
} from './reportWords.ts';
import { withoutPace } from './siteWords.ts';

/** Growth, as it is told. */
export interface ToldGrowth {
  readonly id: string;
  readonly points: Points;
  /** Readings behind the points. */
  readonly count: number;
  readonly bySurvivors: boolean;
  readonly rateBytesPerSecond: number;
  readonly grownBytes: number;
  readonly sinceMs: number;
  readonly sites: readonly AllocationSite[];
  readonly sitesSince: number;
  readonly confidence: number;
}

/** What a confirmation adds. */
export interface ToldConfirmation {
  readonly basis: ConfirmationBasis;
  readonly lastedMs: number;
  readonly eatenShare: number;
  readonly excess?: HolderExcess | undefined;
  /** What is told of the overdue objects that confirm it, where it is they. */
  readonly overdue?: LeakReport | undefined;
}

/** What a withdrawal adds. */
export interface ToldEnd {
  readonly rateBytesPerSecond: number;
  readonly spanMs: number;
  readonly levelBytes: number;
  /** For how long it has not grown. */
  readonly stoppedForMs: number;
  /** By how much it had grown at most, and how long that took. */
  readonly height: { readonly grownBytes: number; readonly spanMs: number };
  /** Where it has come down again. */
  readonly fall?: Fall | undefined;
}

/** An end that may come sooner asks for something to be done now. */
const urgentMs = 600_000;

/** Puts what a case has found into a report, for programs and for people. */
export class LeakReporter {
  readonly #series: GrowthSeries;
  readonly #surroundings: LeakSurroundings;
  readonly #settings: Pick<ConfirmationSettings, 'holdersDeclared'>;

  /** @param settings read whenever they count, so that they may change */
  constructor(
    series: GrowthSeries,
    surroundings: LeakSurroundings,
    settings: Pick<ConfirmationSettings, 'holdersDeclared'>,
  ) {
    this.#series = series;
    this.#surroundings = surroundings;
    this.#settings = settings;
  }

  /**
   * @param settledAt epoch milliseconds by which the suspicion is settled, if it goes on as it does
   * @param missing what it lacks to be confirmed, where that is known
   */
  suspicion(growth: ToldGrowth, moment: LeakMoment, settledAt: number, missing?: string): LeakReport {
    const { evidence, advice: own, ...told } = this.#told(growth, moment);
    const { sites } = growth;
    const { memory, outOfMemory } = told;
    const { now, limitBytes } = moment;
    const isDeclarable = this.#isDeclarable(sites);
    const overdue = memory === 'heap' ? overdueAdvice(this.#surroundings.holders?.overdue) : undefined;
    const endMs = outOfMemory?.lowMs ?? Number.POSITIVE_INFINITY;
    if (outOfMemory === undefined || !(now + endMs < settledAt || endMs < urgentMs)) {
      const outlook = suspicionOutlook({ settledAt, now, missing }, memory, isDeclarable);
      const advice = own ?? overdue ?? suspicionAdvice(sites);
      return { ...told, level: 'suspected', evidence: [...evidence, outlook], advice };
    }
    const end = endSentence(outOfMemory);
    const others = evidence.filter((sentence) => sentence !== end);
    const urgent = urgentAdvice('suspected', this.#fullShare(limitBytes));
    const advice = own ?? urgentCure(sites, undefined, overdue !== undefined);
    return {
      ...told,
      level: 'suspected',
      evidence: [end, ...others, suspicionOutlook(undefined, memory, isDeclarable)],
      advice: `${urgent} ${advice}`,
    };
  }

  confirmation(
    growth: ToldGrowth,
    { basis, lastedMs, eatenShare, excess, overdue }: ToldConfirmation,
    moment: LeakMoment,
  ): LeakReport {
    const { evidence, advice, ...told } = this.#told(growth, moment);
    const isUrgent = told.outOfMemory !== undefined && told.outOfMemory.lowMs < urgentMs;
    const cure = isUrgent
      ? ((overdue ? undefined : advice) ?? urgentCure(growth.sites, excess, overdue !== undefined))
      : (overdue?.advice ?? advice ?? confirmationAdvice(growth.sites, excess));
    const [grown, ...others] = evidence;
    const reason = overdue
      ? overdueReason(overdue)
      : confirmationSentence(basis, lastedMs, eatenShare, excess, growth.sites.length > 0);
    return {
      ...told,
      level: 'confirmed',
      basis,
      ...(excess && { holder: { path: excess.name, class: 'declared holder', entries: excess.entries } }),
      ...(overdue?.holder && { holder: overdue.holder }),
      evidence: [grown!, reason, ...others],
      advice: isUrgent ? `${urgentAdvice('confirmed', this.#fullShare(moment.limitBytes))} ${cure}` : cure,
    };
  }

  /** @param report what was told last */
  withdrawal(report: LeakReport, end: ToldEnd): LeakReport {
    const { outOfMemory: _, basis: __, ...rest } = report;
    const { rateBytesPerSecond, stoppedForMs, height } = end;
    const wasConfirmed = report.level === 'confirmed';
    const [holder] = this.#found(report.id)?.holders ?? [];
    const { subject } = this.#series;
    return {
      ...(holder && { holder: holderOf(holder) }),
      ...rest,
      level: 'withdrawn',
      sites: withoutPace(report.sites),
      rateBytesPerSecond: end.fall ? Math.min(0, rateBytesPerSecond) : rateBytesPerSecond,
      grownBytes: height.grownBytes,
      sinceMs: height.spanMs,
      stoppedForMs,
      evidence: withdrawalEvidence(subject, end, wasConfirmed),
      advice: withdrawalAdvice(wasConfirmed),
    };
  }

  /** What stands of growth that has come down since, and is not over yet. @param report what was told last */
  fallen(report: LeakReport, fall: Fall): LeakReport {
    const { outOfMemory: _, ...rest } = report;
    const sites = withoutPace(report.sites);
    const evidence = [`${fallSentence(this.#series.subject, fall)} Told before:`, ...report.evidence];
    return { ...rest, sites, rateBytesPerSecond: 0, evidence };
  }

  /** @returns advice where the series has some of its own, or the holder is known */
  #told(
    growth: ToldGrowth,
    moment: LeakMoment,
  ): Omit<LeakReport, 'level' | 'advice'> & { readonly advice?: string } {
    const { points, id, rateBytesPerSecond, grownBytes, sinceMs, sites, confidence } = growth;
    const { memory, subject } = this.#series;
    const { label } = growthPatternOf(points.times, points.values);
    const pattern = isLeakPattern(label) ? label : 'linear';
    const outOfMemory = this.#outOfMemory(growth, moment);
    const noEnd = outOfMemory || memory === 'heap' ? undefined : noEndSentence(moment.room);
    const work = this.#surroundings.work?.retained(points.times, points.values);
    const particulars = this.#series.particulars?.(points.times[0]!, points.times.at(-1)!);
    const found = this.#found(id);
    const advice = particulars?.advice ?? (found && holderAdvice(found));
    const filling = memory === 'heap' ? (this.#surroundings.holders?.filling ?? []) : [];
    return {
      id,
      memory,
      rateBytesPerSecond,
      grownBytes,
      sinceMs,
      pattern,
      confidence,
      sites,
      ...(outOfMemory && { outOfMemory }),
      ...(work && { work }),
      ...(particulars?.resource && { resource: particulars.resource }),
      ...(found?.holders[0] && { holder: holderOf(found.holders[0]) }),
      ...(advice !== undefined && { advice }),
      evidence: growthEvidence({
        ...growth,
        memory,
        subject,
        pattern,
        work,
        siteProblem: this.#surroundings.siteProblem?.(),
        outOfMemory,
        noEnd,
        filling,
        particulars: [
          ...(particulars?.evidence ?? []),
          ...(found ? holderSentences(found) : this.#unnamed(id)),
          ...(memory === 'heap' ? overdueSentences(this.#surroundings.holders?.overdue) : []),
        ],
      }),
    };
  }

  #found(id: string): HolderFinding | undefined {
    return this.#series.memory === 'heap' ? this.#surroundings.found?.of(id) : undefined;
  }

  #unnamed(id: string): string[] {
    const refusal = this.#series.memory === 'heap' ? this.#surroundings.found?.refusalOf(id) : undefined;
    return refusal === undefined ? [] : [unnamedSentence(refusal)];
  }

  /** A declaration says nothing of memory that the application does not see, and is no use where there is one. */
  #isDeclarable([culprit]: readonly AllocationSite[]): boolean {
    const { memory } = this.#series;
    if (memory === 'native' || this.#settings.holdersDeclared) return false;
    const { holders } = this.#surroundings;
    if (holders?.exceeded.some((excess) => excess.memory === memory)) return false;
    return !(culprit && holders?.isDeclared?.(culprit));
  }

  /** Share of the heap's limit that is taken; `NaN` for other memory. */
  #fullShare(limitBytes: number): number {
    const { memory, readings, whole = readings } = this.#series;
    return memory === 'heap' ? whole.lastValue / limitBytes : Number.NaN;
  }

  /** What is left below the limit, at the pace of all there is: what is declared takes room, too. */
  #outOfMemory(
    { points, bySurvivors }: ToldGrowth,
    { now, limitBytes, room }: LeakMoment,
  ): OutOfMemoryEstimate | undefined {
    const { memory, whole, readings } = this.#series;
    if (memory !== 'heap') return room && exhaustionOf(points, room, now);
    if (bySurvivors) return undefined;
    const { times, values } =
      whole === undefined || whole === readings ? points : whole.between(points.times[0]!, now);
    const forecast = forecastLimit(times, values, usableShare * limitBytes);
    return outOfMemoryOf(forecast, 'heap', now - times.at(-1)!);
  }
}

function holderOf({ path, class: name, entries }: FoundHolder): NonNullable<LeakReport['holder']> {
  return { path, class: name, entries };
}

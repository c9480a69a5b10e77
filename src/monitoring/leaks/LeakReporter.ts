import { forecastLimit } from '../../analysis/forecast.ts';
import { growthPatternOf } from '../../analysis/growthPattern.ts';
import type { Points } from '../../analysis/thinning.ts';
import type { FoundHolder, HolderFinding } from '../../sampling/HolderFinder.ts';
import type { AllocationSite, ConfirmationBasis, LeakReport, OutOfMemoryEstimate } from '../../wire/event.ts';
import type { HolderExcess } from '../holders/Holder.ts';
import { outOfMemoryOf, usableShare } from '../outOfMemory.ts';
import type { GrowthSeries } from './GrowthSeries.ts';
import { holderAdvice, holderSentences, unnamedSentence } from './holderWords.ts';
import type { LeakSurroundings } from './LeakSurroundings.ts';
import { overdueSentences } from './OverdueCase.ts';
import {
  confirmationAdvice,
  confirmationSentence,
  growthEvidence,
  isLeakPattern,
  suspicionAdvice,
  suspicionOutlook,
  withdrawalAdvice,
  withdrawalEvidence,
} from './reportWords.ts';

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
  readonly excess: HolderExcess | undefined;
}

/** What a withdrawal adds. */
export interface ToldEnd {
  readonly rateBytesPerSecond: number;
  readonly spanMs: number;
  readonly levelBytes: number;
  readonly grownBytes: number;
  readonly sinceMs: number;
}

/** Puts what a case has found into a report, for programs and for people. */
export class LeakReporter {
  readonly #series: GrowthSeries;
  readonly #surroundings: LeakSurroundings;
  readonly #holdersDeclared: boolean;

  constructor(series: GrowthSeries, surroundings: LeakSurroundings, holdersDeclared: boolean) {
    this.#series = series;
    this.#surroundings = surroundings;
    this.#holdersDeclared = holdersDeclared;
  }

  /** @param settledAt epoch milliseconds by which the suspicion is settled, if it goes on as it does */
  suspicion(growth: ToldGrowth, now: number, limitBytes: number, settledAt: number): LeakReport {
    const { evidence, advice = suspicionAdvice(growth.sites), ...told } = this.#told(growth, now, limitBytes);
    // A declaration says nothing of memory that the application does not see.
    const isDeclarable = told.memory !== 'native' && !this.#holdersDeclared;
    return {
      ...told,
      level: 'suspected',
      evidence: [...evidence, suspicionOutlook(settledAt, told.memory, isDeclarable)],
      advice,
    };
  }

  confirmation(
    growth: ToldGrowth,
    { basis, lastedMs, eatenShare, excess }: ToldConfirmation,
    now: number,
    limitBytes: number,
  ): LeakReport {
    const { evidence, advice, ...told } = this.#told(growth, now, limitBytes);
    const [grown, ...others] = evidence;
    const reason = confirmationSentence(basis, lastedMs, eatenShare, excess, growth.sites.length > 0);
    return {
      ...told,
      level: 'confirmed',
      basis,
      ...(excess && { holder: { path: excess.name, class: 'declared holder', entries: excess.entries } }),
      evidence: [grown!, reason, ...others],
      advice: advice ?? confirmationAdvice(growth.sites, excess),
    };
  }

  /** @param report what was told last */
  withdrawal(report: LeakReport, end: ToldEnd): LeakReport {
    const { outOfMemory: _, basis: __, ...rest } = report;
    const { rateBytesPerSecond, spanMs, levelBytes, grownBytes, sinceMs } = end;
    const wasConfirmed = report.level === 'confirmed';
    const [holder] = this.#found(report.id)?.holders ?? [];
    const { subject } = this.#series;
    return {
      ...(holder && { holder: holderOf(holder) }),
      ...rest,
      level: 'withdrawn',
      rateBytesPerSecond,
      grownBytes,
      sinceMs,
      evidence: withdrawalEvidence(subject, rateBytesPerSecond, spanMs, levelBytes, wasConfirmed),
      advice: withdrawalAdvice(wasConfirmed),
    };
  }

  /** @returns advice where the series has some of its own, or the holder is known */
  #told(
    growth: ToldGrowth,
    now: number,
    limitBytes: number,
  ): Omit<LeakReport, 'level' | 'advice'> & { readonly advice?: string } {
    const { points, id, rateBytesPerSecond, grownBytes, sinceMs, sites, confidence } = growth;
    const { memory, subject } = this.#series;
    const { label } = growthPatternOf(points.times, points.values);
    const pattern = isLeakPattern(label) ? label : 'linear';
    const outOfMemory = this.#outOfMemory(growth, now, limitBytes);
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
        outOfMemory,
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

  /** What is left below the limit, at the pace of the points. */
  #outOfMemory(
    { points, bySurvivors }: ToldGrowth,
    now: number,
    limitBytes: number,
  ): OutOfMemoryEstimate | undefined {
    if (this.#series.memory !== 'heap' || bySurvivors) return undefined;
    const forecast = forecastLimit(points.times, points.values, usableShare * limitBytes);
    return outOfMemoryOf(forecast, 'heap', now - points.times.at(-1)!);
  }
}

function holderOf({ path, class: name, entries }: FoundHolder): NonNullable<LeakReport['holder']> {
  return { path, class: name, entries };
}

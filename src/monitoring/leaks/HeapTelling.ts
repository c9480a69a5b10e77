import type { LeakReport } from '../../wire/event.ts';
import type { LeakMoment } from './Evidence.ts';
import type { LeakCase } from './LeakCase.ts';
import { goneSentence, type OverdueCase, overdueReason } from './OverdueCase.ts';
import { withoutPace } from './siteWords.ts';

/** Growth of the heap, and objects that are overdue, as one incident. */
interface Joined {
  /** As which it is told: the id of what was told first. */
  readonly id: string;
  /** The id of the overdue objects by themselves. */
  overdueId: string;
  /** Whether the overdue objects still stand, or the growth alone is left. */
  state: 'both' | 'growth';
  /** What was told last. */
  told: LeakReport;
}

/**
 * What is told of the heap. Its growth and the objects that are overdue have a case each, which come to their verdicts by
 * themselves; who is told of both is told of one incident, though: under the id of the first of them, confirmed by the
 * objects, with the sites, the work and the forecast of the growth, and over when both are.
 */
export class HeapTelling {
  readonly #growth: LeakCase;
  readonly #overdue: OverdueCase;
  #joined: Joined | undefined;

  constructor(growth: LeakCase, overdue: OverdueCase) {
    this.#growth = growth;
    this.#overdue = overdue;
  }

  /** Says what changed. */
  look(moment: LeakMoment): LeakReport[] {
    const growth = this.#growth.look(moment);
    const overdue = this.#overdue.look(moment.now);
    if (this.#joined === undefined || this.#joined.state !== 'both') {
      const stands = this.#overdue.report;
      if (stands && this.#growth.report) return this.#join(stands, overdue, moment);
    }
    const joined = this.#joined;
    if (joined === undefined) return growth ? [growth, ...overdue] : overdue;
    if (joined.state === 'both') return this.#follow(joined, growth, overdue, moment);
    if (this.#growth.report === undefined) this.#joined = undefined;
    return growth ? [{ ...this.#withGone(growth, joined), id: joined.id }, ...overdue] : overdue;
  }

  /** The worst of what is overdue at present, as it is told. */
  get overdue(): LeakReport | undefined {
    const report = this.#overdue.report;
    const joined = this.#joined;
    return report && joined?.overdueId === report.id ? { ...report, id: joined.id } : report;
  }

  /** What is told of the growth at present, or would be, as it is told with what is overdue. */
  asTold(report: LeakReport | undefined, moment: LeakMoment): LeakReport | undefined {
    const joined = this.#joined;
    if (report === undefined || joined === undefined) return report;
    const stands = joined.state === 'both' ? this.#overdue.standing(joined.overdueId) : undefined;
    return { ...(stands ? this.#whole(stands, report, moment) : report), id: joined.id };
  }

  /** A withdrawal says that what had confirmed it before is gone, where it is. */
  #withGone(growth: LeakReport, { told: { holder } }: Joined): LeakReport {
    const isGone = holder && growth.level === 'withdrawn' && this.#overdue.countOf(holder.path) === 0;
    return isGone ? { ...growth, evidence: [...growth.evidence, goneSentence(holder.path)] } : growth;
  }

  /** With the numbers of now, or, where there are not enough of them yet, those that the growth was told with. */
  #whole(stands: LeakReport, growth: LeakReport, moment: LeakMoment): LeakReport {
    return this.#growth.confirmedBy(stands, moment) ?? withEvidence(stands, growth);
  }

  #join(stands: LeakReport, overdue: readonly LeakReport[], moment: LeakMoment): LeakReport[] {
    const isNew = overdue.includes(stands);
    const id = this.#joined?.id ?? (isNew ? this.#growth.report!.id : stands.id);
    const told = { ...this.#whole(stands, this.#growth.report!, moment), id };
    this.#joined = { id, overdueId: stands.id, state: 'both', told };
    return [told, ...overdue.filter((report) => report !== stands)];
  }

  #follow(
    joined: Joined,
    seen: LeakReport | undefined,
    overdue: readonly LeakReport[],
    moment: LeakMoment,
  ): LeakReport[] {
    const others = overdue.filter(({ id }) => id !== joined.overdueId);
    const over = overdue.find(({ id, level }) => id === joined.overdueId && level === 'withdrawn');
    // Where the heap has come down with them there is no doubt what it was.
    const growth = (over && this.#growth.endFallen(moment)) ?? seen;
    const rest = this.#growth.report;
    // What is overdue goes on; growth that begins again, or is over, changes nothing but the figures.
    if (growth?.level === 'withdrawn') joined.told = atItsHeight(joined.told, growth);
    if (over === undefined) return others;
    if (rest === undefined) {
      this.#joined = undefined;
      return [ended(joined.told, over, growth), ...others];
    }
    joined.state = 'growth';
    if (rest.level === 'confirmed') return others;
    // It was confirmed by the objects alone: what is left of that is a suspicion.
    const { evidence, ...suspicion } = this.#growth.reportAt(moment)!;
    const [grown, ...more] = evidence;
    const left = [
      grown!,
      ...over.evidence,
      'The heap grows nevertheless, which alone is a suspicion.',
      ...more,
    ];
    return [{ ...suspicion, id: joined.id, evidence: left }, ...others];
  }
}

function withEvidence(stands: LeakReport, growth: LeakReport): LeakReport {
  const { basis, holder, confidence, advice } = stands;
  // The last sentence of a suspicion says what would settle it: that has come.
  const [grown, ...others] = growth.level === 'suspected' ? growth.evidence.slice(0, -1) : growth.evidence;
  const evidence = [grown!, overdueReason(stands), ...others];
  return { ...growth, level: 'confirmed', basis: basis!, holder: holder!, confidence, evidence, advice };
}

function atItsHeight(told: LeakReport, { grownBytes, sinceMs }: LeakReport): LeakReport {
  return { ...told, grownBytes, sinceMs };
}

function ended(told: LeakReport, over: LeakReport, growth: LeakReport | undefined): LeakReport {
  const { basis: _, holder: __, outOfMemory: ___, ...rest } = told;
  const { evidence, advice, stoppedForMs } = over;
  // Of the heap it is known when it was at its height, of the objects when they were counted last.
  const stopped = growth?.stoppedForMs ?? stoppedForMs;
  const [fallen] = growth?.evidence ?? [];
  return {
    ...rest,
    level: 'withdrawn',
    rateBytesPerSecond: growth?.rateBytesPerSecond ?? over.rateBytesPerSecond,
    ...(stopped !== undefined && { stoppedForMs: stopped }),
    sites: withoutPace(told.sites),
    evidence: [...evidence, ...(fallen ? [fallen] : [])],
    advice,
  };
}

import { theilSenSlope } from '../../analysis/trend.ts';
import type { LeakReport } from '../../wire/event.ts';
import type { DeclaredHolders, OverdueObjects } from '../holders/Holder.ts';
import { fingerprintOf } from '../leakFingerprint.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import { durationInWords } from '../quantity.ts';
import type { LeakSurroundings } from './LeakSurroundings.ts';
import { lowered } from './siteWords.ts';

interface Followed {
  /** When the number began to rise, and what it was before. */
  since: number;
  readonly sinceCount: number;
  count: number;
  notFollowed: number;
  /** Looks at which there were more than before, without fewer in between. */
  rises: number;
  roseAt: number;
  report: LeakReport | undefined;
}

const fewestObjects = 10;
const fewestRises = 3;
const shortestMs = 300_000;
/** A leak of objects that has not grown for this long is over. */
const quietMs = 600_000;
const confidence = 0.99;

/** What is said of overdue objects in reports of the heap's growth. */
export function overdueSentences(overdue: readonly OverdueObjects[] = []): string[] {
  return overdue.map(({ reason, count, notFollowed }) => {
    const objects = count === 1 ? '1 object that was' : `${count.toLocaleString('en')} objects that were`;
    const are = count === 1 ? 'is' : 'are';
    return notFollowed > 0
      ? `At least ${objects} expected to be gone ${are} still there, and ${notFollowed.toLocaleString('en')} more that were not followed may be: "${reason}".`
      : `${objects} expected to be gone ${are} still there: "${reason}".`;
  });
}

/** What to do about growth of the heap while objects are overdue; `undefined` where too few are. */
export function overdueAdvice(overdue: readonly OverdueObjects[] = []): string | undefined {
  const most = overdue.find(({ count }) => count >= fewestObjects);
  return most && `Take a heap snapshot, and see who refers to one of the objects of "${most.reason}".`;
}

/** That what had confirmed a leak is gone. */
export function goneSentence(reason: string): string {
  return `The objects that were expected to be gone are gone: "${reason}".`;
}

/** Why growth of the heap is confirmed by them. @param report what is told of them by themselves */
export function overdueReason({ holder, evidence }: LeakReport): string {
  const [, risen = ''] = evidence;
  return `Objects that were expected to be gone confirm it ("${holder?.path}"): ${lowered(risen)}`;
}

/**
 * The case against objects that the application expects to be gone: *confirmed* where ten or more of one reason are overdue
 * and their number has risen at three looks over five minutes without having fallen, since their own application says that
 * they should not be there; *withdrawn* where it has not risen for ten minutes, or few are left. A pool that stays as large
 * as it is, and a batch that was kept once, are never confirmed.
 */
export class OverdueCase {
  readonly #holders: DeclaredHolders | undefined;
  /** The live sizes of the heap, for what is told of bytes. */
  readonly #liveSizes: MinimumSeries;
  readonly #program: string | undefined;
  readonly #siteProblem: LeakSurroundings['siteProblem'];
  readonly #followed: Map<string, Followed> = new Map();

  constructor(
    { holders, program, siteProblem }: Pick<LeakSurroundings, 'holders' | 'program' | 'siteProblem'>,
    liveSizes: MinimumSeries,
  ) {
    this.#holders = holders;
    this.#liveSizes = liveSizes;
    this.#program = program;
    this.#siteProblem = siteProblem;
  }

  /** The worst of what is confirmed at present. */
  get report(): LeakReport | undefined {
    let worst: Followed | undefined;
    for (const each of this.#followed.values()) {
      if (each.report && each.count > (worst?.count ?? 0)) worst = each;
    }
    return worst?.report;
  }

  /** The id of what rises, or is confirmed, the most of it: growth of the heap is told under that, too. */
  get risingId(): string | undefined {
    let worst: [reason: string, count: number] | undefined;
    for (const [reason, { count, rises, report }] of this.#followed) {
      const isRising = report !== undefined || (count >= fewestObjects && rises >= fewestRises);
      if (isRising && count > (worst?.[1] ?? 0)) worst = [reason, count];
    }
    return worst && this.#idOf(worst[0]);
  }

  /** How many of a reason are known to be overdue, as of the last look. */
  countOf(reason: string): number {
    return this.#followed.get(reason)?.count ?? 0;
  }

  /** What is confirmed under an id, as long as it is. */
  standing(id: string): LeakReport | undefined {
    for (const { report } of this.#followed.values()) if (report?.id === id) return report;
    return undefined;
  }

  /** Says what changed. */
  look(now: number): LeakReport[] {
    const reports: LeakReport[] = [];
    const seen = new Set<string>();
    for (const overdue of this.#holders?.overdue ?? []) {
      seen.add(overdue.reason);
      const report = this.#follow(overdue, now);
      if (report) reports.push(report);
    }
    for (const [reason, followed] of this.#followed) {
      if (seen.has(reason)) continue;
      this.#followed.delete(reason);
      if (followed.report) reports.push(withdrawn(followed.report, reason, 0, now - followed.roseAt));
    }
    return reports;
  }

  #follow(overdue: OverdueObjects, now: number): LeakReport | undefined {
    const { reason, count, notFollowed } = overdue;
    const followed = this.#followed.get(reason) ?? newlyFollowed(overdue, now);
    this.#followed.set(reason, followed);
    if (count > followed.count) {
      if (followed.rises === 0) followed.since = now;
      followed.rises += 1;
      followed.roseAt = now;
    } else if (count < followed.count && !followed.report) {
      this.#followed.set(reason, newlyFollowed(overdue, now));
      return undefined;
    } else if (notFollowed > followed.notFollowed) {
      // As many are followed as can be, so that their number stands still whatever happens: no sign of an end.
      followed.roseAt = now;
    }
    followed.count = count;
    followed.notFollowed = notFollowed;
    if (followed.report) {
      if (count >= fewestObjects && now - followed.roseAt < quietMs) return undefined;
      this.#followed.set(reason, newlyFollowed(overdue, now));
      return withdrawn(followed.report, reason, count, now - followed.roseAt);
    }
    if (count < fewestObjects || followed.rises < fewestRises || now - followed.since < shortestMs)
      return undefined;
    followed.report = this.#confirmed(overdue, followed, now);
    return followed.report;
  }

  #idOf(reason: string): string {
    return fingerprintOf(`heap expected to be gone: ${reason} ${this.#program ?? ''}`);
  }

  #confirmed(overdue: OverdueObjects, followed: Followed, now: number): LeakReport {
    const { reason, count, sinceMs, notFollowed } = overdue;
    const lastedMs = now - followed.since;
    const { times, values } = this.#liveSizes.between(now - Math.max(lastedMs, sinceMs), now);
    const rateBytesPerSecond = Math.max(0, theilSenSlope(times, values) * 1000 || 0);
    return {
      id: this.#idOf(reason),
      level: 'confirmed',
      memory: 'heap',
      rateBytesPerSecond,
      grownBytes: (rateBytesPerSecond * sinceMs) / 1000,
      sinceMs,
      pattern: 'linear',
      confidence,
      sites: [],
      holder: {
        path: reason,
        class: 'expected to be gone',
        entries: count,
        ...(notFollowed > 0 && { isAtLeast: true }),
      },
      basis: 'holder',
      evidence: [
        ...overdueSentences([overdue]),
        `Their number has grown from ${followed.sinceCount.toLocaleString('en')} in ${durationInWords(lastedMs)}, and has not fallen.`,
        'Each has outlived two major collections; rate and bytes are those of the whole live heap meanwhile.',
        `Who allocates them is not known: ${lowered(this.#siteProblem?.() ?? 'That is told with growth of the heap, of which none is told yet.')}`,
      ],
      advice: 'Take a heap snapshot, and see who refers to one of these objects.',
    };
  }
}

function withdrawn(report: LeakReport, reason: string, count: number, stoppedForMs: number): LeakReport {
  const { basis: _, holder: __, ...rest } = report;
  const number = count.toLocaleString('en');
  const what =
    count < fewestObjects ? `are gone, but for ${number}` : `have not become more (${number} are there)`;
  const left = `The objects that were expected to be gone ${what}: "${reason}".`;
  return {
    ...rest,
    level: 'withdrawn',
    rateBytesPerSecond: 0,
    stoppedForMs,
    evidence: [count === 0 ? goneSentence(reason) : left],
    advice: 'Find out what has changed: what feeds a leak may only have paused. Growth is told again.',
  };
}

function newlyFollowed({ count, notFollowed }: OverdueObjects, now: number): Followed {
  return { since: now, sinceCount: count, count, notFollowed, rises: 0, roseAt: now, report: undefined };
}

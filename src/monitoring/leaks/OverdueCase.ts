import { theilSenSlope } from '../../analysis/trend.ts';
import type { LeakReport } from '../../wire/event.ts';
import type { DeclaredHolders, OverdueObjects } from '../holders/Holder.ts';
import { fingerprintOf } from '../leakFingerprint.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import { durationInWords } from '../quantity.ts';
import { lowered } from './siteWords.ts';

interface Followed {
  /** When the number began to rise, and what it was before. */
  since: number;
  readonly sinceCount: number;
  count: number;
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
    const more = notFollowed > 0 ? ` (of ${notFollowed.toLocaleString('en')} others it is not known)` : '';
    return `${objects} expected to be gone ${count === 1 ? 'is' : 'are'} still there: "${reason}"${more}.`;
  });
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
  readonly #followed: Map<string, Followed> = new Map();

  /** @param program what names the program in the ids of its leaks */
  constructor(holders: DeclaredHolders | undefined, liveSizes: MinimumSeries, program?: string) {
    this.#holders = holders;
    this.#liveSizes = liveSizes;
    this.#program = program;
  }

  /** The worst of what is confirmed at present. */
  get report(): LeakReport | undefined {
    let worst: Followed | undefined;
    for (const each of this.#followed.values()) {
      if (each.report && each.count > (worst?.count ?? 0)) worst = each;
    }
    return worst?.report;
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
    const { reason, count } = overdue;
    const followed = this.#followed.get(reason) ?? newlyFollowed(count, now);
    this.#followed.set(reason, followed);
    if (count > followed.count) {
      if (followed.rises === 0) followed.since = now;
      followed.rises += 1;
      followed.roseAt = now;
    } else if (count < followed.count && !followed.report) {
      this.#followed.set(reason, newlyFollowed(count, now));
      return undefined;
    }
    followed.count = count;
    if (followed.report) {
      if (count >= fewestObjects && now - followed.roseAt < quietMs) return undefined;
      this.#followed.set(reason, newlyFollowed(count, now));
      return withdrawn(followed.report, reason, count, now - followed.roseAt);
    }
    if (count < fewestObjects || followed.rises < fewestRises || now - followed.since < shortestMs)
      return undefined;
    followed.report = this.#confirmed(overdue, followed, now);
    return followed.report;
  }

  #confirmed(overdue: OverdueObjects, followed: Followed, now: number): LeakReport {
    const { reason, count, sinceMs } = overdue;
    const lastedMs = now - followed.since;
    const { times, values } = this.#liveSizes.between(now - Math.max(lastedMs, sinceMs), now);
    const rateBytesPerSecond = Math.max(0, theilSenSlope(times, values) * 1000 || 0);
    return {
      id: fingerprintOf(`heap expected to be gone: ${reason} ${this.#program ?? ''}`),
      level: 'confirmed',
      memory: 'heap',
      rateBytesPerSecond,
      grownBytes: (rateBytesPerSecond * sinceMs) / 1000,
      sinceMs,
      pattern: 'linear',
      confidence,
      sites: [],
      holder: { path: reason, class: 'expected to be gone', entries: count },
      basis: 'holder',
      evidence: [
        ...overdueSentences([overdue]),
        `Their number has grown from ${followed.sinceCount.toLocaleString('en')} in ${durationInWords(lastedMs)}, and has not fallen.`,
        'Each has outlived two major collections; rate and bytes are those of the whole live heap meanwhile.',
      ],
      advice: 'Take a heap snapshot, and see who refers to one of these objects.',
    };
  }
}

function withdrawn(report: LeakReport, reason: string, count: number, stoppedForMs: number): LeakReport {
  const { basis: _, holder: __, ...rest } = report;
  const left = count === 0 ? 'are gone' : `have not become more (${count.toLocaleString('en')} are there)`;
  return {
    ...rest,
    level: 'withdrawn',
    rateBytesPerSecond: 0,
    stoppedForMs,
    evidence: [`The objects that were expected to be gone ${left}: "${reason}".`],
    advice: 'Find out what has changed: what feeds a leak may only have paused. Growth is told again.',
  };
}

function newlyFollowed(count: number, now: number): Followed {
  return { since: now, sinceCount: count, count, rises: 0, roseAt: now, report: undefined };
}

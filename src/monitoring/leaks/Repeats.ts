import type { LeakReport, MemoryKind } from '../../wire/event.ts';
import { rateInWords } from '../quantity.ts';
import { lowered, saysUnnamed } from './siteWords.ts';
import { withThings } from './withThings.ts';

/** What there is to tell, and what else is known. */
export interface Tellable {
  /** Epoch milliseconds. */
  readonly now: number;
  /** What the detector has to tell. */
  readonly reports: readonly LeakReport[];
  /** What there is to tell of things that are opened and not closed: told in any case. */
  readonly newThings: readonly LeakReport[];
  /** What is told of things that are opened and not closed, with the numbers of now. */
  readonly things: readonly LeakReport[];
  /** Handles that grow as steadily, too few or not long enough to be told by themselves; asked for while the heap is told. */
  readonly growing?: () => readonly LeakReport[];
  /** All that the detector suspects or has confirmed, with the numbers of now; asked for while something is kept back. */
  readonly present: () => readonly LeakReport[];
}

interface Open {
  report: LeakReport;
  /** Whether anybody has been told of it. */
  told: boolean;
  /** The type of the things that were named with it. */
  named: string | undefined;
  /** Whether what it came to last is kept back. */
  silent: boolean;
  /** Since when it has had no cause that is told; `NaN` while it has one. */
  unexplainedSince: number;
}

/** What grows less than this share as fast as another kind of memory, along with it, is a part of that leak. */
const partShare = 0.4;
/** Growth of things that explains at least this share of another is its cause. */
const causeShare = 0.5;
/** What is kept back is told once its cause explains less than this share of what it had to. */
const releaseShare = 0.5;
/** What began that much later is another leak. */
const laterMs = 600_000;
/** The end of growth shows in one kind of memory some minutes before it shows in another. */
const patienceMs = 300_000;

const subjects: Readonly<Record<MemoryKind, string>> = {
  heap: 'The heap',
  external: 'The external memory',
  native: 'The native memory',
};

/**
 * One leak is told once, although it shows in several kinds of memory.
 *
 * - Threads and handles grow native memory. Where they are told of, and can be what it is, native memory is not.
 * - Of two kinds of memory that began to grow within ten minutes, one less than 0.4 times as fast as the other, the slower
 *   is a part of the same leak: the objects that hold buffers, contexts or certificates, what native modules report to V8,
 *   what V8 keeps about its heap. It is named in what is told of the other, which has its sites where it has none.
 * - Handles grow the heap, too, by their objects. The heap is told of nevertheless, since it knows who allocates, with
 *   their number.
 *
 * A second leak is not hidden for long: what is confirmed is told, unless its cause is confirmed as well; and what is kept
 * back is told, as it is then, when its cause has been over, or too small to be it, for five minutes. What nobody was told
 * of is not withdrawn.
 */
export class Repeats {
  /** What has been suspected, by `id`. Other reports are told as they are. */
  readonly #open: Map<string, Open> = new Map();

  /** Returns what is to be told. */
  tell(tellable: Tellable): readonly LeakReport[] {
    const { reports } = tellable;
    for (const report of reports) {
      const open = this.#open.get(report.id);
      if (open) open.report = report;
      else if (report.level === 'suspected') {
        this.#open.set(report.id, {
          report,
          told: false,
          named: undefined,
          silent: false,
          unexplainedSince: Number.NaN,
        });
      }
    }
    const told = reports.flatMap((report) => {
      const open = this.#open.get(report.id);
      return open ? this.#asTold(open, tellable) : report;
    });
    for (const { level, id } of reports) if (level === 'withdrawn') this.#open.delete(id);
    const things = tellable.newThings.map((thing) => this.#withMemory(thing));
    return [...things, ...told, ...this.#released(tellable)];
  }

  #asTold(open: Open, tellable: Tellable): readonly LeakReport[] {
    const { things, now } = tellable;
    const { report } = open;
    open.silent = false;
    if (report.level === 'withdrawn') return open.told ? [report] : [];
    const cause = this.#causeOf(report, things, now, 1);
    if (cause && (report.level === 'suspected' || cause.level === 'confirmed')) {
      open.silent = true;
      open.unexplainedSince = Number.NaN;
      return [];
    }
    return [this.#toldOf(open, cause, tellable)];
  }

  /** What was kept back, and has had no cause for some minutes. */
  #released(tellable: Tellable): readonly LeakReport[] {
    const { now, things, present } = tellable;
    const silent = [...this.#open.values()].filter((open) => open.silent);
    if (silent.length === 0) return [];
    for (const report of present()) {
      const open = this.#open.get(report.id);
      if (open) open.report = report;
    }
    return silent.flatMap((open) => {
      if (this.#causeOf(open.report, things, now, releaseShare)) {
        open.unexplainedSince = Number.NaN;
        return [];
      }
      if (Number.isNaN(open.unexplainedSince)) open.unexplainedSince = now;
      if (now - open.unexplainedSince < patienceMs) return [];
      open.silent = false;
      return [this.#toldOf(open, undefined, tellable)];
    });
  }

  #toldOf(open: Open, cause: LeakReport | undefined, tellable: Tellable): LeakReport {
    const told = this.#withCompany(open.report, cause, tellable);
    open.told = true;
    open.named = told.resource?.type;
    return told;
  }

  /** @param share of what a cause must explain, so that one that is taken for it is not doubted by each wave */
  #causeOf(
    report: LeakReport,
    things: readonly LeakReport[],
    now: number,
    share: number,
  ): LeakReport | undefined {
    const thing =
      report.memory === 'native' &&
      things.find((each) => each.rateBytesPerSecond > share * causeShare * report.rateBytesPerSecond);
    return thing || this.#others(report).find((other) => isPart(report, other, now, partShare / share));
  }

  /** With what it comes with: its cause, where that is told of, and what is a part of it. */
  #withCompany(
    report: LeakReport,
    cause: LeakReport | undefined,
    { things, now, growing }: Tellable,
  ): LeakReport {
    if (cause) return withCause(report, cause);
    const parts = this.#others(report).filter((other) => isPart(other, report, now, partShare));
    const whole = parts.reduce(withPart, report);
    return report.memory === 'heap' ? withThings(whole, [...things, ...(growing?.() ?? [])]) : whole;
  }

  /** Few things hold much: native memory may have been told of before their number says anything, and the heap with them. */
  #withMemory(thing: LeakReport): LeakReport {
    const isTheirs = ({ report, named }: Open): boolean =>
      report.memory === 'heap'
        ? named === thing.resource?.type
        : report.memory === 'native' && thing.rateBytesPerSecond > causeShare * report.rateBytesPerSecond;
    const open = [...this.#open.values()].find((each) => each.told && isTheirs(each));
    if (thing.level === 'withdrawn' || open === undefined) return thing;
    const kind = open.report.memory === 'heap' ? 'the heap' : 'native memory';
    const sentence = `The growth of ${kind} that was told before is theirs: it is one leak.`;
    return { ...thing, evidence: [...thing.evidence, sentence] };
  }

  #others(report: LeakReport): LeakReport[] {
    return [...this.#open.values()]
      .map((open) => open.report)
      .filter(
        ({ id, memory, level }) => id !== report.id && memory !== report.memory && level !== 'withdrawn',
      );
  }
}

function isPart(part: LeakReport, whole: LeakReport, now: number, share: number): boolean {
  if (!(part.rateBytesPerSecond < share * whole.rateBytesPerSecond)) return false;
  return now - part.sinceMs <= now - whole.sinceMs + laterMs;
}

function withCause(report: LeakReport, cause: LeakReport): LeakReport {
  const sites = report.sites.length > 0 ? report.sites : cause.sites;
  const told = evidenceWith(report, sites);
  const { memory, resource, evidence, advice, rateBytesPerSecond } = cause;
  if (resource === undefined || resource.kind === 'wasm') {
    const what = memory === 'external' ? 'the buffers that these objects hold' : 'it is the larger part';
    const sentence = `${subjects[memory]} grows with it, by ${rateInWords(rateBytesPerSecond)}: ${what}.`;
    return { ...report, sites, evidence: [...told, sentence], advice: adviceWith(report, cause) };
  }
  const seen = evidence.slice(0, -1);
  return { ...report, sites, resource, evidence: [...told, ...seen], advice };
}

/** Who looks for kept buffers alone does not find what holds them and more: a stream of zlib that is never closed. */
function adviceWith({ memory, advice }: LeakReport, cause: LeakReport): string {
  const isLesser = memory === 'external' && cause.memory === 'native';
  return isLesser ? `${advice} For the larger part: ${lowered(cause.advice)}` : advice;
}

function withPart(report: LeakReport, part: LeakReport): LeakReport {
  const what = part.memory === 'heap' ? 'the objects that hold it' : 'a part of the same leak, it seems';
  const sentence = `${subjects[part.memory]} grows with it, by ${rateInWords(part.rateBytesPerSecond)}: ${what}.`;
  const sites = report.sites.length > 0 ? report.sites : part.sites;
  return { ...report, sites, evidence: [...evidenceWith(report, sites), sentence] };
}

/** Once somebody is named, it is not said that nobody is. */
function evidenceWith({ evidence }: LeakReport, sites: LeakReport['sites']): readonly string[] {
  return sites.length > 0 ? evidence.filter((sentence) => !saysUnnamed(sentence)) : evidence;
}

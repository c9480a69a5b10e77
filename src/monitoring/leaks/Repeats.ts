import type { LeakReport, MemoryKind } from '../../wire/event.ts';
import { rateInWords } from '../quantity.ts';

/** So much of the growth of buffers, at most, is what the objects are that hold them. */
const wrapperShare = 0.25;
/** Growth that explains at least this share of another is its cause. */
const causeShare = 0.5;

/**
 * One leak is told once, although it shows in several kinds of memory.
 *
 * - Buffers that are kept grow the heap, too, by the objects that hold them. Where the external memory is told of and grows
 *   at least four times as fast, the heap is not told of; its sites name who makes the buffers.
 * - Threads and handles grow native memory. Where they are told of, native memory is not.
 * - Handles grow the heap, too, by their objects. The heap is told of nevertheless, since they need not be all of it, with
 *   their number.
 *
 * What is confirmed is told nevertheless, unless the cause is confirmed as well. What nobody was told of is not withdrawn.
 */
export class Repeats {
  /** What has been suspected and is open, told or not, by `id`. Other reports are told as they are. */
  readonly #open: Map<string, LeakReport> = new Map();
  readonly #silent: Set<string> = new Set();

  /**
   * @param reports what the detector has to tell
   * @param things what is told of things that are opened and not closed
   * @returns what of it is to be told
   */
  tell(reports: readonly LeakReport[], things: readonly LeakReport[]): readonly LeakReport[] {
    for (const report of reports) {
      const isGrowth = report.level === 'suspected' || this.#open.has(report.id);
      if (isGrowth) this.#open.set(report.id, report);
    }
    const told = reports.flatMap((report) =>
      this.#open.has(report.id) ? this.#asTold(report, things) : report,
    );
    for (const { level, id } of reports) if (level === 'withdrawn') this.#open.delete(id);
    return told;
  }

  #asTold(report: LeakReport, things: readonly LeakReport[]): readonly LeakReport[] {
    const { level, memory, id } = report;
    const wasSilent = this.#silent.delete(id);
    if (level === 'withdrawn') return wasSilent ? [] : [report];
    const cause = this.#causeOf(report, things);
    if (cause && (level === 'suspected' || (wasSilent && cause.level === 'confirmed'))) {
      this.#silent.add(id);
      return [];
    }
    if (cause) return [withCause(report, cause)];
    if (memory === 'heap') return [withThings(report, things)];
    const heap = memory === 'external' ? this.#openOf('heap') : undefined;
    return [heap && isWrapping(heap, report) ? withWrappers(report, heap) : report];
  }

  #causeOf(report: LeakReport, things: readonly LeakReport[]): LeakReport | undefined {
    if (report.memory === 'native') {
      return things.find((each) => each.rateBytesPerSecond > causeShare * report.rateBytesPerSecond);
    }
    const external = this.#openOf('external');
    return report.memory === 'heap' && external && isWrapping(report, external) ? external : undefined;
  }

  #openOf(memory: MemoryKind): LeakReport | undefined {
    for (const report of this.#open.values()) {
      if (report.memory === memory && report.level !== 'withdrawn') return report;
    }
    return undefined;
  }
}

function isWrapping(heap: LeakReport, external: LeakReport): boolean {
  return heap.rateBytesPerSecond < wrapperShare * external.rateBytesPerSecond;
}

function withCause(
  report: LeakReport,
  { memory, sites, resource, evidence, advice, ...cause }: LeakReport,
): LeakReport {
  const known = report.sites.length > 0 ? report.sites : sites;
  if (memory === 'external') {
    const sentence = `The external memory grows with it, by ${rateInWords(cause.rateBytesPerSecond)}: the buffers that these objects hold.`;
    return { ...report, sites: known, evidence: [...report.evidence, sentence] };
  }
  const seen = evidence.slice(0, -1);
  return {
    ...report,
    sites: known,
    ...(resource && { resource }),
    evidence: [...report.evidence, ...seen],
    advice,
  };
}

function withWrappers(report: LeakReport, heap: LeakReport): LeakReport {
  const sentence = `The heap grows with it, by ${rateInWords(heap.rateBytesPerSecond)}: the objects that hold it.`;
  return { ...report, sites: heap.sites, evidence: [...report.evidence, sentence] };
}

/** Handles have objects in the heap, threads have not. */
function withThings(report: LeakReport, things: readonly LeakReport[]): LeakReport {
  const handles = things.filter(({ resource }) => resource?.kind === 'handle');
  if (handles.length === 0) return report;
  const [{ resource, advice }] = handles as [LeakReport];
  const sentences = handles.flatMap(({ evidence }) => evidence.slice(0, 1));
  return {
    ...report,
    ...(resource && { resource }),
    evidence: [...report.evidence, ...sentences],
    advice: `${report.advice} ${advice}`,
  };
}

import { Intervals } from '../analysis/Intervals.ts';
import type { MemoryFigures } from '../monitoring/MemorySummary.ts';
import { durationInWords } from '../monitoring/quantity.ts';
import { growthGraceInWords } from '../wire/growthGrace.ts';
import type { Incident } from '../wire/incident.ts';
import type { HistoryAnswer } from '../wire/message.ts';
import type { ProcessSummary } from '../wire/process.ts';
import { figuresOfColumns } from './figuresOfColumns.ts';
import type { MemoryReport, ReportedVerdict } from './MemoryReport.ts';
import { memoryReportOf } from './memoryReportOf.ts';
import { stitchedColumns } from './stitchedColumns.ts';
import { toldPrediction } from './toldPrediction.ts';
import { verdictAt } from './verdictAt.ts';

/** What is known from outside of a process: what it has told. */
export interface ToldOfProcess {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly process: ProcessSummary;
  /** From coarse to fine, of coarse rows the largest values. */
  readonly answers: readonly HistoryAnswer[];
  /** Of any processes. */
  readonly incidents: readonly Incident[];
}

/** A leak that is there from the start is told by then: before, nothing told is no verdict. */
const enoughMs = 300_000;

/** A report of what a process has told to a hub. Its verdict is what was told last. */
export function reportOfAnswers({ madeAt, process, answers, incidents }: ToldOfProcess): MemoryReport {
  const { id, pid, name, role, nodeVersion, platform, startedAt, intervalMs } = process.identity;
  const own = incidents.filter(({ processId }) => processId === id);
  const [coarsest] = answers;
  // All of one distance: where rows come closer together, what came before is no gap.
  const intervals = new Intervals();
  for (const time of coarsest?.columns[0] ?? []) intervals.add(time ?? Number.NaN);
  const events = coarsest?.events ?? [];
  const samples = stitchedColumns(answers);
  const toMs = samples.columns[0]?.at(-1) ?? madeAt;
  const report = memoryReportOf({
    madeAt,
    process: { id, pid, name, role, nodeVersion, platform, startedAt, intervalMs, exit: process.exit },
    samples: figuresOfColumns(samples),
    verdict: verdictAt(own, toMs),
    outOfMemory: toldPrediction(events, toMs),
    incidents: own,
    events,
    eventsSince: startedAt,
    cost: undefined,
  });
  const figures = report.figures && {
    ...report.figures,
    period: { ...report.figures.period, ...intervals.summary() },
  };
  return { ...report, figures, verdict: knownVerdict(report.verdict, figures) };
}

function knownVerdict(verdict: ReportedVerdict, figures: MemoryFigures | undefined): ReportedVerdict {
  const isShort = !((figures?.period.durationMs ?? 0) >= enoughMs);
  if (verdict.level !== 'none' || !isShort) return verdict;
  const reasons = [
    `No leak was told of, but that takes up to ${durationInWords(enoughMs)}: before ${growthGraceInWords}, growth cannot be told from start-up.`,
  ];
  return { level: 'not-enough-evidence', reasons, report: undefined };
}

import { bytesInWords, durationInWords } from '../monitoring/quantity.ts';
import { asOf } from '../wire/endOfPace.ts';
import type { MemoryReport } from './MemoryReport.ts';
import { clockTime } from './words/clockTime.ts';
import { costSentences } from './words/costSentences.ts';
import { exitSentence } from './words/exitSentence.ts';
import {
  type Clock,
  capacitySentences,
  changeInWords,
  gapSentences,
  liveSizeSentences,
  peakSentences,
  predictionSentences,
} from './words/figureSentences.ts';
import { type IncidentText, incidentText } from './words/incidentText.ts';
import { leakHeadline, leakSentences } from './words/leakSentences.ts';
import { limitSentences } from './words/limitSentences.ts';
import { besideForecast } from './words/oneForecast.ts';
import { pastAdvice } from './words/pastAdvice.ts';
import { pressureSentences } from './words/pressureSentences.ts';
import { isDated, sinceTold } from './words/sinceTold.ts';
import { deathAdvice, deathWords, unjudgedDeath } from './words/unjudgedDeath.ts';

/** How bad it is: for colours, which only help. */
export type ReportTone = 'good' | 'quiet' | 'warning' | 'critical';

/** A report in words, for each way of writing it down. */
export interface ReportText {
  readonly tone: ReportTone;
  /** `leak confirmed`. */
  readonly verdict: string;
  /** What goes with it: `live heap +29 MB in 9 min (52 kB/s, steady)`. */
  readonly headline: string;
  /** Who was watched, when, and how closely. */
  readonly seen: string;
  readonly evidence: readonly string[];
  /** Each with its label. */
  readonly entries: readonly (readonly [label: string, sentences: readonly string[]])[];
  readonly incidents: readonly IncidentText[];
  readonly advice: string;
}

/** Puts a report into words. */
export function reportText(report: MemoryReport): ReportText {
  const { process, figures, verdict, incidents, pressure, cost, outOfMemory, death } = report;
  const time = clockTime(figures?.period.fromMs ?? report.madeAt, figures?.period.toMs ?? report.madeAt);
  const entries: ReportText['entries'][number][] = [
    ['ended', process.exit ? [exitSentence(process.exit, time)] : []],
    ['death', death ? [`It ${death.headline}.`] : []],
    ['cause', death?.cause ?? []],
    ['shown by', death?.evidence ?? []],
    ['beside', death?.beside ?? []],
    ['live size', figures ? liveSizeSentences(figures) : []],
    ['peaks', figures ? peakSentences(figures, time) : []],
    ['capacity', figures ? capacitySentences(figures, time) : []],
    ['forecast', predictionSentences(outOfMemory, verdict.report)],
    ['open files', limitSentences(incidents, figures?.period.toMs ?? report.madeAt, time)],
    ['pressure', pressure ? pressureSentences(pressure, time) : []],
    ['gaps', figures ? gapSentences(figures, time) : []],
    ['monitoring', cost ? costSentences(cost) : []],
  ];
  return {
    tone: toneOf(report),
    verdict: verdictWords(report),
    headline: headlineOf(report, time),
    seen: seenSentence(report),
    evidence: evidenceOf(report, time),
    entries: entries.filter(([, sentences]) => sentences.length > 0),
    incidents: incidents.map((incident) => incidentText(incident, time, verdict.report?.id)),
    advice: adviceOf(report),
  };
}

function toneOf(report: MemoryReport): ReportTone {
  const { verdict, pressure, figures } = report;
  if (verdict.level === 'confirmed' || pressure?.level === 'critical') return 'critical';
  // Memory has ended it.
  if ((report.death?.cause.length ?? 0) > 0) return 'critical';
  if (unjudgedDeath(verdict.level, report.process.exit) !== undefined) return 'critical';
  if (verdict.level === 'suspected' || pressure?.level === 'warning') return 'warning';
  return verdict.level === 'none' && figures !== undefined ? 'good' : 'quiet';
}

/** `no leak`, `leak suspected`, `not enough evidence`, `ran out of heap`, `no samples`. */
export function verdictWords(
  report: Pick<MemoryReport, 'verdict' | 'figures' | 'process' | 'death'>,
): string {
  const { verdict, figures } = report;
  if (figures === undefined) return 'no samples';
  const signal = unjudgedDeath(verdict.level, report.process.exit);
  if (signal !== undefined) return report.death?.headline ?? deathWords(signal);
  if (verdict.level === 'none') return 'no leak';
  return verdict.level === 'not-enough-evidence' ? 'not enough evidence' : `leak ${verdict.level}`;
}

function evidenceOf(report: MemoryReport, time: Clock): readonly string[] {
  const { verdict, outOfMemory } = report;
  if (verdict.report === undefined) return verdict.reasons;
  const sentences = besideForecast(leakSentences({ ...verdict.report, advice: '' }), outOfMemory);
  return isDated(report)
    ? [...sinceTold(report, time), ...asOf(sentences, time(verdict.toldAt!))]
    : sentences;
}

function headlineOf(report: MemoryReport, time: Clock): string {
  const { verdict, figures } = report;
  if (verdict.report) {
    const dated = isDated(report) ? `, as told at ${time(verdict.toldAt!)}` : '';
    return `${leakHeadline(verdict.report)}${dated}`;
  }
  if (figures?.last.liveBytes === undefined) return '';
  const pace = figures.trend ? `, ${changeInWords(figures.trend, figures.pattern)}` : '';
  return `live heap ${bytesInWords(figures.last.liveBytes)}${pace}`;
}

function seenSentence({ process, figures, madeAt }: MemoryReport): string {
  const { name, id, nodeVersion } = process;
  const runtime = nodeVersion === '' ? '' : `, Node.js ${nodeVersion.replace(/^v/, '')}`;
  const who = `${name}, process ${id}${runtime}`;
  if (figures === undefined) return `${who}: nothing was sampled up to ${moment(madeAt)}.`;
  const { fromMs, durationMs, samples, usualMs } = figures.period;
  return `${who}: ${durationInWords(durationMs)} from ${moment(fromMs)}, ${counted(samples, usualMs, process.intervalMs)}.`;
}

/** Of what is kept as one row for many samples nobody knows how many there were. */
function counted(samples: number, usualMs: number, intervalMs: number): string {
  const every = intervalMs < 1000 ? `${Math.round(intervalMs)} ms` : durationInWords(intervalMs);
  if (usualMs > 1.5 * intervalMs) return `sampled every ${every}`;
  return samples === 1 ? '1 sample' : `${samples.toLocaleString('en')} samples, every ${every}`;
}

function moment(time: number): string {
  return new Date(time).toLocaleString('sv');
}

function adviceOf(report: MemoryReport): string {
  const { process, verdict, pressure, figures } = report;
  if (verdict.report) {
    const { advice } = verdict.report;
    return process.exit === undefined ? advice : pastAdvice(advice, true);
  }
  if (report.death?.advice !== undefined) return report.death.advice;
  if (unjudgedDeath(verdict.level, process.exit) !== undefined) return deathAdvice(process.pid);
  if (figures === undefined || verdict.level === 'not-enough-evidence') {
    return 'Watch for longer, and under load: a verdict takes four and a half minutes and six major collections.';
  }
  if (pressure !== undefined && pressure.timeMs.warning + pressure.timeMs.critical > 0) {
    return 'No leak, but memory was short: raise the limit, or find out what was done at that time.';
  }
  return 'Nothing to do.';
}

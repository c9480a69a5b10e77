import { bytesInWords, durationInWords } from '../monitoring/quantity.ts';
import { clockTime } from '../reporting/words/clockTime.ts';
import { type Clock, changeInWords } from '../reporting/words/figureSentences.ts';
import { leakHeadline } from '../reporting/words/leakSentences.ts';
import { lineChart } from '../reporting/words/lineChart.ts';
import { deathWords, unjudgedDeath } from '../reporting/words/unjudgedDeath.ts';
import { wrapped } from '../reporting/words/wrapped.ts';
import { escapeControls } from '../wire/escapeControls.ts';
import type { RecordingAnalysis } from './analyzeRecording.ts';
import { processEntries } from './processEntries.ts';
import type { RecordedProcess } from './RecordedProcesses.ts';
import { recordingNotes } from './recordingNotes.ts';
import type { ToldVerdicts } from './toldVerdicts.ts';
import { rankOf, worseVerdict } from './worseVerdict.ts';

/** What a report is written of, and for. */
export interface RecordingReportOptions {
  /** Of the recording. */
  readonly name: string;
  readonly analysis: RecordingAnalysis;
  /** What was told live; `undefined` where nobody has its events. */
  readonly told?: ToldVerdicts | undefined;
  /** Characters of the widest line. */
  readonly width: number;
  readonly unicode: boolean;
}

const labelWidth = 12;
const chartHeight = 9;
const mostRows = 40;

/** A recording in words: verdict, evidence, a chart of the live size, figures, what to do. Several processes as a table, and the worst of them in full. */
export function recordingReport(options: RecordingReportOptions): string {
  const { analysis, told, width } = options;
  const processes = [...analysis.processes].sort((left, right) => rankOf(right, told) - rankOf(left, told));
  const [worst] = processes as [RecordedProcess];
  const lines = processes.length > 1 ? [...table(options, processes), ''] : [];
  lines.push(...processReport(worst, options));
  if (processes.length > 1) {
    const hint = 'The others in full: --id with one of the ids above.';
    lines.push(...entry('others', [hint], width));
  }
  for (const note of [...recordingNotes(analysis), ...(told?.notes ?? [])])
    lines.push(...entry('note', [note], width));
  return lines.join('\n');
}

function processReport(process: RecordedProcess, options: RecordingReportOptions): string[] {
  const { name, width, unicode } = options;
  const { analyzer } = process;
  const summary = analyzer.summary()!;
  const { fromMs, durationMs, toMs, samples, usualMs } = summary.period;
  const time = clockTime(fromMs, toMs);
  const every = usualMs > 0 ? `, every ${durationOrMs(usualMs)}` : '';
  const count = `${samples.toLocaleString('en')} ${samples === 1 ? 'sample' : `samples${every}`}`;
  const seen = `Process ${nameOf(process)} in ${name}: ${durationInWords(durationMs)} from ${new Date(fromMs).toLocaleString('sv')}, ${count}.`;
  const { evidence, figures, advice } = processEntries(process, time, options.told);
  const { times, liveBytes } = analyzer.collections();
  const chart = lineChart({
    times,
    values: liveBytes,
    width: Math.min(width, 80),
    height: chartHeight,
    unicode,
    valueLabel: bytesInWords,
    timeLabel: (at) => time(at),
  });
  return [
    ...wrapped(headline(process, options.told, time), width),
    ...wrapped(seen, width),
    '',
    ...entry('evidence', evidence, width),
    ...(chart.length > 0 ? ['', 'live heap, right after major collections', ...chart, ''] : ['']),
    ...figures.flatMap(([label, sentences]) => entry(label, sentences, width)),
    '',
    ...entry('next', [advice], width),
  ];
}

/** Where what was told live is worse than what the samples tell, that; and it says so. */
function headline(process: RecordedProcess, told: ToldVerdicts | undefined, time: Clock): string {
  const { analyzer } = process;
  const { report, level: worse, toldAt } = worseVerdict(process, told);
  if (report !== undefined) {
    const who = toldAt === undefined ? '' : `, told live at ${time(toldAt)}`;
    return `leak ${report.level}${who}   ${leakHeadline(report)}`;
  }
  const { last, trend, pattern } = analyzer.summary()!;
  const level = last.liveBytes === undefined ? '' : `   live heap ${bytesInWords(last.liveBytes)}`;
  const pace = trend === undefined ? '' : `, ${changeInWords(trend, pattern)}`;
  const death = unjudgedDeath(worse, told?.of.get(process)?.exit);
  return `${death === undefined ? verdictWords(worse) : deathWords(death)}${level}${pace}`;
}

function verdictWords(level: string): string {
  if (level === 'none') return 'no leak';
  return level === 'not-enough-evidence' ? 'not enough evidence' : `leak ${level}`;
}

/** The label stands before the first line; all others are indented below the text. */
function entry(label: string, sentences: readonly string[], width: number): string[] {
  return sentences
    .flatMap((sentence) => wrapped(sentence, width - labelWidth))
    .map((line, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`);
}

function table({ name, told }: RecordingReportOptions, processes: readonly RecordedProcess[]): string[] {
  const cells = processes.slice(0, mostRows).map((process) => {
    const { last, peaks, period } = process.analyzer.summary()!;
    const bytes = (value: number | undefined): string => (value === undefined ? '–' : bytesInWords(value));
    return [
      nameOf(process),
      verdictWords(worseVerdict(process, told).level),
      bytes(last.liveBytes),
      bytes(peaks.rssBytes?.bytes),
      durationInWords(period.durationMs),
    ];
  });
  const rows = [['PROCESS', 'VERDICT', 'LIVE', 'RSS AT MOST', 'WATCHED'], ...cells];
  const widths = rows[0]!.map((_, place) => Math.max(...rows.map((row) => row[place]!.length)));
  const aligned = rows.map((row) =>
    row
      .map((cell, place) => cell.padEnd(widths[place]!))
      .join('   ')
      .trimEnd(),
  );
  const count = processes.length.toLocaleString('en');
  const left = processes.length - cells.length;
  const more =
    left > 0 ? [`  and ${left.toLocaleString('en')} more, none of them worse: --json has all`] : [];
  return [`${count} processes in ${name}`, '', ...aligned.map((row) => `  ${row}`), ...more];
}

function nameOf({ id, run }: RecordedProcess): string {
  return escapeControls(run === 1 ? id : `${id} (run ${run})`);
}

function durationOrMs(ms: number): string {
  return Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : durationInWords(ms);
}
